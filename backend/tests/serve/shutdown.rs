//! The end of a server while a call is under way, over real connections.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use connection_doctor_backend::{Server, Services};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

use crate::{
    support::Hands,
    upstream::{Service, account_of},
    world::{BY_SECRET, LIST, config, token},
};

/// A server that runs.
struct Running {
    service: Service,
    address: SocketAddr,
    metrics: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn start(grace_seconds: u32) -> Running {
    let service = Service::waiting();
    let keys = format!("grace_seconds = {grace_seconds}\nmetrics_listen = \"127.0.0.1:0\"");
    let services = Services::new(Arc::new(service.clone())).with_clock(Hands::new().clock());
    let server = Server::bind(&config(&keys, BY_SECRET), services).await.expect("a server");
    let address = server.address().expect("an address");
    let metrics = server.metrics_address().ok().flatten().expect("an address for metrics");
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(server.run(async { drop(stopped.await) }));
    Running { service, address, metrics, stop, ended }
}

async fn answer(address: SocketAddr, start: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!(
        "{start} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n",
        token("mara")
    );
    connection.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn refresh(address: SocketAddr) -> JoinHandle<std::io::Result<String>> {
    tokio::spawn(async move { answer(address, &format!("POST {LIST}/{}/refresh", account_of("mara"))).await })
}

#[tokio::test]
async fn a_call_that_is_under_way_is_answered() {
    let running = start(600).await;
    let call = refresh(running.address);
    running.service.begun.acquire().await.unwrap().forget();
    running.stop.send(()).unwrap();
    // The listener is closed before the call has ended.
    while TcpStream::connect(running.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(answer(running.metrics, "GET /metrics").await.unwrap().contains("connection_doctor_build_info"));
    assert!(!call.is_finished() && !running.ended.is_finished());
    running.service.may_end.add_permits(1);
    assert!(call.await.unwrap().unwrap().starts_with("HTTP/1.1 200"));
    running.ended.await.unwrap().unwrap();
    assert!(TcpStream::connect(running.metrics).await.is_err());
}

#[tokio::test]
async fn a_call_that_does_not_end_is_given_up() {
    let running = start(0).await;
    let call = refresh(running.address);
    running.service.begun.acquire().await.unwrap().forget();
    running.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(20), running.ended).await;
    ended.expect("its grace is over").unwrap().unwrap();
    call.abort();
}

#[tokio::test]
async fn connections_on_which_nothing_is_asked_are_closed() {
    let running = start(600).await;
    let mut silent = TcpStream::connect(running.address).await.unwrap();
    let mut kept = TcpStream::connect(running.address).await.unwrap();
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n").await.unwrap();
    let mut answer = [0; 1024];
    let length = kept.read(&mut answer).await.unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200") && answer[..length].ends_with(b"ok"));
    running.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(20), running.ended).await;
    ended.expect("it waits for no call").unwrap().unwrap();
    for connection in [&mut silent, &mut kept] {
        assert_eq!(connection.read(&mut answer).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let running = start(0).await;
    let config = config(&format!("metrics_listen = \"{}\"", running.address), BY_SECRET);
    let error = Server::bind(&config, Services::new(Arc::new(Service::new()))).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("{} cannot be listened on", running.address)), "{error}");
}
