//! The address on which a reader lands after a sign-in: which attempt it belongs to, and what is to be verified.

use crate::{Verification, callback::decode};

/// The parameter that carries an attempt's own word there and back.
const FLOW: &str = "connection_doctor_flow";

/// An address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// The attempt that it belongs to.
    pub flow: Option<String>,
    /// What has to be bound to the person.
    pub verification: Option<Verification>,
    /// The address without these, all else as it was written.
    pub left: String,
}

impl Landing {
    /// Takes an address apart. Only its query is looked at: a connection service appends to it.
    pub fn of(address: &str) -> Self {
        let (before, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
        let Some((page, query)) = before.split_once('?') else {
            return Self { flow: None, verification: None, left: address.to_owned() };
        };
        let value = |wanted: &str| {
            let values = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut its = values.filter(|(name, value)| *name == wanted && !value.is_empty());
            its.next().map(|(_, value)| decode(value).into_owned())
        };
        let verification = value("auth_request_id").zip(value("state"));
        let taken = if verification.is_some() { [FLOW, "auth_request_id", "state"] } else { [FLOW; 3] };
        let mut left = page.to_owned();
        let mut sign = '?';
        for pair in query.split('&') {
            if !pair.is_empty() && !taken.contains(&pair.split_once('=').map_or(pair, |(name, _)| name)) {
                left.push(sign);
                left.push_str(pair);
                sign = '&';
            }
        }
        left.push_str(fragment);
        let verification =
            verification.map(|(auth_request_id, state)| Verification { auth_request_id, state });
        Self { flow: value(FLOW), verification, left }
    }

    /// The address to come back to, for an attempt of this word.
    pub fn address(page: &str, flow: &str) -> String {
        let (page, fragment) = page.split_at(page.find('#').unwrap_or(page.len()));
        let sign = if page.contains('?') { "&" } else { "?" };
        [page, sign, FLOW, "=", flow, fragment].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_attempt_finds_its_way_back() {
        for page in ["https://a.example/x", "https://a.example/x?tab=a%20b&y", "https://a.example/#/mail?x=1"]
        {
            let there = Landing::address(page, "f1");
            let landing = Landing::of(&there);
            assert_eq!((landing.flow.as_deref(), landing.left.as_str()), (Some("f1"), page));
        }
    }

    #[test]
    fn what_is_to_be_verified_is_taken_whole_or_not_at_all() {
        let landing = Landing::of(
            "https://a.example/x?tab=1&auth_request_id=a%2B1&state=s&connection_doctor_flow=f#top",
        );
        let verification = landing.verification.expect("a verification");
        assert_eq!((verification.auth_request_id.as_str(), verification.state.as_str()), ("a+1", "s"));
        assert_eq!(landing.left, "https://a.example/x?tab=1#top");
        for address in [
            "https://a.example/?state=s",
            "https://a.example/?auth_request_id=a",
            "https://a.example/?error=x&state=s",
        ] {
            let landing = Landing::of(address);
            assert_eq!((landing.verification, landing.left.as_str()), (None, address));
        }
    }

    proptest! {
        #[test]
        fn any_address_is_taken_apart(address in any::<String>()) {
            let landing = Landing::of(&address);
            prop_assert!(landing.left.len() <= address.len());
            prop_assert_eq!(Landing::of(&landing.left).flow, None);
        }
    }
}
