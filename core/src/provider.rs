//! What we know about providers. Each provider is one file; adding one is that file and one line in the list below.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Class, Msg, rule::Rules, scopes::Scopes};

macro_rules! providers {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        pub(crate) static ALL: &[&Provider] = &[$(&$name::PROVIDER),*];

        /// What each of them answers. A program that explains no answers does not hold it.
        pub(crate) static ANSWERS: &[&Answers] = &[$(&$name::ANSWERS),*];
    };
}

/// How those spell their scopes that do not compare them exactly, or say more of them.
static SCOPES: &[&Scopes] = &[
    &atlassian::SCOPES,
    &discord::SCOPES,
    &github::SCOPES,
    &gitlab::SCOPES,
    &google::SCOPES,
    &linkedin::SCOPES,
    &microsoft::SCOPES,
    &notion::SCOPES,
    &salesforce::SCOPES,
    &zoom::SCOPES,
];

providers! {
    google,
    microsoft,
    slack,
    github,
    salesforce,
    notion,
    atlassian,
    auth0,
    gitlab,
    keycloak,
    okta,
    discord,
    dropbox,
    facebook,
    hubspot,
    intuit,
    linear,
    linkedin,
    scalekit,
    shopify,
    stripe,
    x,
    xero,
    zendesk,
    zoom,
}

/// Facts about one provider, with the public page they come from beside each.
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
}

/// What one provider answers, and what it means.
pub(crate) struct Answers {
    /// Whose answers they are.
    pub(crate) provider: &'static Provider,
    /// Where it says whether it has a problem.
    pub(crate) status_page: Option<&'static str>,
    /// Where developers find their OAuth apps.
    pub(crate) console_page: Option<&'static str>,
    /// Domains of its own, lower case: an issuer or a page on one of them, or on a subdomain, tells whose answer it is.
    pub(crate) domains: &'static [&'static str],
    /// What stands right before its numbers in texts, such as `AADSTS`; empty where it has none.
    pub(crate) number_prefix: &'static str,
    /// What its answers mean, the most specific first.
    pub(crate) rules: Rules,
    /// What a developer checks there, for the classes it belongs to.
    pub(crate) steps: &'static [(&'static [Class], Msg)],
}

/// There is one of each, so the name tells them apart.
impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Provider {}

/// Its name, by which it is found again.
impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The provider behind a word of the backend (its `provider`, else its `connection_name`), and the service meant, such
/// as Google and "Gmail" for `GMAIL`, `gmail` or `gmail-production`.
pub fn provider_of(word: &str) -> Option<(&'static Provider, &'static str)> {
    let whole = plain(word);
    let first = word.split(|c: char| !c.is_ascii_alphanumeric()).map(plain).find(|part| !part.is_empty())?;
    lookup(&whole).or_else(|| lookup(&first))
}

/// Scalekit, whose hosted pages stand between the app and any provider.
pub(crate) static BROKER: &Answers = &scalekit::ANSWERS;

impl Answers {
    /// Those of a provider.
    pub(crate) fn of(provider: &Provider) -> Option<&'static Self> {
        ANSWERS.iter().copied().find(|answers| answers.provider == provider)
    }

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

/// How a provider spells its scopes, and which cover which; `None` where they are compared exactly.
pub(crate) fn scopes_of(provider: &Provider) -> Option<&'static Scopes> {
    SCOPES.iter().copied().find(|scopes| scopes.provider == provider)
}

/// The provider that alone names its scopes like this.
pub(crate) fn of_scopes(granted: &str) -> Option<&'static Provider> {
    let is_its = |scopes: &&&Scopes| !scopes.prefix.is_empty() && granted.contains(scopes.prefix);
    SCOPES.iter().find(is_its).map(|scopes| scopes.provider)
}

/// The provider on whose domain a URL is.
pub(crate) fn of_url(url: &str) -> Option<&'static Provider> {
    let host = host(url)?;
    let its = |answers: &&&Answers| answers.domains.iter().any(|domain| is_within(host, domain));
    ANSWERS.iter().find(its).map(|answers| answers.provider)
}

/// The host of an https URL that has nothing surprising before it.
fn host(url: &str) -> Option<&str> {
    let rest = url.get(8..).filter(|_| url.as_bytes()[..8].eq_ignore_ascii_case(b"https://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.split(':').next()?;
    (!authority.contains(['@', '\\'])).then_some(host)
}

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

/// Holds a provider's documented answers against the classes they stand for.
#[cfg(test)]
#[track_caller]
fn assert_understood(provider: &'static Provider, answers: &[(&str, Class)]) {
    for (text, class) in answers {
        assert_eq!(crate::Failure::of_text(text, Some(provider)).class, *class, "{text}");
    }
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
        for answers in ANSWERS.iter().copied() {
            let provider = answers.provider;
            for page in [provider.access_page, answers.status_page, answers.console_page] {
                assert!(page.is_none_or(|page| crate::SafeLink::parse(page).is_some()), "{page:?}");
            }
            for (word, service) in provider.services {
                assert_eq!(plain(word), *word, "{service} is listed in the form that is looked up");
                assert_eq!(lookup(word), Some((provider, *service)), "{word} is listed once");
            }
            for domain in answers.domains {
                assert!(domain.contains('.') && domain.to_ascii_lowercase() == **domain, "{domain}");
            }
            answers.rules.assert_sound();
        }
    }
}
