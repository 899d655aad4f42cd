//! Connections: each is answered on a task of its own, for as long as its client comes to the point.

use std::{convert::Infallible, time::Duration};

use axum::{Router, serve::Listener};
use futures_util::FutureExt;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

/// How long a connection waits for the whole head of a call, from its beginning or from the answer before. It is longer
/// than proxies keep an idle connection (most a minute or two, Google's load balancer ten): if we close one just as they
/// send a call by it, a person meets an error.
const PATIENCE: Duration = Duration::from_secs(620);

/// Takes connections and answers what is asked on them. All that are open are told by `open` to end.
pub(super) async fn answer(mut listener: TcpListener, app: Router, open: &GracefulShutdown) -> Infallible {
    // The routes are made ready once, and not again for each call.
    let app = app.with_state(());
    // Not the builder that finds out the version of HTTP: it has no limit for the bytes that it looks at first.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    loop {
        // This is the one that waits where no more files can be opened, and does not fail.
        let (stream, _) = Listener::accept(&mut listener).await;
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        // What goes wrong with a connection is its client's affair or the network's.
        tokio::spawn(open.watch(connection).map(drop));
    }
}
