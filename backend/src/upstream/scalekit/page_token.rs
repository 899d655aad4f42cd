//! The list's page tokens. The last page ends with the connections that the person has not connected, so each token
//! carries a short mark of each connection that pages before had.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::upstream::UpstreamError;

/// Where a list goes on.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageToken {
    /// The service's own token.
    #[serde(rename = "t")]
    pub(super) next: String,
    /// Marks of the connections that the person has accounts of, on the pages before.
    #[serde(rename = "c")]
    connected: BTreeSet<u32>,
}

impl PageToken {
    /// Reads what a caller brings; nothing stands for the first page.
    pub(super) fn read(text: Option<&str>) -> Result<Self, UpstreamError> {
        match text {
            None | Some("") => Ok(Self::default()),
            Some(text) => {
                let json = URL_SAFE_NO_PAD.decode(text).ok();
                let token = json.and_then(|json| serde_json::from_slice(&json).ok());
                token.ok_or_else(|| UpstreamError::Invalid {
                    problem: "the `page_token` is not one that a page before gave".to_owned(),
                })
            }
        }
    }

    /// Notes connections that the person has accounts of.
    pub(super) fn note<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.connected.extend(names.map(mark));
    }

    /// Whether the person has an account of a connection, on this page or one before.
    pub(super) fn has_seen(&self, name: &str) -> bool {
        self.connected.contains(&mark(name))
    }

    /// For the caller.
    pub(super) fn written(&self) -> Result<String, UpstreamError> {
        let json = serde_json::to_vec(self).map_err(|error| UpstreamError::Internal(error.into()))?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }
}

/// Names may have hundreds of bytes, and a token that goes back in an address must be short.
fn mark(name: &str) -> u32 {
    let digest = Sha256::digest(name.as_bytes());
    digest.iter().take(4).fold(0, |mark, byte| mark << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_long_names_leaves_room_in_an_address() {
        let names: Vec<_> = (0..99).map(|number| format!("{number}-{}", "n".repeat(390))).collect();
        let mut token = PageToken { next: "t".repeat(200), ..PageToken::default() };
        token.note(names.iter().map(String::as_str));
        assert!(token.written().unwrap().len() < 2048);
    }

    #[test]
    fn a_token_comes_back_as_it_went() {
        let mut token = PageToken { next: "10 /+".to_owned(), ..PageToken::default() };
        token.note(["gmail", "größe"].into_iter());
        assert!(token.has_seen("gmail") && token.has_seen("größe") && !token.has_seen("slack"));
        assert_eq!(PageToken::read(Some(&token.written().unwrap())).unwrap(), token);
        for nothing in [None, Some("")] {
            assert_eq!(PageToken::read(nothing).unwrap(), PageToken::default());
        }
        for forged in ["2", "!", "e30", "eyJ0IjoxfQ"] {
            assert!(matches!(PageToken::read(Some(forged)), Err(UpstreamError::Invalid { .. })), "{forged}");
        }
    }
}
