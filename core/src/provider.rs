//! What we know about providers. Each provider is one file; adding one is that file and one line in `ALL`.
//! Without the feature `failures` only the names that the widget had room for are kept.

#![cfg_attr(
    not(feature = "failures"),
    expect(dead_code, unused_imports, reason = "the pages and classes that the rules alone name")
)]

#[cfg(feature = "failures")]
mod atlassian;
#[cfg(feature = "failures")]
mod auth0;
#[cfg(feature = "failures")]
mod discord;
#[cfg(feature = "failures")]
mod dropbox;
#[cfg(feature = "failures")]
mod facebook;
mod github;
#[cfg(feature = "failures")]
mod gitlab;
mod google;
#[cfg(feature = "failures")]
mod hubspot;
#[cfg(feature = "failures")]
mod intuit;
#[cfg(feature = "failures")]
mod keycloak;
#[cfg(feature = "failures")]
mod linear;
#[cfg(feature = "failures")]
mod linkedin;
mod microsoft;
mod notion;
#[cfg(feature = "failures")]
mod okta;
mod salesforce;
#[cfg(feature = "failures")]
mod scalekit;
#[cfg(feature = "failures")]
mod shopify;
mod slack;
#[cfg(feature = "failures")]
mod stripe;
#[cfg(feature = "failures")]
mod x;
#[cfg(feature = "failures")]
mod xero;
#[cfg(feature = "failures")]
mod zendesk;
#[cfg(feature = "failures")]
mod zoom;

#[cfg(feature = "failures")]
use crate::{Class, Msg, Rule};

/// Facts about one provider, with the public page they come from beside each.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// What people call the company: "Google".
    pub name: &'static str,
    /// Its services, as backends spell them (letters and digits only, lower case), with what people call them. The
    /// provider's own name counts as one.
    pub services: &'static [(&'static str, &'static str)],
    /// The page of the provider on which a person sees the apps that have access, where it has one for everybody.
    pub access_page: Option<&'static str>,
    /// Where that is, in the provider's own words for it: "Google Account › Third-party apps & services".
    pub access_place: &'static str,
    /// Domains of its own, lower case: an issuer or a page on one of them, or on a subdomain, tells whose answer it is.
    #[cfg(feature = "failures")]
    pub domains: &'static [&'static str],
    /// What stands right before its numbers in texts, such as `AADSTS`; empty where it has none.
    #[cfg(feature = "failures")]
    pub number_prefix: &'static str,
    /// What its answers mean, the most specific first.
    #[cfg(feature = "failures")]
    pub rules: &'static [Rule],
    /// What a developer checks there, for the classes it belongs to.
    #[cfg(feature = "failures")]
    pub steps: &'static [(&'static [Class], Msg)],
}

/// The provider behind a word of the backend (its `provider`, else its `connection_name`), and the service meant, such
/// as Google and "Gmail" for `GMAIL`, `gmail` or `gmail-production`.
pub fn provider_of(word: &str) -> Option<(&'static Provider, &'static str)> {
    let whole = plain(word);
    let first = word.split(|c: char| !c.is_ascii_alphanumeric()).map(plain).find(|part| !part.is_empty())?;
    lookup(&whole).or_else(|| lookup(&first))
}

pub(crate) const ALL: &[&Provider] = &[
    &google::PROVIDER,
    &microsoft::PROVIDER,
    &slack::PROVIDER,
    &github::PROVIDER,
    &salesforce::PROVIDER,
    &notion::PROVIDER,
    #[cfg(feature = "failures")]
    &atlassian::PROVIDER,
    #[cfg(feature = "failures")]
    &auth0::PROVIDER,
    #[cfg(feature = "failures")]
    &gitlab::PROVIDER,
    #[cfg(feature = "failures")]
    &keycloak::PROVIDER,
    #[cfg(feature = "failures")]
    &okta::PROVIDER,
    #[cfg(feature = "failures")]
    &discord::PROVIDER,
    #[cfg(feature = "failures")]
    &dropbox::PROVIDER,
    #[cfg(feature = "failures")]
    &facebook::PROVIDER,
    #[cfg(feature = "failures")]
    &hubspot::PROVIDER,
    #[cfg(feature = "failures")]
    &intuit::PROVIDER,
    #[cfg(feature = "failures")]
    &linear::PROVIDER,
    #[cfg(feature = "failures")]
    &linkedin::PROVIDER,
    #[cfg(feature = "failures")]
    &scalekit::PROVIDER,
    #[cfg(feature = "failures")]
    &shopify::PROVIDER,
    #[cfg(feature = "failures")]
    &stripe::PROVIDER,
    #[cfg(feature = "failures")]
    &x::PROVIDER,
    #[cfg(feature = "failures")]
    &xero::PROVIDER,
    #[cfg(feature = "failures")]
    &zendesk::PROVIDER,
    #[cfg(feature = "failures")]
    &zoom::PROVIDER,
];

/// Scalekit, whose hosted pages stand between the app and any provider.
#[cfg(feature = "failures")]
pub(crate) const BROKER: &Provider = &scalekit::PROVIDER;

#[cfg(feature = "failures")]
impl Provider {
    /// Whether a URL is on one of its own domains.
    pub(crate) fn owns(&self, url: &str) -> bool {
        host(url).is_some_and(|host| self.domains.iter().any(|domain| is_within(host, domain)))
    }

    /// Whether a URL is one of its own pages, which may be offered to a reader. Below most domains customers have hosts of
    /// their own, and a company's front door has redirects to anywhere; its sign-in and its documentation have not.
    pub(crate) fn publishes(&self, url: &str) -> bool {
        let Some(host) = host(url) else { return false };
        let (first, rest) = host.split_once('.').unwrap_or((host, ""));
        self.domains.iter().any(|domain| {
            let is_listed = domain.eq_ignore_ascii_case(host) && domain.matches('.').count() > 1;
            is_listed
                || domain.eq_ignore_ascii_case(rest)
                    && OWN_HOSTS.iter().any(|own| own.eq_ignore_ascii_case(first))
        })
    }
}

/// The first labels of hosts that providers keep for themselves.
#[cfg(feature = "failures")]
const OWN_HOSTS: [&str; 12] = [
    "accounts",
    "api",
    "auth",
    "cloud",
    "developer",
    "developers",
    "docs",
    "help",
    "id",
    "learn",
    "login",
    "support",
];

/// The provider on whose domain a URL is.
#[cfg(feature = "failures")]
pub(crate) fn of_url(url: &str) -> Option<&'static Provider> {
    let host = host(url)?;
    ALL.iter().copied().find(|provider| provider.domains.iter().any(|domain| is_within(host, domain)))
}

/// The host of an https URL that has nothing surprising before it.
#[cfg(feature = "failures")]
fn host(url: &str) -> Option<&str> {
    let rest = url.get(8..).filter(|_| url.as_bytes()[..8].eq_ignore_ascii_case(b"https://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.split(':').next()?;
    (!authority.contains(['@', '\\'])).then_some(host)
}

#[cfg(feature = "failures")]
fn is_within(host: &str, domain: &str) -> bool {
    let Some(at) = host.len().checked_sub(domain.len()) else { return false };
    host.as_bytes()[at..].eq_ignore_ascii_case(domain.as_bytes())
        && (at == 0 || host.as_bytes()[at - 1] == b'.')
}

fn lookup(plain_word: &str) -> Option<(&'static Provider, &'static str)> {
    ALL.iter().copied().find_map(|provider| {
        let (_, service) = provider.services.iter().find(|(word, _)| *word == plain_word)?;
        Some((provider, *service))
    })
}

fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backends_spell_providers_in_many_ways() {
        for (word, name, service) in [
            ("GMAIL", "Google", "Gmail"),
            ("gmail-production", "Google", "Gmail"),
            ("GOOGLE_CALENDAR", "Google", "Google Calendar"),
            ("googlecalendar", "Google", "Google Calendar"),
            ("google", "Google", "Google"),
            ("Outlook", "Microsoft", "Outlook"),
            ("microsoft_teams", "Microsoft", "Microsoft Teams"),
            ("slack:bot", "Slack", "Slack"),
            ("GITHUB", "GitHub", "GitHub"),
        ] {
            let found = provider_of(word).map(|(provider, service)| (provider.name, service));
            assert_eq!(found, Some((name, service)), "{word}");
        }
    }

    #[test]
    fn unknown_words_are_not_guessed() {
        for word in ["", "___", "acme", "notgmail", "gmailer"] {
            assert_eq!(provider_of(word), None, "{word}");
        }
    }

    #[test]
    fn every_table_is_sound() {
        for provider in ALL.iter().copied() {
            assert!(provider.access_page.is_none_or(|page| crate::SafeLink::parse(page).is_some()));
            for (word, service) in provider.services {
                assert_eq!(plain(word), *word, "{service} is listed in the form that is looked up");
                assert_eq!(lookup(word), Some((provider, *service)), "{word} is listed once");
            }
            for domain in provider.domains {
                assert!(domain.contains('.') && domain.to_ascii_lowercase() == **domain, "{domain}");
            }
            for (index, rule) in provider.rules.iter().enumerate() {
                assert!(rule.source.starts_with("https://"), "{rule:?} names a public page");
                let earlier = &provider.rules[..index];
                assert!(!earlier.iter().any(|other| other.when == rule.when), "{rule:?} is reached");
            }
        }
    }
}
