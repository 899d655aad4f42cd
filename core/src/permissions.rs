//! What an app needs to be allowed, and whether it is, in words for one reader: asked and answered in plain data, as
//! [`Question`](crate::Question) and [`Answered`](crate::Answered) are.

mod names;

use serde::Serialize;

use crate::{
    Account, Audience, Fields, Granted, Msg, Need, ScopeCheck, Standing, Status, Words, provider_of, tidy,
};

use names::Names;

/// Whether the granted scopes of an account are enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeQuestion {
    /// The backend's word for the provider.
    pub provider: String,
    /// What the app needs.
    pub required: Vec<String>,
    /// What was granted; `None` where that is not known.
    pub granted: Option<Vec<String>>,
    /// What the connection asks for, where that is known.
    pub requested: Option<Vec<String>>,
    /// The wording that is not ours.
    pub words: Words,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Permissions {
    /// Each required one once, grouped by what it lets the app do.
    pub needs: Vec<Permission>,
    /// What was granted beyond that.
    pub others: Vec<String>,
    /// What was granted and takes something away from a required one.
    pub in_the_way: Vec<String>,
}

/// A required scope in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// Its canonical name.
    pub scope: String,
    /// What it lets the app do: "Send email as you".
    pub name: String,
    /// What that is about: "Mail"; empty where it is not known.
    pub group: String,
    /// How it stands.
    pub standing: Standing,
    /// The granted scope that covers it, where that is a broader one.
    pub covered_by: Option<String>,
}

impl ScopeQuestion {
    /// Whether the scopes of an account need a second look: not where it does not work, needs none, told none, or was granted
    /// just what it needs, letter by letter. Developers are shown what there is.
    pub fn is_due(account: &Account, audience: Audience) -> bool {
        let is_enough = match &account.scopes {
            Granted::Told(granted) => account.required_scopes.iter().all(|need| granted.contains(need)),
            Granted::NotTold => true,
        };
        account.status == Status::Active
            && !account.required_scopes.is_empty()
            && (!is_enough || audience == Audience::Developer)
    }

    /// Reads a question: an object with these fields, whatever is not known left out. The wording is handed in, for it is the
    /// same in every question.
    pub fn read(fields: &impl Fields, words: Words) -> Self {
        Self {
            provider: fields.text("provider").unwrap_or_default(),
            required: fields.texts("required").unwrap_or_default(),
            granted: fields.texts("granted"),
            requested: fields.texts("requested"),
            words,
        }
    }
}

impl Permissions {
    /// Answers a question; `names` is the text of the scopes' names, or empty.
    pub fn to(question: &ScopeQuestion, names: &str) -> Self {
        let provider = provider_of(&question.provider).map(|(provider, _)| provider);
        let granted = question.granted.clone().map_or(Granted::NotTold, Granted::Told);
        let check = ScopeCheck::of(provider, &question.required, &granted, question.requested.as_deref());
        let names = Names::of(provider, names);
        let needs = check.needs.into_iter().map(|need| permission(need, &names, &question.words));
        let mut needs: Vec<_> = needs.collect();
        needs.sort_by_key(|(place, _)| *place);
        Self {
            needs: needs.into_iter().map(|(_, need)| need).collect(),
            others: check.others.iter().map(|scope| tidy(scope, 120)).collect(),
            in_the_way: check.in_the_way,
        }
    }

    /// Reads an answer as it was written.
    pub fn read(fields: &impl Fields) -> Self {
        let needs = fields.objects("needs").unwrap_or_default();
        Self {
            needs: needs.iter().filter_map(Permission::read).collect(),
            others: fields.texts("others").unwrap_or_default(),
            in_the_way: fields.texts("in_the_way").unwrap_or_default(),
        }
    }

    /// Those of one standing.
    pub fn standing(&self, standing: Standing) -> impl Iterator<Item = &Permission> + Clone {
        self.needs.iter().filter(move |need| need.standing == standing)
    }

    /// Whether everything that is needed was granted; `None` where nobody can tell.
    pub fn is_enough(&self) -> Option<bool> {
        let lacks = |need: &Permission| matches!(need.standing, Standing::Missing | Standing::NotRequested);
        let is_known = self.standing(Standing::Unknown).next().is_none();
        if self.needs.iter().any(lacks) { Some(false) } else { is_known.then_some(true) }
    }

    /// The scopes that are known to be missing and can be asked for.
    pub fn missing(&self) -> impl Iterator<Item = &str> + Clone {
        self.standing(Standing::Missing).map(|need| need.scope.as_str())
    }
}

impl Permission {
    fn read(fields: &impl Fields) -> Option<Self> {
        Some(Self {
            scope: fields.text("scope")?,
            name: fields.text("name")?,
            group: fields.text("group").unwrap_or_default(),
            standing: Standing::parse(&fields.text("standing")?)?,
            covered_by: fields.text("covered_by"),
        })
    }
}

/// What became of a sign-in that asked for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Everything that is needed is there.
    AllThere,
    /// Something that was asked for was not given: a box stayed unticked.
    StillMissing,
    /// There is less than before.
    Fewer,
}

impl Outcome {
    /// Compares what is missing with what was missing before.
    pub fn of(missing_before: &[String], missing: &[&str]) -> Self {
        match missing {
            [] => Self::AllThere,
            missing if missing.iter().all(|scope| missing_before.iter().any(|before| before == scope)) => {
                Self::StillMissing
            }
            _ => Self::Fewer,
        }
    }
}

/// A scope in words, with the place of its group among the groups.
fn permission(need: Need, names: &Names<'_>, words: &Words) -> (usize, Permission) {
    let Need { scope, standing, covered_by } = need;
    let found = names.find(&scope);
    let (place, group) = GROUPS
        .iter()
        .position(|(word, _)| found.is_some_and(|found| found.group == *word))
        .map_or((GROUPS.len(), ""), |place| (place, words.get(GROUPS[place].1)));
    let unnamed = || words.say(Msg::ScopeUnnamed, &[("scope", &tidy(&scope, 80))]);
    let key = |name: &str| ["scope.", name].concat();
    let name = found.map(|found| words.by_key(&key(found.scope)).unwrap_or(found.name).to_owned());
    let name = name.unwrap_or_else(unnamed);
    (place, Permission { name, group: group.to_owned(), scope, standing, covered_by })
}

/// What scopes are about, in the order shown.
const GROUPS: [(&str, Msg); 16] = [
    ("all", Msg::GroupAll),
    ("mail", Msg::GroupMail),
    ("calendar", Msg::GroupCalendar),
    ("contacts", Msg::GroupContacts),
    ("files", Msg::GroupFiles),
    ("chat", Msg::GroupChat),
    ("meetings", Msg::GroupMeetings),
    ("tasks", Msg::GroupTasks),
    ("notes", Msg::GroupNotes),
    ("code", Msg::GroupCode),
    ("sales", Msg::GroupSales),
    ("content", Msg::GroupContent),
    ("data", Msg::GroupData),
    ("people", Msg::GroupPeople),
    ("account", Msg::GroupAccount),
    ("admin", Msg::GroupAdmin),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SCOPE_NAMES;
    use serde_json::json;

    fn account(more: serde_json::Value) -> Account {
        let mut json = json!({
            "id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": "ACTIVE",
            "scopes": ["https://www.googleapis.com/auth/gmail.readonly"],
            "required_scopes": ["gmail.readonly", "gmail.send", "calendar.readonly"],
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            json[name] = value.clone();
        }
        Account::read(&json).expect("an account")
    }

    fn question() -> ScopeQuestion {
        ScopeQuestion::read(
            &json!({
                "provider": "GMAIL", "granted": ["https://www.googleapis.com/auth/gmail.readonly"],
                "required": ["gmail.readonly", "gmail.send", "calendar.readonly"],
            }),
            Words::new(),
        )
    }

    #[test]
    fn only_a_possible_gap_is_asked_about() {
        assert!(ScopeQuestion::is_due(&account(json!({})), Audience::User));
        assert!(ScopeQuestion::is_due(&account(json!({"scopes": null})), Audience::Developer));
        for (name, value) in [
            ("status", json!("EXPIRED")),
            ("required_scopes", json!([])),
            ("required_scopes", json!(["https://www.googleapis.com/auth/gmail.readonly"])),
            ("scopes", json!(null)),
        ] {
            let account = account(json!({ name: value }));
            assert!(!ScopeQuestion::is_due(&account, Audience::User), "{name}");
        }
    }

    #[test]
    fn what_is_missing_is_said_in_words_and_groups() {
        let found = Permissions::to(&question(), SCOPE_NAMES);
        assert_eq!(Permissions::read(&serde_json::to_value(&found).expect("JSON")), found);
        let missing: Vec<_> = found.standing(Standing::Missing).map(|need| need.group.as_str()).collect();
        assert_eq!(missing, ["Mail", "Calendar"]);
        assert!(found.needs.iter().all(|need| !need.name.contains("googleapis")), "{found:?}");
        let bare = Permissions::to(&question(), "");
        assert!(bare.needs[0].name.contains("gmail.readonly"), "without names the scope stands for itself");
    }

    #[test]
    fn a_host_can_name_scopes_itself() {
        let mut question = question();
        question.words.replace("scope.gmail.send".to_owned(), "E-Mails senden".to_owned());
        let found = Permissions::to(&question, SCOPE_NAMES);
        assert!(found.needs.iter().any(|need| need.name == "E-Mails senden"));
    }

    #[test]
    fn outcomes_are_told_apart() {
        let before = ["a".to_owned(), "b".to_owned()];
        for (missing, outcome) in [
            (&[][..], Outcome::AllThere),
            (&["a"], Outcome::StillMissing),
            (&["b", "a"], Outcome::StillMissing),
            (&["c"], Outcome::Fewer),
            (&["a", "b", "c"], Outcome::Fewer),
        ] {
            assert_eq!(Outcome::of(&before, missing), outcome, "{missing:?}");
        }
    }
}
