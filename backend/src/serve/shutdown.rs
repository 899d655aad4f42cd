//! An end that lets calls that are under way end as well.

use std::{future::ready, io, time::Duration};

use axum::Router;
use futures_util::future::join;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::{net::TcpListener, time::timeout};

use super::connections::answer;

/// Serves until `stop` ends. Then no more connections are taken, and calls that are under way have `grace` to end.
///
/// A connection on which the head of a call does not come whole in 620 seconds is closed.
pub async fn run_until(
    stop: impl Future<Output = ()> + Send + 'static,
    listener: TcpListener,
    app: Router,
    grace: Duration,
) -> io::Result<()> {
    run_beside(ready(()), stop, listener, app, grace).await
}

/// The same beside tasks that have the same grace to end.
pub(super) async fn run_beside(
    tasks: impl Future<Output = ()>,
    stop: impl Future<Output = ()>,
    listener: TcpListener,
    app: Router,
    grace: Duration,
) -> io::Result<()> {
    let open = GracefulShutdown::new();
    tokio::select! {
        // The listener is closed with this.
        never = answer(listener, app, &open) => match never {},
        () = stop => {}
    }
    // Whoever has not ended by then is given up.
    let _ = timeout(grace, join(open.shutdown(), tasks)).await;
    Ok(())
}
