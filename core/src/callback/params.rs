//! The parameters of a provider's answer in a page URL: in the query, in the fragment, or in a hash router's query.

use std::{borrow::Cow, ops::Range};

use super::percent::decode;
use crate::landing::FLOW;

/// The parameters that answers have. Everything else in a URL is the host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Error,
    Description,
    /// Names that others use for the description; they count, and are ours, only beside an `error` or `error_code`.
    Message,
    ErrorUri,
    /// `error_code`, `error_codes`, `error_subcode`, `error_reason` and their like.
    Subcode,
    State,
    Code,
    Issuer,
    Scope,
    AccessToken,
    IdToken,
    RefreshToken,
    /// What comes along with a code or token: `token_type`, `session_state`, `authuser`, …
    Companion,
    /// The same, with a name so common that it is only the provider's beside a code.
    CommonCompanion,
    AdminConsent,
    Tenant,
    InstallationId,
    SetupAction,
    /// OAuth 1.0a: `denied`, `oauth_token`, `oauth_verifier`, `oauth_problem`.
    Denied,
    OauthToken,
    OauthVerifier,
    OauthProblem,
    AuthRequestId,
    Correlation,
    RedirectUri,
    /// Facebook appends `#_=_`.
    Artifact,
    /// The word of an attempt of ours, which stands last in the address that it comes back to.
    Flow,
}

impl Name {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "error" => Self::Error,
            "error_description" | "error_message" | "error_msg" | "errorDescription" | "errorMessage" => {
                Self::Description
            }
            "description" | "message" | "error_hint" => Self::Message,
            "error_uri" => Self::ErrorUri,
            "error_code" | "error_codes" | "error_subcode" | "error_subtype" | "error_reason"
            | "suberror" | "sub_error" | "errorCode" | "error_type" => Self::Subcode,
            "state" => Self::State,
            "code" => Self::Code,
            "iss" => Self::Issuer,
            "scope" | "scopes" => Self::Scope,
            "access_token" => Self::AccessToken,
            "id_token" => Self::IdToken,
            "refresh_token" => Self::RefreshToken,
            "token_type"
            | "expires_in"
            | "session_state"
            | "authuser"
            | "client_info"
            | "provider_token"
            | "provider_refresh_token"
            | "expires_at"
            | "refresh_token_expires_in"
            | "realmId"
            | "client-request-id" => Self::Companion,
            "prompt" | "hd" => Self::CommonCompanion,
            "admin_consent" => Self::AdminConsent,
            "tenant" => Self::Tenant,
            "installation_id" => Self::InstallationId,
            "setup_action" => Self::SetupAction,
            "denied" => Self::Denied,
            "oauth_token" => Self::OauthToken,
            "oauth_verifier" => Self::OauthVerifier,
            "oauth_problem" => Self::OauthProblem,
            "auth_request_id" => Self::AuthRequestId,
            "correlation_id" | "trace_id" | "request_id" | "x-request-id" | "debug_id" => Self::Correlation,
            "redirect_uri" => Self::RedirectUri,
            "_" => Self::Artifact,
            FLOW => Self::Flow,
            _ => return None,
        })
    }
}

/// A set of names, a bit for each.
#[derive(Clone, Copy, Debug, Default)]
struct Names(u32);

impl Names {
    fn of(list: &[Param<'_>]) -> Self {
        list.iter().fold(Self::default(), |names, param| names.and(param.name))
    }

    fn and(self, name: Name) -> Self {
        Self(self.0 | 1 << name as u32)
    }

    fn has(self, name: Name) -> bool {
        self.0 >> name as u32 & 1 == 1
    }
}

/// Where in the URL a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// After `?`, before `#`.
    Query,
    /// After `#`, also as the query of a hash router.
    Fragment,
}

/// One parameter of the answer, as it stands in the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Param<'a> {
    pub(crate) name: Name,
    pub(crate) place: Place,
    /// Its name as written.
    pub(crate) spelled: &'a str,
    /// Its value as written.
    pub(crate) raw: &'a str,
    /// Where `name=value` stands.
    pub(crate) range: Range<usize>,
}

/// The answer's parameters in a URL, in their order.
#[derive(Debug)]
pub(crate) struct Params<'a> {
    pub(crate) list: Vec<Param<'a>>,
    /// The names in it, as hosts may repeat one any number of times.
    names: Names,
    /// The URL up to its query, and the path of a hash router.
    pub(crate) base: &'a str,
    pub(crate) route: &'a str,
    /// Where in the URL the answer begins: nothing before it is to be taken out.
    pub(crate) start: usize,
}

/// The value of a parameter.
pub(crate) enum Value<'a> {
    Absent,
    One(Cow<'a, str>),
    /// It stands there several times, with different values.
    Different,
}

impl<'a> Value<'a> {
    pub(crate) fn one(self) -> Option<Cow<'a, str>> {
        match self {
            Self::One(value) => Some(value),
            Self::Absent | Self::Different => None,
        }
    }

    pub(crate) fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

impl<'a> Params<'a> {
    pub(crate) fn of(url: &'a str) -> Self {
        let hash = url.find('#').unwrap_or(url.len());
        let query = url[..hash].find('?').unwrap_or(hash);
        let (list, names) = (Vec::with_capacity(8), Names::default());
        let mut params = Self { list, names, base: &url[..query], route: "", start: 0 };
        if query < hash {
            params.add(url, query + 1..hash, Place::Query);
            params.keep_what_was_appended();
        }
        if hash < url.len() {
            params.add_fragment(url, hash + 1);
        }
        params
    }

    /// A page may have parameters of its own that are called like an answer's. Of several those behind our word are the answer's,
    /// and where they are repeated there, they stay so. Where the answer itself stands behind our word, it was put there, and what
    /// stands before is the page's; only a `state` is compared all the same, with what is expected and with others.
    fn keep_what_was_appended(&mut self) {
        let Some(word) = self.list.iter().rposition(|param| param.name == Name::Flow) else { return };
        let (before, behind) = self.list.split_at(word);
        let names = Names::of(behind);
        let is_appended = names.has(Name::Error) || names.has(Name::Code);
        let is_its =
            |param: &&Param<'a>| !names.has(param.name) && (!is_appended || param.name == Name::State);
        if is_appended {
            self.start = behind[0].range.start;
        }
        self.list = before.iter().filter(is_its).chain(behind).cloned().collect();
        self.names = Names::of(&self.list);
    }

    /// A fragment is a list of parameters, or a hash router's path and query, each perhaps after `!` and `/`; a provider
    /// appends its own `#` to a redirect URI that has one already.
    fn add_fragment(&mut self, url: &'a str, from: usize) {
        let mut from = from;
        loop {
            let rest = &url[from..];
            let end = from + rest.find('#').unwrap_or(rest.len());
            let piece = &url[from..end];
            let lead = piece.len() - piece.trim_start_matches(['!', '/']).len();
            match piece.split_once('?').filter(|(route, _)| !route.contains('=')) {
                Some((route, query)) => {
                    self.route = route;
                    self.add(url, end - query.len()..end, Place::Fragment);
                }
                None if piece.contains('=') => self.add(url, from + lead..end, Place::Fragment),
                None => self.route = piece,
            }
            if end == url.len() {
                return;
            }
            from = end + 1;
        }
    }

    fn add(&mut self, url: &'a str, range: Range<usize>, place: Place) {
        let first = self.list.len();
        let mut at = range.start;
        for piece in url[range].split('&') {
            let end = at + piece.len();
            // An answer that passed through HTML holds `&amp;` and `&quot;`, which split it at the wrong places.
            let bare = piece.strip_prefix("amp;").unwrap_or(piece);
            if is_entity_rest(bare) && self.list.len() > first {
                self.extend_last(url, end);
            } else {
                self.add_piece(url, at + (piece.len() - bare.len()), end, place);
            }
            at = end + 1;
        }
    }

    /// Some old providers separate with `;`, which counts only before a name of ours.
    fn add_piece(&mut self, url: &'a str, start: usize, end: usize, place: Place) {
        let mut start = start;
        let mut from = start;
        while let Some(semicolon) = url[from..end].find(';').map(|at| from + at) {
            // Names are short, and looking further would take quadratic time on `;;;;`.
            let window = &url.as_bytes()[semicolon + 1..end.min(semicolon + 34)];
            let length = window.iter().position(|byte| *byte == b'=');
            let next = length.and_then(|length| url.get(semicolon + 1..semicolon + 1 + length));
            if next.and_then(Name::of).is_some() {
                self.add_one(url, start..semicolon, place);
                start = semicolon + 1;
            }
            from = semicolon + 1;
        }
        self.add_one(url, start..end, place);
    }

    fn add_one(&mut self, url: &'a str, range: Range<usize>, place: Place) {
        let Some((spelled, raw)) = url[range.clone()].split_once('=') else { return };
        let name = match spelled.contains('%') {
            false => Name::of(spelled),
            true => Name::of(&decode(spelled)),
        };
        if let Some(name) = name {
            self.names = self.names.and(name);
            self.list.push(Param { name, place, spelled, raw, range });
        }
    }

    fn extend_last(&mut self, url: &'a str, end: usize) {
        if let Some(last) = self.list.last_mut() {
            last.range.end = end;
            last.raw = &url[last.range.start + last.spelled.len() + 1..end];
        }
    }

    /// Every value of a name, as written.
    pub(crate) fn all(&self, name: Name) -> impl Iterator<Item = &Param<'a>> {
        self.list.iter().filter(move |param| param.name == name)
    }

    pub(crate) fn has(&self, name: Name) -> bool {
        self.names.has(name)
    }

    /// Its value, decoded. The same value twice is one value.
    pub(crate) fn get(&self, name: Name) -> Value<'a> {
        let mut all = self.all(name);
        let Some(first) = all.next() else { return Value::Absent };
        let value = decode(first.raw);
        if all.all(|other| other.raw == first.raw || decode(other.raw) == value) {
            Value::One(value)
        } else {
            Value::Different
        }
    }

    /// Its first value, decoded, trimmed, where it is not empty.
    pub(crate) fn first(&self, name: Name) -> Option<Cow<'a, str>> {
        self.all(name).map(|param| decode(param.raw)).find(|value| !value.trim().is_empty())
    }
}

/// The rest of an HTML entity that stood in a value: what follows `&` in `&quot;`, `&#39;`, `&lt;`.
fn is_entity_rest(piece: &str) -> bool {
    piece.bytes().take(6).any(|byte| byte == b';')
        && ["quot;", "apos;", "lt;", "gt;", "nbsp;", "#39;", "#x27;", "#34;"]
            .iter()
            .any(|rest| piece.starts_with(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Vec<(Name, Place, String)> {
        Params::of(url).list.iter().map(|p| (p.name, p.place, decode(p.raw).into_owned())).collect()
    }

    #[test]
    fn every_place_is_read() {
        let denied = |place| {
            vec![(Name::Error, place, "access_denied".to_owned()), (Name::State, place, "s".to_owned())]
        };
        for (url, place) in [
            ("https://a.example/cb?error=access_denied&state=s", Place::Query),
            ("https://a.example/cb?&&error=access_denied&&state=s&", Place::Query),
            ("https://a.example/cb?error=access_denied&amp;state=s", Place::Query),
            ("https://a.example/cb?error=access_denied;state=s", Place::Query),
            ("https://a.example/cb?mine=1&error=access_denied&x=;y&state=s#/tab", Place::Query),
            ("https://a.example/cb#error=access_denied&state=s", Place::Fragment),
            ("https://a.example/#!error=access_denied&state=s", Place::Fragment),
            ("https://a.example/#!/cb?error=access_denied&state=s", Place::Fragment),
            ("https://a.example/#/cb?error=access_denied&state=s", Place::Fragment),
            ("https://a.example/#/error=access_denied&state=s", Place::Fragment),
            ("https://a.example/#/cb#error=access_denied&state=s", Place::Fragment),
            ("com.example.app:/cb?error=access_denied&state=s", Place::Query),
            ("?error=access%5Fdenied&st%61te=s", Place::Query),
        ] {
            assert_eq!(read(url), denied(place), "{url}");
        }
    }

    #[test]
    fn names_of_the_host_are_not_read() {
        assert_eq!(read("https://a.example/?errors=x&xerror=1&ERROR=y&my_code=2#top"), []);
        assert_eq!(read("https://a.example/"), []);
        assert_eq!(read(""), []);
    }

    #[test]
    fn html_entities_do_not_split_a_value() {
        let all =
            read("https://a.example/?error=x&error_description=Scope%20&quot;r_a&quot;%20is&amp;state=s");
        assert_eq!(all[1], (Name::Description, Place::Query, "Scope &quot;r_a&quot; is".to_owned()));
        assert_eq!(all[2].0, Name::State);
    }

    #[test]
    fn the_same_value_twice_is_one_value() {
        let params = Params::of("https://a.example/?state=a%20b&state=a+b&code=1&code=2");
        assert_eq!(params.get(Name::State).one().as_deref(), Some("a b"));
        assert!(matches!(params.get(Name::Code), Value::Different));
        assert!(!params.get(Name::Error).is_present());
    }
}
