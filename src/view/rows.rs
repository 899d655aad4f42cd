//! The accounts that are drawn, in their order. One that stays is left as it is when others come or go: with the focus, with an open
//! check, with what was typed into it.
//!
//! `keyed` of tachys does the same, moves included, and weighs 3.9 KB of brotli.

use std::rc::Rc;

use send_wrapper::SendWrapper;
use tachys::html::attribute::any_attribute::AnyAttribute;
use tachys::hydration::Cursor;
use tachys::renderer::{Rndr, types};
use tachys::view::any_view::AnyViewState;
use tachys::view::{Position, PositionState};

use super::account::account;
use super::row::Row;
use crate::prelude::*;

/// Rows to be drawn.
pub(super) struct Rows(SendWrapper<Vec<Rc<Row>>>);

/// Rows as they are drawn, and what stands behind the last.
pub(super) struct RowsState {
    drawn: Vec<(Rc<Row>, AnyViewState)>,
    end: types::Placeholder,
}

impl Rows {
    pub(super) fn new(rows: &[Rc<Row>]) -> Self {
        Self(SendWrapper::new(rows.to_vec()))
    }
}

impl Render for Rows {
    type State = RowsState;

    fn build(self) -> RowsState {
        let mut state = RowsState { drawn: Vec::new(), end: Rndr::create_placeholder() };
        self.rebuild(&mut state);
        state
    }

    fn rebuild(self, state: &mut RowsState) {
        let mut before = std::mem::take(&mut state.drawn).into_iter();
        for row in self.0.take() {
            let known = before.as_slice().iter().position(|(known, _)| Rc::ptr_eq(known, &row));
            // Those that stay keep their order, so that those before this one are gone.
            if let Some(place) = known {
                before.by_ref().take(place).for_each(|(_, mut gone)| gone.unmount());
                state.drawn.extend(before.next());
                continue;
            }
            let mut new = account(&row).build();
            // Where nothing is on the page yet, `mount` puts it there.
            match before.as_slice().first() {
                Some((_, next)) => next.insert_before_this(&mut new),
                None => state.end.insert_before_this(&mut new),
            };
            state.drawn.push((row, new));
        }
        before.for_each(|(_, mut gone)| gone.unmount());
    }
}

impl Mountable for RowsState {
    fn unmount(&mut self) {
        self.drawn.iter_mut().for_each(|(_, row)| row.unmount());
        self.end.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.drawn.iter_mut().for_each(|(_, row)| row.mount(parent, marker));
        self.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.drawn.first() {
            Some((_, row)) => row.insert_before_this(child),
            None => self.end.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        self.drawn.iter().flat_map(|(_, row)| row.elements()).collect()
    }
}

tachys::no_attrs!(Rows);

impl RenderHtml for Rows {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    // Nothing is written on a server.
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> RowsState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
