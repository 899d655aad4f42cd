//! The address on which a reader lands after a sign-in: which attempt it belongs to, and what is to be verified.

use crate::Verification;

/// The parameter that carries an attempt's own word there and back.
const FLOW: &str = "connection_doctor_flow";

/// Names the sign-in that is to be verified; it comes with a state.
const ID: &str = "auth_request_id";
const STATE: &str = "state";

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
    /// Takes an address apart. Only its query is looked at: a connection service appends to it. `decode` undoes
    /// percent-encoding; the caller's, as browsers have one.
    pub fn of(address: &str, decode: impl Fn(&str) -> String) -> Self {
        let (before, fragment) = address.split_once('#').map_or((address, None), |(a, b)| (a, Some(b)));
        let (page, query) = before.split_once('?').unwrap_or((before, ""));
        let [mut flow, mut id, mut state] = [None; 3];
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let slot = match name {
                FLOW => &mut flow,
                ID => &mut id,
                STATE => &mut state,
                _ => continue,
            };
            *slot = slot.or(Some(value).filter(|value| !value.is_empty()));
        }
        let verification = id
            .zip(state)
            .map(|(id, state)| Verification { auth_request_id: decode(id), state: decode(state) });
        let mut left = page.to_owned();
        let mut sign = '?';
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            if name == FLOW || verification.is_some() && (name == ID || name == STATE) {
                continue;
            }
            left.push(sign);
            left.push_str(pair);
            sign = '&';
        }
        if let Some(fragment) = fragment {
            left.push('#');
            left.push_str(fragment);
        }
        Self { flow: flow.map(decode), verification, left }
    }

    /// The address to come back to, for an attempt of this word.
    pub fn address(page: &str, flow: &str) -> String {
        let (page, fragment) = page.split_once('#').unwrap_or((page, ""));
        let sign = if page.contains('?') { "&" } else { "?" };
        let hash = if fragment.is_empty() { "" } else { "#" };
        [page, sign, FLOW, "=", flow, hash, fragment].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback::decode;
    use proptest::prelude::*;

    fn land(address: &str) -> Landing {
        Landing::of(address, |text| decode(text).into_owned())
    }

    #[test]
    fn an_attempt_finds_its_way_back() {
        for page in ["https://a.example/x", "https://a.example/x?tab=a%20b&y", "https://a.example/#/mail?x=1"]
        {
            let there = Landing::address(page, "f1");
            let landing = land(&there);
            assert_eq!((landing.flow.as_deref(), landing.left.as_str()), (Some("f1"), page));
        }
    }

    #[test]
    fn what_is_to_be_verified_is_taken_whole_or_not_at_all() {
        let landing =
            land("https://a.example/x?tab=1&auth_request_id=a%2B1&state=s&connection_doctor_flow=f#top");
        let verification = landing.verification.expect("a verification");
        assert_eq!((verification.auth_request_id.as_str(), verification.state.as_str()), ("a+1", "s"));
        assert_eq!(landing.left, "https://a.example/x?tab=1#top");
        for address in [
            "https://a.example/?state=s",
            "https://a.example/?auth_request_id=a",
            "https://a.example/?error=x&state=s",
        ] {
            let landing = land(address);
            assert_eq!((landing.verification, landing.left.as_str()), (None, address));
        }
    }

    proptest! {
        #[test]
        fn any_address_is_taken_apart(address in any::<String>()) {
            let landing = land(&address);
            prop_assert!(landing.left.len() <= address.len());
            prop_assert_eq!(land(&landing.left).flow, None);
        }
    }
}
