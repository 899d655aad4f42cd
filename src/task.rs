//! Work that ends with its owner.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use wasm_bindgen_futures::spawn_local;

/// A running future; dropping the task drops the future where it is, and with it the request it waits for.
///
/// `futures_util::future::abortable` does the same and weighs 1 KB of brotli more.
pub(crate) struct Task(Running);

/// Runs a future to its end, whoever is gone by then. Boxed, for each type of future would be compiled anew.
pub(crate) fn run(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local(future);
}

type Running = Rc<RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>>;

impl Task {
    pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        let task: Running = Rc::new(RefCell::new(Some(Box::pin(future))));
        let running = Rc::clone(&task);
        run(poll_fn(move |context| match running.borrow_mut().as_mut() {
            Some(future) => future.as_mut().poll(context),
            None => Poll::Ready(()),
        }));
        Self(task)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // It is borrowed only while it runs: then its own last step has dropped the task, and it is at its end.
        if let Ok(mut running) = self.0.try_borrow_mut() {
            running.take();
        }
    }
}
