//! Work that ends with its owner.

use std::future::Future;
use std::pin::Pin;

use futures_util::future::{AbortHandle, abortable};
use leptos::task::spawn_local;

/// A running future; dropping the task stops it where it is, and with it the request it waits for.
pub(crate) struct Task(AbortHandle);

impl Task {
    pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        // Boxed, so that the machinery around it is compiled once and not for each kind of work.
        let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
        let (future, handle) = abortable(future);
        spawn_local(async move {
            // An aborted future has nothing more to say.
            let _ = future.await;
        });
        Self(handle)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
