//! The list's page tokens. The last page ends with the connections that the person has not connected, so each token
//! carries the names of those that pages before had.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::upstream::UpstreamError;

/// Where a list goes on.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PageToken {
    /// The service's own token.
    #[serde(rename = "t")]
    pub(super) next: String,
    /// Connections that the person has accounts of, on the pages before.
    #[serde(rename = "c")]
    pub(super) connected: BTreeSet<String>,
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

    /// For the caller.
    pub(super) fn written(&self) -> Result<String, UpstreamError> {
        let json = serde_json::to_vec(self).map_err(|error| UpstreamError::Internal(error.into()))?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_it_went() {
        let connected = ["gmail", "größe"].map(str::to_owned).into();
        let token = PageToken { next: "10 /+".to_owned(), connected };
        assert_eq!(PageToken::read(Some(&token.written().unwrap())).unwrap(), token);
        for nothing in [None, Some("")] {
            assert_eq!(PageToken::read(nothing).unwrap(), PageToken::default());
        }
        for forged in ["2", "!", "e30", "eyJ0IjoxfQ"] {
            assert!(matches!(PageToken::read(Some(forged)), Err(UpstreamError::Invalid { .. })), "{forged}");
        }
    }
}
