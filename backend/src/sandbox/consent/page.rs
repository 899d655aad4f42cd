//! What the pages say.

use maud::{DOCTYPE, Markup, html};

use super::super::{catalog::Connection, sign_in::SignIn};

/// The app that asks for access.
const APP_NAME: &str = "Northwind";

/// The question, to the person of this label.
pub(super) fn question(connection: &Connection, sign_in: &SignIn, label: &str) -> Markup {
    let provider = connection.signs_in_with;
    let body = html! {
        (head(provider))
        h1 { (APP_NAME) " wants access to your " (connection.display_name) }
        p.who { "You are signed in as " strong { (label) } }
        // Without an action the form goes to the page's own address, with all that is in its query.
        form method="post" {
            fieldset {
                legend { "What " (APP_NAME) " may do" }
                @if connection.has_scopes {
                    @for scope in &sign_in.scopes {
                        label {
                            input type="checkbox" name="scope" value=(scope) checked;
                            span { (words(connection, scope)) " " code { (scope) } }
                        }
                    }
                } @else {
                    ul { @for permission in connection.permissions { li { (permission.words) } } }
                }
            }
            p.actions {
                button name="answer" value="deny" { "Cancel" }
                button.primary name="answer" value="allow" { "Allow" }
            }
            (other_answers(connection, label))
        }
        (note(provider))
    };
    document(&format!("Sign in with {provider}"), &body)
}

/// The provider is about to answer, and never does.
pub(super) fn stalled(connection: &Connection) -> Markup {
    left_at(connection, "One moment…", "This does not take long.")
}

/// The provider has taken the answer and keeps the person.
pub(super) fn closed(connection: &Connection) -> Markup {
    left_at(connection, "You can close this window", "There is nothing more to do here.")
}

/// The link is used or too old, or never was.
pub(super) fn over(back: &str) -> Markup {
    let body = html! {
        h1 { "This link no longer works" }
        p { "A sign-in link works once and for ten minutes. This visit changed nothing." }
        p { a.button href=(back) { "Back to " (APP_NAME) } }
    };
    document("This link no longer works", &body)
}

fn other_answers(connection: &Connection, label: &str) -> Markup {
    let others = connection.labels.iter().enumerate().filter(|(_, other)| **other != label);
    html! {
        details {
            summary { "Test other answers" }
            p { button name="answer" value="fail" { "The provider fails" } " " code { "server_error" } }
            p {
                button name="answer" value="approval" { "An admin must approve" }
                " " code { (connection.approval.0) }
            }
            p { button name="answer" value="stall" { "The provider never answers" } }
            label {
                span { "Allow as" }
                select name="account" {
                    option value="" { (label) }
                    @for (number, other) in others { option value=(number) { (other) } }
                }
            }
            (tick("stays", "Nobody is sent back"))
            (tick("stateless", "The way back has no state"))
            (tick("twice", "The link leads back again and again"))
            p { a href="?coop=1" { "Cut the tie to the window that opened this" } }
        }
    }
}

fn tick(name: &str, words: &str) -> Markup {
    html! { label { input type="checkbox" name=(name) value="1"; span { (words) } } }
}

/// A page without a way on.
fn left_at(connection: &Connection, title: &str, words: &str) -> Markup {
    let provider = connection.signs_in_with;
    document(title, &html! { (head(provider)) h1 { (title) } p { (words) } (note(provider)) })
}

fn head(provider: &str) -> Markup {
    html! {
        p.provider { span.mark aria-hidden="true" { (provider.chars().take(1).collect::<String>()) } (provider) }
    }
}

fn note(provider: &str) -> Markup {
    html! {
        p.note { "This page belongs to the sandbox and stands in for " (provider) ". No real account is touched." }
    }
}

fn words<'a>(connection: &Connection, scope: &'a str) -> &'a str {
    let known = connection.permissions.iter().find(|permission| permission.scope == scope);
    known.map_or("Another permission", |permission| permission.words)
}

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/sandbox/consent.css";
            }
            body { main { (body) } }
        }
    }
}
