//! All attributes of an element as one value.
//!
//! Leptos gives each attribute a type and a state of its own, with its own handle to the element, whether it is set or not. Here there is
//! one state an element, and it has what is set.

use std::borrow::Cow;

use tachys::html::attribute::{Attribute, NextAttribute};
use tachys::renderer::types::Element;
use tachys::view::{Position, ToTemplate};

type Value = Cow<'static, str>;

/// Names and values.
#[derive(Clone, Default)]
pub(crate) struct Attributes(Vec<(&'static str, Value)>);

impl Attributes {
    pub(crate) fn set(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl Attribute for Attributes {
    const MIN_LENGTH: usize = 0;
    type State = (Element, Self);
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn build(self, element: &Element) -> Self::State {
        let mut state = (element.clone(), Self::default());
        self.rebuild(&mut state);
        state
    }

    fn rebuild(self, (element, before): &mut Self::State) {
        for (name, value) in &self.0 {
            if before.get(name) != Some(value) {
                // Fails only for names that are none.
                let _ = element.set_attribute(name, value);
            }
        }
        for (name, _) in &before.0 {
            if self.get(name).is_none() {
                let _ = element.remove_attribute(name);
            }
        }
        *before = self;
    }

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element) -> Self::State {
        self.build(element)
    }

    // Nothing is written on a server.
    fn html_len(&self) -> usize {
        0
    }

    fn to_html(self, _: &mut String, _: &mut String, _: &mut String, _: &mut String) {}

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}

impl NextAttribute for Attributes {
    type Output<NewAttr: Attribute> = (Self, NewAttr);

    fn add_any_attr<NewAttr: Attribute>(self, new: NewAttr) -> Self::Output<NewAttr> {
        (self, new)
    }
}

impl ToTemplate for Attributes {
    fn to_template(_: &mut String, _: &mut String, _: &mut String, _: &mut String, _: &mut Position) {}
}
