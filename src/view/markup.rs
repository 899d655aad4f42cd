//! Elements, each compiled once.
//!
//! `view!` gives every element a type of its own, with its own code to build and to rebuild: this widget came to 157 KB
//! of brotli that way. Here all elements share one type, and the tag is a value. Leptos keeps the page in step as before.

use std::borrow::Cow;

use send_wrapper::SendWrapper;
use tachys::html::element::{Custom, HtmlElement, custom};
use tachys::html::event as ev;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::attributes::Attributes;
use crate::prelude::*;

/// An element in the making. Boxed, for it is passed on at each step.
pub(crate) struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Attributes,
    children: Vec<AnyView>,
}

/// An element with a tag in capitals: Leptos compares it with what the DOM answers, which is in capitals.
#[inline(never)]
pub(crate) fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag, attributes: Attributes::default(), children: Vec::new() }))
}

/// Nothing, in the place of something that may come.
#[inline(never)]
pub(crate) fn none() -> AnyView {
    ().into_any()
}

/// Draws again after each of the triggers.
pub(crate) fn follow(triggers: &[&ArcTrigger], draw: impl Fn() -> AnyView + 'static) -> AnyView {
    // Not generic, so that what is below it in Leptos is compiled once.
    fn follow(triggers: Vec<ArcTrigger>, draw: Box<dyn Fn() -> AnyView>) -> AnyView {
        let draw = SendWrapper::new(draw);
        let drawn = move || {
            triggers.iter().for_each(Track::track);
            untrack(&**draw)
        };
        drawn.into_any()
    }
    follow(triggers.iter().copied().cloned().collect(), Box::new(draw))
}

impl El {
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.with("class", Cow::Borrowed(class))
    }

    pub(crate) fn part(self, part: &'static str) -> Self {
        self.with("part", Cow::Borrowed(part))
    }

    pub(crate) fn role(self, role: &'static str) -> Self {
        self.with("role", Cow::Borrowed(role))
    }

    /// For text of which we do not know the language, such as names.
    pub(crate) fn any_direction(self) -> Self {
        self.with("dir", Cow::Borrowed("auto"))
    }

    /// Takes the focus from code, not from the Tab key.
    pub(crate) fn focusable(self) -> Self {
        self.with("tabindex", Cow::Borrowed("-1"))
    }

    /// For what scrolls, so that the keyboard can scroll it.
    pub(crate) fn in_tab_order(self) -> Self {
        self.with("tabindex", Cow::Borrowed("0"))
    }

    /// What changes in it is not read out, also where it is part of an alert.
    pub(crate) fn unspoken(self) -> Self {
        self.with("aria-live", Cow::Borrowed("off"))
    }

    pub(crate) fn label(self, label: String) -> Self {
        self.with("aria-label", Cow::Owned(label))
    }

    pub(crate) fn expanded(self, is_expanded: bool) -> Self {
        self.with("aria-expanded", Cow::Borrowed(if is_expanded { "true" } else { "false" }))
    }

    /// Keeps the focus, unlike the `disabled` attribute.
    pub(crate) fn disabled_if(self, is_disabled: bool) -> Self {
        if is_disabled { self.with("aria-disabled", Cow::Borrowed("true")) } else { self }
    }

    /// For what says nothing that is not said in words beside it.
    pub(crate) fn hidden(self) -> Self {
        self.with("aria-hidden", Cow::Borrowed("true"))
    }

    pub(crate) fn tone(self, tone: &'static str) -> Self {
        self.with("data-tone", Cow::Borrowed(tone))
    }

    /// A link that opens beside the app, and tells the other page nothing of it.
    pub(crate) fn href(self, href: String) -> Self {
        let beside = self.with("target", Cow::Borrowed("_blank")).with("rel", Cow::Borrowed("noreferrer"));
        beside.with("href", Cow::Owned(href))
    }

    pub(crate) fn src(self, src: String) -> Self {
        self.with("src", Cow::Owned(src))
    }

    pub(crate) fn placeholder(self, text: String) -> Self {
        self.with("placeholder", Cow::Owned(text))
    }

    /// For the element around us, which puts something in here that is about an account.
    pub(crate) fn account(self, id: String) -> Self {
        self.with("data-account", Cow::Owned(id))
    }

    pub(crate) fn kind(self, kind: &'static str) -> Self {
        self.with("type", Cow::Borrowed(kind))
    }

    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.child(text.to_owned().into_any())
    }

    #[inline(never)]
    pub(crate) fn child(mut self, child: AnyView) -> Self {
        self.0.children.push(child);
        self
    }

    /// A child that may be missing keeps its place, so that its siblings stay the elements they are.
    #[inline(never)]
    pub(crate) fn maybe(self, child: Option<AnyView>) -> Self {
        self.child(child.unwrap_or_else(none))
    }

    #[inline(never)]
    pub(crate) fn children(mut self, children: Vec<AnyView>) -> Self {
        self.0.children = children;
        self
    }

    #[inline(never)]
    pub(crate) fn view(self) -> AnyView {
        self.element().into_any()
    }

    /// The element, acting on a click.
    pub(crate) fn on_click(self, click: impl Fn() + 'static) -> AnyView {
        fn on_click(element: Element, click: Box<dyn Fn()>) -> AnyView {
            element.on(ev::click, move |_| click()).into_any()
        }
        on_click(self.element(), Box::new(click))
    }

    /// The element, acting on what is typed into it.
    pub(crate) fn on_input(self, input: impl Fn(String) + 'static) -> AnyView {
        let typed = move |event: Event| {
            // It comes from the field, which has no children that could tell it.
            if let Some(field) = event.target() {
                input(field.unchecked_into::<HtmlInputElement>().value());
            }
        };
        self.element().on(ev::input, typed).into_any()
    }

    #[inline(never)]
    fn with(mut self, name: &'static str, value: Cow<'static, str>) -> Self {
        self.0.attributes.set(name, value);
        self
    }

    fn element(self) -> Element {
        let Parts { tag, attributes, children } = *self.0;
        custom(tag).add_any_attr(attributes).child(children)
    }
}

type Element = HtmlElement<Custom<&'static str>, (Attributes,), (Vec<AnyView>,)>;
