//! Elements, each compiled once.
//!
//! `view!` gives every element a type of its own, with its own code to build and to rebuild: this widget came to 153 KB
//! of brotli that way. Here all elements share one type, and the tag is a value. Leptos keeps the page in step as before.

use std::borrow::Cow;

use leptos::attr::custom::{CustomAttr, custom_attribute};
use leptos::ev;
use leptos::html::{Custom, HtmlElement, custom};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// An element in the making.
pub(crate) struct El {
    tag: &'static str,
    values: [Value; NAMES.len()],
    children: Vec<AnyView>,
}

type Value = Option<Cow<'static, str>>;

/// The attributes in use, in the order in which they are stored.
const NAMES: [&str; 14] = [
    "class",
    "part",
    "role",
    "dir",
    "tabindex",
    "aria-label",
    "aria-expanded",
    "aria-disabled",
    "aria-hidden",
    "data-tone",
    "href",
    "src",
    "placeholder",
    "type",
];

/// An element with a tag in capitals: Leptos compares it with what the DOM answers, which is in capitals.
pub(crate) fn el(tag: &'static str) -> El {
    El { tag, values: [const { None }; NAMES.len()], children: Vec::new() }
}

/// Nothing, in the place of something that may come.
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
        self.with(0, class)
    }

    pub(crate) fn part(self, part: &'static str) -> Self {
        self.with(1, part)
    }

    pub(crate) fn role(self, role: &'static str) -> Self {
        self.with(2, role)
    }

    /// For text of which we do not know the language, such as names.
    pub(crate) fn any_direction(self) -> Self {
        self.with(3, "auto")
    }

    /// Takes the focus from code, not from the Tab key.
    pub(crate) fn focusable(self) -> Self {
        self.with(4, "-1")
    }

    pub(crate) fn label(self, label: String) -> Self {
        self.with(5, label)
    }

    pub(crate) fn expanded(self, is_expanded: bool) -> Self {
        self.with(6, if is_expanded { "true" } else { "false" })
    }

    /// Keeps the focus, unlike the `disabled` attribute.
    pub(crate) fn disabled_if(self, is_disabled: bool) -> Self {
        if is_disabled { self.with(7, "true") } else { self }
    }

    /// For what says nothing that is not said in words beside it.
    pub(crate) fn hidden(self) -> Self {
        self.with(8, "true")
    }

    pub(crate) fn tone(self, tone: &'static str) -> Self {
        self.with(9, tone)
    }

    pub(crate) fn href(self, href: String) -> Self {
        self.with(10, href)
    }

    pub(crate) fn src(self, src: String) -> Self {
        self.with(11, src)
    }

    pub(crate) fn placeholder(self, text: String) -> Self {
        self.with(12, text)
    }

    pub(crate) fn kind(self, kind: &'static str) -> Self {
        self.with(13, kind)
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.child(text.to_owned().into_any())
    }

    pub(crate) fn child(mut self, child: AnyView) -> Self {
        self.children.push(child);
        self
    }

    /// A child that may be missing keeps its place, so that its siblings stay the elements they are.
    pub(crate) fn maybe(self, child: Option<AnyView>) -> Self {
        self.child(child.unwrap_or_else(none))
    }

    pub(crate) fn children(mut self, children: Vec<AnyView>) -> Self {
        self.children = children;
        self
    }

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
        self.element().on(ev::input, move |event| input(event_target_value(&event))).into_any()
    }

    fn with(mut self, place: usize, value: impl Into<Cow<'static, str>>) -> Self {
        self.values[place] = Some(value.into());
        self
    }

    fn element(self) -> Element {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = self.values;
        let at = |place: usize, value| custom_attribute(NAMES[place], value);
        let first = (at(0, a), at(1, b), at(2, c), at(3, d), at(4, e), at(5, f), at(6, g));
        let second = (at(7, h), at(8, i), at(9, j), at(10, k), at(11, l), at(12, m), at(13, n));
        custom(self.tag).add_any_attr((first, second)).child(self.children)
    }
}

type Attribute = CustomAttr<&'static str, Value>;
type Seven = (Attribute, Attribute, Attribute, Attribute, Attribute, Attribute, Attribute);
type Element = HtmlElement<Custom<&'static str>, ((Seven, Seven),), (Vec<AnyView>,)>;
