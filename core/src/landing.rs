//! The address on which a reader lands after a sign-in: which attempt it belongs to, and what is to be verified.

use crate::Verification;

/// The parameter that carries an attempt's own word there and back.
pub(crate) const FLOW: &str = "connection_doctor_flow";

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
    ///
    /// A page may have a `state` of its own. Our word stands last in the address to come back to, so the service's is what stands
    /// behind it, and the page's stays. Of what is repeated there, or where nothing stands behind our word, none is believed
    /// (RFC 6749 section 3.1), but for the same value twice.
    pub fn of(address: &str, decode: impl Fn(&str) -> String) -> Self {
        let mut flow = None;
        // An empty value is none that is believed.
        let [mut id, mut state] = [Found::default(); 2];
        without(address, &mut |name, value| {
            let slot = match name {
                FLOW => {
                    flow = Some(value);
                    (id.is_before, state.is_before) = (true, true);
                    return true;
                }
                ID => &mut id,
                STATE => &mut state,
                _ => return true,
            };
            let is_other = !slot.is_before && slot.value.is_some_and(|one| one != value);
            *slot = Found { value: Some(if is_other { "" } else { value }), is_before: false };
            true
        });
        let its = id.value.zip(state.value).filter(|(id, state)| !id.is_empty() && !state.is_empty());
        let left = without(address, &mut |name, value| match (name, its) {
            (FLOW, _) => true,
            (ID, Some((id, _))) => value == id,
            (STATE, Some((_, state))) => value == state,
            _ => false,
        });
        let verification =
            its.map(|(id, state)| Verification { auth_request_id: decode(id), state: decode(state) });
        Self { flow: flow.filter(|flow| !flow.is_empty()).map(decode), verification, left }
    }

    /// The address to come back to, for an attempt of this word and of no other.
    pub fn address(page: &str, flow: &str) -> String {
        let page = without(page, &mut |name, _| name == FLOW);
        let (page, fragment) = page.split_once('#').unwrap_or((&page, ""));
        let sign = if page.contains('?') { "&" } else { "?" };
        let hash = if fragment.is_empty() { "" } else { "#" };
        [page, sign, FLOW, "=", flow, hash, fragment].concat()
    }
}

/// A parameter of the service's.
#[derive(Clone, Copy, Default)]
struct Found<'a> {
    value: Option<&'a str>,
    /// It stands before our word, and so is the page's where there is another behind it.
    is_before: bool,
}

/// An address without some parameters of its query.
fn without<'a>(address: &'a str, is_out: &mut dyn FnMut(&'a str, &'a str) -> bool) -> String {
    let (before, fragment) = address.split_once('#').map_or((address, None), |(a, b)| (a, Some(b)));
    let (page, query) = before.split_once('?').unwrap_or((before, ""));
    let mut left = page.to_owned();
    let mut sign = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if is_out(name, value) {
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
    left
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

    #[test]
    fn of_several_those_behind_our_word_are_the_services() {
        for (query, id, state, left) in [
            ("state=all&connection_doctor_flow=f&auth_request_id=a&state=s", "a", "s", "?state=all"),
            (
                "auth_request_id=mine&state=all&tab=1&connection_doctor_flow=f&state=s&auth_request_id=a",
                "a",
                "s",
                "?auth_request_id=mine&state=all&tab=1",
            ),
            // In another order, where nothing is repeated.
            ("auth_request_id=a&connection_doctor_flow=f&state=s", "a", "s", ""),
            ("auth_request_id=a&state=s&connection_doctor_flow=f", "a", "s", ""),
            ("connection_doctor_flow=f&auth_request_id=a&state=s&state=s", "a", "s", ""),
            // An attempt before came back to this page.
            (
                "connection_doctor_flow=e&state=x&connection_doctor_flow=f&auth_request_id=a&state=s",
                "a",
                "s",
                "?state=x",
            ),
        ] {
            let landing = land(&format!("https://a.example/x?{query}"));
            let verification = Verification { auth_request_id: id.into(), state: state.into() };
            assert_eq!(landing.verification, Some(verification), "{query}");
            assert_eq!(landing.left, format!("https://a.example/x{left}"), "{query}");
            assert_eq!(landing.flow.as_deref(), Some("f"), "{query}");
        }
    }

    #[test]
    fn what_the_service_repeats_is_not_believed() {
        for query in [
            "connection_doctor_flow=f&auth_request_id=a&state=s&state=t",
            "connection_doctor_flow=f&auth_request_id=a&auth_request_id=b&state=s",
            "state=all&connection_doctor_flow=f&auth_request_id=a&state=s&state=all",
            "state=s&connection_doctor_flow=f&auth_request_id=a&state=",
            "state=all&auth_request_id=a&state=s&connection_doctor_flow=f",
            "auth_request_id=a&state=s&state=t",
        ] {
            let landing = land(&format!("https://a.example/?{query}"));
            assert_eq!(landing.verification, None, "{query}");
            assert!(landing.left.contains("auth_request_id=a"), "{query}");
        }
    }

    #[test]
    fn a_word_of_before_does_not_go_along() {
        let there = Landing::address(
            "https://a.example/x?connection_doctor_flow=f1&tab=a&connection_doctor_flow#top",
            "f2",
        );
        assert_eq!(there, "https://a.example/x?tab=a&connection_doctor_flow=f2#top");
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
