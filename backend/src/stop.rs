//! What tells the server to stop: a signal, or the end of stdin where that stands for the parent.

use std::{
    future::{Future, pending},
    io::{self, Read},
    thread,
};

use tokio::sync::oneshot;

/// Listens from now on; the future ends when the server is told to stop.
pub(crate) fn request(parent_stdin: bool) -> io::Result<impl Future<Output = ()>> {
    let signalled = signalled()?;
    let parent_gone = async move { if parent_stdin { end_of_stdin().await } else { pending().await } };
    Ok(async {
        tokio::select! {
            () = signalled => {}
            () = parent_gone => {}
        }
    })
}

#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending().await
        }
    })
}

async fn end_of_stdin() {
    let (closed, ended) = oneshot::channel::<()>();
    // A thread of its own: a blocking read on the runtime would keep the process from ending.
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        let mut buffer = [0; 256];
        while matches!(stdin.read(&mut buffer), Ok(1..)) {}
        drop(closed);
    });
    // Dropping the sender is the message.
    let _ = ended.await;
}
