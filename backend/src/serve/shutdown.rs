//! An end that lets calls that are under way end as well.

use std::{future::pending, io, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot};

/// Serves until `stop` ends. Then no more connections are taken, and calls that are under way have `grace` to end.
pub async fn run_until(
    stop: impl Future<Output = ()> + Send + 'static,
    listener: TcpListener,
    app: Router,
    grace: Duration,
) -> io::Result<()> {
    let (told_to_stop, stopping) = oneshot::channel();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop.await;
        // The receiver is gone only when the server has ended by itself.
        let _ = told_to_stop.send(());
    });
    let out_of_time = async {
        if stopping.await.is_ok() {
            tokio::time::sleep(grace).await;
        } else {
            pending().await
        }
    };
    tokio::select! {
        ended = server.into_future() => ended,
        () = out_of_time => Ok(()),
    }
}
