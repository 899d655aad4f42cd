//! Elements, each compiled once.
//!
//! `view!` gives every element a type of its own, with its own code to build and to rebuild: this widget came to 157 KB
//! of brotli that way. Here all elements share one type, and the tag is a value. Leptos keeps the page in step as before.

use std::borrow::Cow;

use leptos::attr::custom::{CustomAttr, custom_attribute};
use leptos::ev;
use leptos::html::{Custom, HtmlElement, custom};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// An element in the making. Boxed, for it is passed on at each step.
pub(crate) struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    values: [Value; NAMES.len()],
    children: Vec<AnyView>,
}

type Value = Option<Cow<'static, str>>;

/// The attributes in use, in the order in which they are stored.
const NAMES: [&str; 17] = [
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
    "target",
    "rel",
    "data-account",
];

/// An element with a tag in capitals: Leptos compares it with what the DOM answers, which is in capitals.
pub(crate) fn el(tag: &'static str) -> El {
    El(Box::new(Parts { tag, values: [const { None }; NAMES.len()], children: Vec::new() }))
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
        self.with(0, Cow::Borrowed(class))
    }

    pub(crate) fn part(self, part: &'static str) -> Self {
        self.with(1, Cow::Borrowed(part))
    }

    pub(crate) fn role(self, role: &'static str) -> Self {
        self.with(2, Cow::Borrowed(role))
    }

    /// For text of which we do not know the language, such as names.
    pub(crate) fn any_direction(self) -> Self {
        self.with(3, Cow::Borrowed("auto"))
    }

    /// Takes the focus from code, not from the Tab key.
    pub(crate) fn focusable(self) -> Self {
        self.with(4, Cow::Borrowed("-1"))
    }

    /// For what scrolls, so that the keyboard can scroll it.
    pub(crate) fn in_tab_order(self) -> Self {
        self.with(4, Cow::Borrowed("0"))
    }

    pub(crate) fn label(self, label: String) -> Self {
        self.with(5, Cow::Owned(label))
    }

    pub(crate) fn expanded(self, is_expanded: bool) -> Self {
        self.with(6, Cow::Borrowed(if is_expanded { "true" } else { "false" }))
    }

    /// Keeps the focus, unlike the `disabled` attribute.
    pub(crate) fn disabled_if(self, is_disabled: bool) -> Self {
        if is_disabled { self.with(7, Cow::Borrowed("true")) } else { self }
    }

    /// For what says nothing that is not said in words beside it.
    pub(crate) fn hidden(self) -> Self {
        self.with(8, Cow::Borrowed("true"))
    }

    pub(crate) fn tone(self, tone: &'static str) -> Self {
        self.with(9, Cow::Borrowed(tone))
    }

    /// A link that opens beside the app, and tells the other page nothing of it.
    pub(crate) fn href(self, href: String) -> Self {
        let beside = self.with(14, Cow::Borrowed("_blank")).with(15, Cow::Borrowed("noreferrer"));
        beside.with(10, Cow::Owned(href))
    }

    pub(crate) fn src(self, src: String) -> Self {
        self.with(11, Cow::Owned(src))
    }

    pub(crate) fn placeholder(self, text: String) -> Self {
        self.with(12, Cow::Owned(text))
    }

    /// For the element around us, which puts something in here that is about an account.
    pub(crate) fn account(self, id: String) -> Self {
        self.with(16, Cow::Owned(id))
    }

    pub(crate) fn kind(self, kind: &'static str) -> Self {
        self.with(13, Cow::Borrowed(kind))
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
    pub(crate) fn maybe(self, child: Option<AnyView>) -> Self {
        self.child(child.unwrap_or_else(none))
    }

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
        self.element().on(ev::input, move |event| input(event_target_value(&event))).into_any()
    }

    #[inline(never)]
    fn with(mut self, place: usize, value: Cow<'static, str>) -> Self {
        self.0.values[place] = Some(value);
        self
    }

    fn element(self) -> Element {
        let parts = *self.0;
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q] = parts.values;
        let at = |place: usize, value| custom_attribute(NAMES[place], value);
        let first = (at(0, a), at(1, b), at(2, c), at(3, d), at(4, e), at(5, f), at(6, g), at(7, h));
        let second = (at(8, i), at(9, j), at(10, k), at(11, l), at(12, m), at(13, n), at(14, o), at(15, p));
        custom(parts.tag).add_any_attr((first, second, at(16, q))).child(parts.children)
    }
}

type Attribute = CustomAttr<&'static str, Value>;
type Eight = (Attribute, Attribute, Attribute, Attribute, Attribute, Attribute, Attribute, Attribute);
type Element = HtmlElement<Custom<&'static str>, ((Eight, Eight, Attribute),), (Vec<AnyView>,)>;
