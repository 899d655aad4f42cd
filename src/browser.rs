//! Small services of the browser: clock, formats, clipboard, location.

use std::cell::RefCell;

use connection_doctor_core::{Browser, Landing, SafeLink, Span, Timestamp, Unit};
use js_sys::{Array, Date, Intl, JsString, Object, Reflect, RegExp};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, Storage, VisibilityState, Window};

use crate::plain::Plain;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type ListFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locale: &str) -> ListFormat;
    #[wasm_bindgen(method)]
    fn format(this: &ListFormat, items: &Array) -> String;
}

pub(crate) fn window() -> Window {
    web_sys::window().expect("a widget lives in a window")
}

pub(crate) fn document() -> Document {
    window().document().expect("a window that shows a widget has a document")
}

/// The clock of this device.
pub(crate) fn now() -> Timestamp {
    Timestamp(Date::now() as i64)
}

pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// The address of this page, for a message to an admin and for the way back from a provider.
pub(crate) fn page_url() -> String {
    window().location().href().unwrap_or_default()
}

/// Puts another address into the address bar, in the place of this one in the history. The host's state stays.
pub(crate) fn put_address(address: &str) {
    let Ok(history) = window().history() else { return };
    let state = history.state().unwrap_or(JsValue::NULL);
    // Fails only where the address is of another origin, which ours never is.
    let _ = history.replace_state_with_url(&state, "", Some(address));
}

/// Storage of this tab; `None` where the browser keeps it from the page.
pub(crate) fn session_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// A window for the provider's page, blank so far; `None` where the browser gives none. Only a click is given one. Whatever it
/// is sent to, it cannot reach this page.
pub(crate) fn reserve_window() -> Option<Window> {
    let size = "popup,width=520,height=720";
    let reserved = window().open_with_url_and_target_and_features("", "_blank", size).ok()??;
    let _ = reserved.set_opener(&JsValue::NULL);
    Some(reserved)
}

/// Sends a reserved window to a link, which is not told where it is linked from: by a click in the blank page itself, since
/// any other way names this page. A window that the person has closed goes nowhere.
pub(crate) fn send_window(reserved: &Window, link: &SafeLink) {
    let Some(document) = reserved.document() else { return };
    let (Some(body), Ok(anchor)) = (document.body(), document.create_element("a")) else { return };
    for (name, value) in [("href", link.as_str()), ("rel", "noreferrer")] {
        let _ = anchor.set_attribute(name, value);
    }
    let _ = body.append_child(&anchor);
    // It is of the other window, whose classes are not ours.
    anchor.unchecked_into::<HtmlElement>().click();
}

/// A word that nobody can guess.
pub(crate) fn random_word() -> String {
    let mut bytes = [0; 16];
    // Every browser that runs WebAssembly has it.
    let _ = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).map(drop));
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Any number.
pub(crate) fn chance() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// What this browser offers to this page.
pub(crate) fn abilities() -> Browser {
    const PROBE: &str = "connection-doctor.probe";
    let storage = session_storage();
    let keeps = storage
        .is_some_and(|storage| storage.set_item(PROBE, "1").is_ok() && storage.remove_item(PROBE).is_ok());
    let navigator = window().navigator();
    let cookies = Reflect::get(&navigator, &"cookieEnabled".into());
    Browser {
        is_online: is_online(),
        has_cookies: cookies.is_ok_and(|cookies| cookies.is_truthy()),
        has_storage: keeps,
        is_secure: window().is_secure_context(),
    }
}

/// Whether the page can be seen.
pub(crate) fn is_seen() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// An address on which a reader has landed, taken apart.
pub(crate) fn landing(address: &str) -> Landing {
    let decode =
        |text: &str| js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from);
    Landing::of(address, decode)
}

/// Leaves for another page.
pub(crate) fn go_to(link: &SafeLink) -> Result<(), JsValue> {
    window().location().assign(link.as_str())
}

/// Loads the page anew, so that the app can ask for its own sign-in.
pub(crate) fn reload() {
    // Fails only where the page is already being left.
    let _ = window().location().reload();
}

/// Leaves for the app's own sign-in page, which is given this page as `return_to`.
pub(crate) fn sign_in_at(url: &str) {
    let sign = if url.contains('?') { "&" } else { "?" };
    let back = String::from(js_sys::encode_uri_component(&page_url()));
    let _ = window().location().assign(&[url, sign, "return_to=", &back].concat());
}

/// Answers whether the text is in the clipboard now; browsers allow it only in a click and on secure pages.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard =
        Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// A text to be searched: in lower case, and without the accents that are often left out where something is looked for. The tables for it
/// are the browser's.
pub(crate) fn folded(text: &str) -> String {
    let text = JsString::from(text).normalize("NFKD").to_locale_lower_case(None);
    text.replace_by_pattern(&RegExp::new(r"\p{Mn}", "gu"), "").into()
}

/// "2 minutes ago".
pub(crate) fn relative_time(span: Span, locale: &str) -> String {
    thread_local! {
        /// For the locale that was last asked for. To make one takes much longer than to use it, and each tick of the clock uses one.
        static FORMAT: RefCell<Option<(String, Intl::RelativeTimeFormat)>> = const { RefCell::new(None) };
    }
    FORMAT
        .with_borrow_mut(|kept| {
            if kept.as_ref().is_none_or(|(known, _)| known != locale) {
                let options = Plain::new().text("numeric", Some("auto")).done();
                let format = Intl::RelativeTimeFormat::new(&locales(locale), options.unchecked_ref());
                *kept = Some((locale.to_owned(), format));
            }
            let (_, format) = kept.as_ref()?;
            Some(format.format(-(span.count as f64), span.unit.name()).into())
        })
        .unwrap_or_default()
}

/// "in 45 seconds", and from a minute on "in 2 minutes", rounded up.
pub(crate) fn wait(seconds: i64, locale: &str) -> String {
    let (count, unit) =
        if seconds < 60 { (seconds, Unit::Second) } else { ((seconds + 59) / 60, Unit::Minute) };
    relative_time(Span { count: -count, unit }, locale)
}

/// "22 Nov 2026, 15:26", in the zone of this device.
pub(crate) fn date_time(at: Timestamp, locale: &str) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    date(at).to_locale_string(locale, &options).into()
}

/// "240ms" or "1.4s", in the reader's language.
pub(crate) fn duration(millis: u32, locale: &str) -> String {
    let (number, unit) = match millis {
        ..1000 => (f64::from(millis), "millisecond"),
        _ => (f64::from(millis) / 1000.0, "second"),
    };
    let options = Object::new();
    for (name, value) in [("style", "unit"), ("unit", unit), ("unitDisplay", "narrow")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &1.into());
    let format = Intl::NumberFormat::new(&locales(locale), &options).format();
    let text = format.call1(&JsValue::NULL, &number.into());
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// "a, b, and c".
pub(crate) fn list(items: &[impl AsRef<str>], locale: &str) -> String {
    let items: Array = items.iter().map(|item| JsValue::from(item.as_ref())).collect();
    ListFormat::new(locale).format(&items)
}

/// The plural category of a number in a language, such as `few`.
pub(crate) fn plural(count: u32, locale: &str) -> String {
    Intl::PluralRules::new(&locales(locale), &Object::new()).select(count.into()).into()
}

/// RFC 3339, in UTC.
pub(crate) fn iso_time(at: Timestamp) -> String {
    date(at).to_iso_string().into()
}

/// The seconds that a `Retry-After` asks for: a number, or an HTTP date (RFC 9110 section 10.2.3).
pub(crate) fn retry_after(value: &str) -> Option<u32> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let wait = (Date::parse(value) - Date::now()) / 1000.0;
    wait.is_finite().then(|| wait.max(0.0).ceil() as u32)
}

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn locales(locale: &str) -> Array {
    Array::of1(&locale.into())
}
