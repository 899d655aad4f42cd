//! JSON from outside, asked field by field.

#[cfg(feature = "js")]
mod js;

#[cfg(feature = "js")]
pub use js::Json;

/// A JSON object that is asked for the fields we know, so that nothing else of it is ever read.
///
/// Every question has an answer whatever is there: a wrong `icon_url` must not hide why mail has stopped. In the browser
/// this is the object that `JSON.parse` made; a derived deserialiser would cost the page some 20 KB of brotli.
pub trait Fields: Sized {
    /// A string that is not empty.
    fn text(&self, name: &'static str) -> Option<String>;

    /// Whether the field is `true`.
    fn is_true(&self, name: &'static str) -> bool;

    /// Whether the field holds anything but null. Its value stays unread.
    fn is_there(&self, name: &'static str) -> bool;

    /// An object.
    fn object(&self, name: &'static str) -> Option<Self>;

    /// The objects of an array; what is no object is left out. `None` where there is no array.
    fn objects(&self, name: &'static str) -> Option<Vec<Self>>;

    /// The strings of an array; what is no string is left out. `None` where there is no array.
    fn texts(&self, name: &'static str) -> Option<Vec<String>>;

    /// The strings of an object, each with its name; what is no string is left out.
    fn entries(&self, name: &'static str) -> Vec<(String, String)>;
}

#[cfg(feature = "serde_json")]
impl Fields for serde_json::Value {
    fn text(&self, name: &'static str) -> Option<String> {
        self.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn is_true(&self, name: &'static str) -> bool {
        self.get(name) == Some(&Self::Bool(true))
    }

    fn is_there(&self, name: &'static str) -> bool {
        self.get(name).is_some_and(|value| !value.is_null())
    }

    fn object(&self, name: &'static str) -> Option<Self> {
        self.get(name).filter(|value| value.is_object()).cloned()
    }

    fn objects(&self, name: &'static str) -> Option<Vec<Self>> {
        let items = self.get(name)?.as_array()?;
        Some(items.iter().filter(|item| item.is_object()).cloned().collect())
    }

    fn texts(&self, name: &'static str) -> Option<Vec<String>> {
        let items = self.get(name)?.as_array()?;
        Some(items.iter().filter_map(Self::as_str).map(str::to_owned).collect())
    }

    fn entries(&self, name: &'static str) -> Vec<(String, String)> {
        let entries = self.get(name).and_then(Self::as_object).into_iter().flatten();
        entries.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    }
}
