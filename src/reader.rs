//! Who reads, and in which words.

use connection_doctor_core::{Account, Audience, Foreign, Msg, Refusal, Timestamp, Words};
use wasm_bindgen::JsValue;

use crate::browser;
use crate::plain::Plain;

/// Who reads, and in which words.
pub(crate) struct Reader {
    /// For whom the texts are written.
    pub audience: Audience,
    /// The catalogue.
    pub words: Words,
    /// The host's own wording in it, as it is written.
    pub messages: JsValue,
    /// A language tag that `Intl` takes.
    pub locale: String,
}

impl Reader {
    pub(crate) fn is_developer(&self) -> bool {
        self.audience == Audience::Developer
    }

    /// A message without placeholders.
    pub(crate) fn word(&self, msg: Msg) -> &str {
        self.words.get(msg)
    }

    /// How long ago, in the reader's language.
    pub(crate) fn ago(&self, at: Timestamp) -> String {
        browser::relative_time(at.before(browser::now()), &self.locale)
    }

    /// A point in time, in the reader's language and zone.
    pub(crate) fn date(&self, at: Timestamp) -> String {
        browser::date_time(at, &self.locale)
    }

    /// Several things in one sentence, in the reader's language.
    pub(crate) fn list(&self, items: &[impl AsRef<str>]) -> String {
        browser::list(items, &self.locale)
    }

    /// What the second module is asked about an answer in an address, for an account where one is known.
    pub(crate) fn address_question(
        &self,
        address: &str,
        awaited: &JsValue,
        account: Option<&Account>,
    ) -> JsValue {
        let question = self.question().text("address", Some(address)).value("awaited", awaited.clone());
        match account {
            Some(account) => about(question, account).done(),
            None => question.done(),
        }
    }

    /// What the second module is asked about a call that the provider refused; see `Question::has_all`.
    pub(crate) fn refusal_question(&self, refusal: &Refusal, account: &Account, has_all: bool) -> JsValue {
        let question = self.error_question(refusal.code.as_ref(), refusal.message.as_ref(), account);
        question.flag("is_call", true).flag("has_all", has_all).done()
    }

    fn error_question(&self, code: Option<&Foreign>, message: Option<&Foreign>, account: &Account) -> Plain {
        let question = self
            .question()
            .text_if("code", code.map(Foreign::as_str))
            .text_if("message", message.map(Foreign::as_str));
        about(question, account)
    }

    /// What the second module is asked about the last error of an account.
    pub(crate) fn last_error_question(&self, account: &Account) -> JsValue {
        let error = account.last_error.as_ref();
        let code = error.and_then(|error| error.code.as_ref());
        let message = error.and_then(|error| error.message.as_ref());
        self.error_question(code, message, account).done()
    }

    /// What the second module is asked about the scopes of an account.
    pub(crate) fn scope_question(&self, account: &Account) -> JsValue {
        Plain::new()
            .text("provider", Some(&account.provider_word))
            .texts("required", &account.required_scopes)
            .texts_if("granted", account.scopes.pieces())
            .texts_if("requested", account.requested_scopes.as_deref())
            .value("words", self.messages.clone())
            .done()
    }

    fn question(&self) -> Plain {
        Plain::new()
            .text("audience", Some(self.audience.word()))
            .text("page", Some(&browser::page_url()))
            .value("words", self.messages.clone())
    }
}

fn about(question: Plain, account: &Account) -> Plain {
    question
        .text("provider", Some(&account.provider_word))
        .text("service", Some(&account.service))
        .text("connection", Some(&account.connection_name))
        .text_if("redirect_uri", account.redirect_uri.as_ref().map(Foreign::as_str))
        .texts("scopes", &account.required_scopes)
        .flag("was_connected", account.was_connected())
}
