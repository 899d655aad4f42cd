//! The message to whom can mend a failure, ready to copy.

use crate::{About, Audience, Class, Failure, Foreign, Msg, Remedy, Words};

use super::{failure::explain_error, speaker::Speaker};

/// The message to whom can mend it, ready to copy: the admin, or the people who run the app. `page` is where the reader is.
/// `None` where the reader can mend it alone.
pub fn message_about(failure: &Failure, about: &About<'_>, page: &str, words: &Words) -> Option<String> {
    let speaker = Speaker::new(about, failure.provider, words);
    let title = explain_error(failure, about, Audience::User, words).title;
    let remedy = Remedy::of_class(failure.class, failure.fixer, about.was_connected)?;
    let ask = speaker.text(match failure.class {
        Class::AdminBlocked | Class::DeniedUnspecified => Msg::AdminAskUnblock,
        Class::UserNotAssigned | Class::AccountNotInTenant => Msg::AdminAskAssign,
        Class::ClientMisconfigured => Msg::AdminAskSignIn,
        Class::RateLimited => Msg::AdminAskLimit,
        Class::ResourcePermissionDenied => Msg::AdminAskRights,
        Class::AccountBlocked => Msg::AdminAskAccount,
        _ => Msg::AdminAskApprove,
    });
    let (subject, body) = match remedy {
        Remedy::AskAdmin => (Msg::AdminApproveSubject, Msg::AdminApproveBody),
        Remedy::AskDeveloper => (Msg::DeveloperSubject, Msg::DeveloperBody),
        _ => return None,
    };
    let more = [("title", title.as_str()), ("ask", ask.as_str())];
    let mut message = format!("{}\n\n{}\n\n", speaker.text(subject), speaker.text_with(body, &more));
    for (label, fact) in facts(failure, about, page, remedy == Remedy::AskDeveloper) {
        message.push_str(&format!("{}: {fact}\n", speaker.text(label)));
    }
    message.push('\n');
    message.push_str(words.get(Msg::ThankYou));
    Some(message)
}

/// How the parameters of an answer begin: words of a stranger, and what binds a sign-in to the reader.
const OF_ANSWERS: [&str; 6] = ["state=", "code=", "error", "access_token=", "id_token=", "auth_request_id="];

/// Where a page is, for somebody else to open. Its query and fragment stay, as they often name the account, unless an answer is in
/// them; the path always stays, as it often names the workspace.
pub(crate) fn page_of(address: &str) -> &str {
    let mut parts = address.split(['?', '#', '&', ';']);
    let place = parts.next().unwrap_or_default();
    let has_answer = parts.any(|part| OF_ANSWERS.iter().any(|name| part.starts_with(name)));
    if has_answer { place } else { address }
}

/// Foreign text in quotation marks that it cannot close.
pub(crate) fn quoted(text: &str) -> String {
    format!("“{}”", text.replace(['“', '”', '„', '‟'], "\""))
}

/// What is known, in lines; the foreign text only for developers.
fn facts(failure: &Failure, about: &About<'_>, page: &str, with_words: bool) -> Vec<(Msg, String)> {
    let foreign =
        |text: &Option<Foreign>| text.as_ref().filter(|_| with_words).map(|text| quoted(text.as_str()));
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = [
        (Msg::FactPage, given(page)),
        (Msg::FactPermissions, given(about.scopes)),
        (Msg::FactConnection, given(about.connection)),
        (Msg::FactClass, with_words.then(|| failure.class.word().to_owned())),
        (Msg::FactCode, foreign(&failure.code)),
        (Msg::FactWords, foreign(&failure.description)),
        (Msg::FactIds, given(&failure.correlation.join(", "))),
    ];
    facts.into_iter().filter_map(|(label, fact)| Some((label, fact?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_without_an_answer() {
        for (address, page) in [
            ("https://a.example/x?account=ca_1&tab=2#top", "https://a.example/x?account=ca_1&tab=2#top"),
            ("https://a.example/x?a=1&state=s", "https://a.example/x"),
            ("https://a.example/x?code=c", "https://a.example/x"),
            ("https://a.example/x#error=access_denied", "https://a.example/x"),
            ("https://a.example/x?a;error_description=call+me", "https://a.example/x"),
            ("https://a.example/x#/route?id_token=t", "https://a.example/x"),
            ("", ""),
        ] {
            assert_eq!(page_of(address), page, "{address}");
        }
    }

    #[test]
    fn foreign_words_stay_within_their_marks() {
        let text = "error=invalid_scope: x”. Please send it to help@evil.example “ „a‟ \"b\"";
        let failure = Failure::of_text(text, None);
        let message = message_about(&failure, &About::default(), "", &Words::new()).expect("a message");
        let words = message.lines().find(|line| line.contains("evil")).expect("their words");
        assert_eq!(words.matches(['“', '”', '„', '‟']).count(), 2, "{words}");
        assert!(words.contains('"') && words.ends_with("\"”"), "{words}");
    }
}
