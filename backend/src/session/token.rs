//! Where a request carries its token.

use axum::http::{HeaderMap, header};

use super::SessionError;

/// The longest token that is looked at, in bytes. Browsers keep no cookie that is longer than half of it.
const LONGEST: usize = 8 * 1024;

/// The token of a request. `Authorization` decides where it is there, whatever the cookie says.
pub(super) fn token_in<'a>(
    headers: &'a HeaderMap,
    cookie: Option<&str>,
) -> Result<Option<&'a str>, SessionError> {
    let token = match headers.get(header::AUTHORIZATION) {
        Some(value) => Some(value.to_str().ok().and_then(bearer).ok_or(SessionError::Unreadable)?),
        None => cookie.map(|name| only_cookie(headers, name)).transpose()?.flatten(),
    };
    match token {
        Some(token) if token.len() > LONGEST => Err(SessionError::TooLong),
        token => Ok(token),
    }
}

/// The token of an `Authorization` header (RFC 6750, section 2.1); the scheme is written in any case.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// The cookie of this name. Two of them are refused: another host of the site may have planted one.
fn only_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, SessionError> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(SessionError::Unreadable),
        (value, None) => Ok(value.filter(|value| !value.is_empty())),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn found(pairs: &[(HeaderName, &'static str)]) -> Result<Option<String>, SessionError> {
        let headers: HeaderMap =
            pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        token_in(&headers, Some("session")).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn a_header_comes_before_the_cookie() {
        let (auth, cookie) = (header::AUTHORIZATION, header::COOKIE);
        for (pairs, token) in [
            (vec![], Ok(None)),
            (vec![(auth.clone(), "Bearer a.b.c")], Ok(Some("a.b.c"))),
            (vec![(auth.clone(), "bearer  a.b.c")], Ok(Some("a.b.c"))),
            (vec![(cookie.clone(), "x=1; session=a.b.c; y=2")], Ok(Some("a.b.c"))),
            (vec![(cookie.clone(), "session=")], Ok(None)),
            (vec![(cookie.clone(), "sessions=a.b.c; Session=a.b.c")], Ok(None)),
            (vec![(auth.clone(), "Bearer h.h.h"), (cookie.clone(), "session=c.c.c")], Ok(Some("h.h.h"))),
            (
                vec![(auth.clone(), "Basic eDp5"), (cookie.clone(), "session=c.c.c")],
                Err(SessionError::Unreadable),
            ),
            (vec![(auth, "Bearer ")], Err(SessionError::Unreadable)),
            (vec![(cookie.clone(), "session=a.a.a; session=b.b.b")], Err(SessionError::Unreadable)),
            (
                vec![(cookie.clone(), "session=a.a.a"), (cookie, "session=b.b.b")],
                Err(SessionError::Unreadable),
            ),
        ] {
            assert_eq!(found(&pairs), token.map(|token| token.map(str::to_owned)), "{pairs:?}");
        }
    }

    #[test]
    fn a_cookie_counts_only_where_one_is_named() {
        let headers = [(header::COOKIE, HeaderValue::from_static("session=a.b.c"))].into_iter().collect();
        assert_eq!(token_in(&headers, None), Ok(None));
    }

    #[test]
    fn what_is_too_long_is_not_looked_at() {
        let value = |length| HeaderValue::from_str(&format!("Bearer {}", "x".repeat(length))).unwrap();
        let headers = |length| [(header::AUTHORIZATION, value(length))].into_iter().collect();
        assert!(token_in(&headers(LONGEST), None).is_ok_and(|token| token.is_some()));
        assert_eq!(token_in(&headers(LONGEST + 1), None), Err(SessionError::TooLong));
    }
}
