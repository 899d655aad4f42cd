//! Whether the granted scopes are enough, as the provider means them.

mod closure;
mod granted;
mod spelling;

use serde::Serialize;

use crate::provider::{self, Provider};

pub(crate) use closure::Closure;
pub use granted::{Granted, split_scopes};

/// How one provider spells its scopes, and which of them cover which. What is not listed is compared exactly: a false alarm
/// at worst, never a missed gap.
#[derive(Debug)]
pub(crate) struct Scopes {
    /// Whose they are.
    pub(crate) provider: &'static Provider,
    /// What stands before a short name: `gmail.send` is `https://www.googleapis.com/auth/gmail.send`.
    pub(crate) prefix: &'static str,
    /// What may stand before a name, in any case, and is no part of it.
    pub(crate) dropped_prefixes: &'static [&'static str],
    /// Case does not count.
    pub(crate) folds_case: bool,
    /// Names that are written in capitals, whatever comes; separated by spaces.
    pub(crate) in_capitals: &'static str,
    /// Other names, each with the one that counts.
    pub(crate) aliases: &'static [(&'static str, &'static str)],
    /// One line each: `a > b c`, where `a` covers `b` and `c`, and whatever they cover. `*` is every scope.
    pub(crate) covers: &'static str,
    /// What `*` leaves out; separated by spaces.
    pub(crate) never_covered: &'static str,
    /// A scope that, once granted, takes something away from others; separated by spaces.
    pub(crate) gets_in_the_way: &'static [(&'static str, &'static str)],
    /// Scopes that may be granted and yet not be in the answer; separated by spaces.
    pub(crate) not_told: &'static str,
    /// It asks for whatever the app's registration lists, alone or behind a resource (`https://…/`), and stands for no scope of
    /// its own.
    pub(crate) asks_for_registered: &'static str,
    /// It tells no scopes at all.
    pub(crate) tells_none: bool,
}

impl Scopes {
    /// Names that are compared exactly.
    pub(crate) const fn of(provider: &'static Provider) -> Self {
        Self {
            provider,
            prefix: "",
            dropped_prefixes: &[],
            folds_case: false,
            in_capitals: "",
            aliases: &[],
            covers: "",
            never_covered: "",
            gets_in_the_way: &[],
            not_told: "",
            asks_for_registered: "",
            tells_none: false,
        }
    }
}

/// What is needed of an account, held against what it was granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ScopeCheck {
    /// Each required scope once, in the order given, under its canonical name.
    pub needs: Vec<Need>,
    /// What was granted beyond that, under canonical names; empty where that is not known.
    pub others: Vec<String>,
    /// Granted scopes that take something away from a required one.
    pub in_the_way: Vec<String>,
}

/// One required scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Its canonical name.
    pub scope: String,
    /// How it stands.
    pub standing: Standing,
    /// The granted scope that covers it, where that is a broader one.
    pub covered_by: Option<String>,
}

/// How a required scope stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It, or one that covers it, was granted.
    Granted,
    /// It was not.
    Missing,
    /// It was not, and the connection does not even ask for it: only the app's developers can change that.
    NotRequested,
    /// Nobody can tell. Never a reason to bother a person.
    Unknown,
}

impl Standing {
    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "granted" => Self::Granted,
            "missing" => Self::Missing,
            "not_requested" => Self::NotRequested,
            "unknown" => Self::Unknown,
            _ => return None,
        })
    }
}

impl ScopeCheck {
    /// Compares. `requested` is what the connection asks for at sign-in, where that is known.
    pub fn of(
        provider: Option<&'static Provider>,
        required: &[String],
        granted: &Granted,
        requested: Option<&[String]>,
    ) -> Self {
        let scopes = provider.and_then(provider::scopes_of);
        let granted = granted.scopes().filter(|_| !scopes.is_some_and(|scopes| scopes.tells_none));
        let closure = granted.map(|granted| Closure::of(scopes, &granted));
        let asks_for_registered =
            |scope: &String| scopes.is_some_and(|scopes| scopes.asks_for_registered(scope));
        // What else is asked for then, only the registration knows.
        let requested = requested
            .filter(|requested| !requested.iter().any(asks_for_registered))
            .map(|requested| Closure::of(scopes, requested));
        let mut needs: Vec<Need> = Vec::with_capacity(required.len());
        for scope in required.iter().map(|scope| spelling::canonical(scopes, scope)) {
            if scope.is_empty() || needs.iter().any(|need| spelling::is_same(scopes, &need.scope, &scope)) {
                continue;
            }
            let by = closure.as_ref().and_then(|closure| closure.covering(&scope));
            let is_untold =
                asks_for_registered(&scope) || scopes.is_some_and(|scopes| scopes.is_untold(&scope));
            let standing = match (&closure, by) {
                (None, _) => Standing::Unknown,
                (Some(_), Some(_)) => Standing::Granted,
                (Some(_), None) if is_untold => Standing::Unknown,
                (Some(_), None) => match &requested {
                    Some(requested) if requested.covering(&scope).is_none() => Standing::NotRequested,
                    _ => Standing::Missing,
                },
            };
            let covered_by = by.filter(|by| !spelling::is_same(scopes, by, &scope)).map(str::to_owned);
            needs.push(Need { scope, standing, covered_by });
        }
        let told = closure.as_ref().map(Closure::granted).unwrap_or_default();
        let is_needed =
            |granted: &&String| needs.iter().any(|need| spelling::is_same(scopes, &need.scope, granted));
        let others = told.iter().filter(|granted| !is_needed(granted)).cloned().collect();
        let in_the_way = scopes.map(|scopes| scopes.in_the_way(told, &needs)).unwrap_or_default();
        Self { needs, others, in_the_way }
    }

    /// The scopes that are known to be missing and can be asked for.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.standing(Standing::Missing)
    }

    /// The scopes of one standing.
    pub fn standing(&self, standing: Standing) -> impl Iterator<Item = &str> {
        self.needs.iter().filter(move |need| need.standing == standing).map(|need| need.scope.as_str())
    }

    /// Whether every required scope could be judged.
    pub fn is_known(&self) -> bool {
        self.needs.iter().all(|need| need.standing != Standing::Unknown)
    }
}

impl Scopes {
    fn is_untold(&self, scope: &str) -> bool {
        self.not_told.split(' ').any(|untold| spelling::is_same(Some(self), untold, scope))
    }

    fn asks_for_registered(&self, scope: &str) -> bool {
        let last = scope.rsplit('/').next().unwrap_or_default().trim();
        !last.is_empty() && spelling::is_same(Some(self), last, self.asks_for_registered)
    }

    fn in_the_way(&self, granted: &[String], needs: &[Need]) -> Vec<String> {
        let canonical = |name: &str| spelling::canonical(Some(self), name);
        let is_hit = |(name, restricted): &&(&'static str, &'static str)| {
            granted.contains(&canonical(name))
                && restricted.split(' ').map(canonical).any(|hit| needs.iter().any(|need| need.scope == hit))
        };
        self.gets_in_the_way.iter().filter(is_hit).map(|(name, _)| canonical(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider_of;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    const PROVIDERS: [&str; 10] = [
        "google",
        "microsoft",
        "github",
        "gitlab",
        "atlassian",
        "salesforce",
        "zoom",
        "discord",
        "notion",
        "acme",
    ];

    fn told(text: &str) -> Granted {
        Granted::Told(vec![text.to_owned()])
    }

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn check(word: &str, required: &str, granted: &str) -> ScopeCheck {
        let provider = provider_of(word).map(|(provider, _)| provider);
        ScopeCheck::of(provider, &list(required), &told(granted), None)
    }

    fn missing(word: &str, required: &str, granted: &str) -> Vec<String> {
        check(word, required, granted).missing().map(str::to_owned).collect()
    }

    #[test]
    fn broader_scopes_cover_narrower_ones_where_the_provider_says_so() {
        for (provider, required, granted, is_enough) in [
            ("google", "gmail.send gmail.metadata", "https://mail.google.com/", true),
            ("google", "gmail.settings.basic", "https://mail.google.com/", false),
            ("google", "spreadsheets", "drive.file", false),
            ("google", "documents.readonly", "drive", true),
            ("microsoft", "mail.read", "Mail.ReadWrite", true),
            ("microsoft", "Mail.Send", "Mail.ReadWrite", false),
            ("microsoft", "Mail.Read", "https://outlook.office.com/Mail.Read", false),
            ("github", "user:email read:org", "user,admin:org", true),
            ("github", "workflow", "repo", false),
            ("gitlab", "read_user", "api", true),
            ("slack", "users:read", "users:read.email", false),
            ("atlassian", "write", "ADMIN", true),
            ("salesforce", "api custom_permissions", "full", true),
            ("salesforce", "offline_access", "full", false),
            ("acme", "read", "read:all", false),
        ] {
            assert_eq!(
                missing(provider, required, granted).is_empty(),
                is_enough,
                "{provider} {required} by {granted}"
            );
        }
    }

    #[test]
    fn what_covers_a_scope_is_named() {
        let found = check("github", "read:org user", "admin:org user gist");
        let by: Vec<_> = found.needs.iter().map(|need| need.covered_by.as_deref()).collect();
        assert_eq!(by, [Some("admin:org"), None]);
        assert_eq!(found.others, ["admin:org", "gist"]);
    }

    #[test]
    fn what_nobody_can_tell_is_unknown() {
        for (provider, required, granted) in
            [("notion", "read_content", told("")), ("github", "repo", Granted::NotTold)]
        {
            let provider = provider_of(provider).map(|(provider, _)| provider);
            let found = ScopeCheck::of(provider, &list(required), &granted, None);
            assert!(!found.is_known() && found.missing().next().is_none());
        }
        let found = check("microsoft", "offline_access User.Read", "User.Read");
        assert_eq!(found.needs[0].standing, Standing::Unknown);
        assert_eq!(found.needs[1].standing, Standing::Granted);
    }

    #[test]
    fn what_the_connection_does_not_ask_for_is_the_developers() {
        let google = provider_of("google").map(|(provider, _)| provider);
        let [required, requested] = ["gmail.send calendar", "gmail.modify"].map(list);
        let granted = told("openid");
        let found = ScopeCheck::of(google, &required, &granted, Some(&requested));
        let standings: Vec<_> = found.needs.iter().map(|need| need.standing).collect();
        assert_eq!(standings, [Standing::Missing, Standing::NotRequested]);
    }

    /// It asks for all that the registration lists, and an answer names what that is.
    #[test]
    fn a_scope_for_whatever_is_registered_bothers_nobody() {
        let microsoft = provider_of("microsoft").map(|(provider, _)| provider);
        for all in [
            ".default",
            "https://graph.microsoft.com/.default",
            "https://graph.microsoft.com/.Default",
            "https://outlook.office.com/.default",
            "https://management.azure.com//.default",
            "api://11111111-2222-3333-4444-555555555555/.default",
        ] {
            let found = check("microsoft", all, "Mail.Read User.Read");
            assert_eq!(found.needs[0].standing, Standing::Unknown, "{all}");
            let requested = [all.to_owned(), "openid".to_owned()];
            let found =
                ScopeCheck::of(microsoft, &list("Mail.Send"), &told("Mail.Read User.Read"), Some(&requested));
            assert_eq!(found.needs[0].standing, Standing::Missing, "{all}");
        }
        let requested = list("Mail.Read my.default");
        let found = ScopeCheck::of(microsoft, &list("Mail.Send"), &told("Mail.Read"), Some(&requested));
        assert_eq!(found.needs[0].standing, Standing::NotRequested);
        assert_eq!(check("acme", ".default", "a").needs[0].standing, Standing::Missing);
    }

    #[test]
    fn a_scope_that_gets_in_the_way_is_named() {
        let found = check("google", "gmail.readonly", "gmail.modify gmail.metadata");
        assert_eq!(found.missing().next(), None);
        assert_eq!(found.in_the_way, ["https://www.googleapis.com/auth/gmail.metadata"]);
        assert_eq!(check("google", "gmail.metadata", "gmail.metadata").in_the_way, [""; 0]);
    }

    /// Scopes that stand in the tables, and some that do not.
    fn names(provider: &str) -> Vec<String> {
        let scopes = provider_of(provider).and_then(|(provider, _)| provider::scopes_of(provider));
        let mut names: Vec<String> = scopes.map_or(Vec::new(), |scopes| {
            scopes.covers.split_whitespace().filter(|name| !">*".contains(name)).map(str::to_owned).collect()
        });
        names.extend(["openid", "email", "no.such.scope", "offline_access"].map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }

    fn case() -> impl Strategy<Value = (&'static str, Vec<String>, Vec<String>, String)> {
        select(PROVIDERS.to_vec()).prop_flat_map(|provider| {
            let names = names(provider);
            let some = || subsequence(names.clone(), 0..=names.len().min(12));
            (Just(provider), some(), some(), select(names.clone()))
        })
    }

    proptest! {
        #[test]
        fn more_grants_never_miss_more((provider, required, granted, another) in case()) {
            let before = missing(provider, &required.join(" "), &granted.join(" "));
            let after = missing(provider, &required.join(" "), &[granted, vec![another]].concat().join(" "));
            prop_assert!(after.iter().all(|scope| before.contains(scope)), "{before:?} became {after:?}");
        }

        #[test]
        fn order_and_repetition_do_not_matter((provider, required, granted, _) in case()) {
            let twice: Vec<String> = granted.iter().rev().chain(&granted).cloned().collect();
            let found = missing(provider, &required.join(" "), &granted.join(" "));
            prop_assert_eq!(&found, &missing(provider, &required.join(" "), &twice.join(",")));
            let [mut found, mut backwards] = [required.clone(), required.into_iter().rev().collect()]
                .map(|required| missing(provider, &[&required[..], &required[..]].concat().join(" "), &granted.join(" ")));
            found.sort();
            backwards.sort();
            prop_assert_eq!(found, backwards);
        }

        #[test]
        fn a_closure_is_closed((provider, _, granted, any) in case()) {
            let scopes = provider_of(provider).and_then(|(provider, _)| provider::scopes_of(provider));
            let once = Closure::of(scopes, &granted);
            let covered: Vec<String> = names(provider).into_iter().filter(|name| {
                once.covering(&spelling::canonical(scopes, name)).is_some()
            }).collect();
            let twice = Closure::of(scopes, &covered);
            let any = spelling::canonical(scopes, &any);
            prop_assert_eq!(once.covering(&any).is_some(), twice.covering(&any).is_some());
        }

        #[test]
        fn any_text_is_compared(provider in select(PROVIDERS.to_vec()), required in any::<Vec<String>>(), granted in any::<String>()) {
            let provider = provider_of(provider).map(|(provider, _)| provider);
            let found = ScopeCheck::of(provider, &required, &told(&granted), Some(&required));
            prop_assert!(found.needs.len() <= required.len());
            prop_assert!(found.standing(Standing::NotRequested).next().is_none());
        }
    }
}
