//! What a configuration's server is made of: Scalekit, and a store with webhooks, live updates and notices around it.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use super::Services;
use crate::{
    Clock, Config, Deliver, EventStore, History, Live, Metrics, NoClient, Notice, Notices, Person,
    PostToHost, Secret, StoreError, WebhookSettings,
    config::{self, Webhooks},
    deliver_notices,
    history::NoHistory,
    metrics::NoticeOutcome,
    notice::{NoHost, NotAPage, NotDelivered, Readers},
    signature::NotASecret,
    updates,
    upstream::scalekit::{Backoff, Scalekit, Settings},
    webhooks,
};

/// Why a configuration's server cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// Outgoing calls cannot be made on this machine.
    #[error(transparent)]
    NoClient(#[from] NoClient),
    /// The store cannot be used.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// A secret of webhooks or notices is not one.
    #[error("webhooks or notices: {0}")]
    Secret(#[from] NotASecret),
    /// Notices cannot be sent.
    #[error("notices.deliver_url: {0}")]
    NoHost(#[from] NoHost),
    /// Notices lead nowhere.
    #[error("notices.reconnect_page: {0}")]
    NotAPage(#[from] NotAPage),
}

impl Services {
    /// What a configuration asks for. Streams and notices end with `stop`, which whatever stops the server must cancel: it
    /// waits for a notice that is under way, as for calls.
    ///
    /// # Errors
    /// When the store cannot be opened, or something is configured that cannot be used.
    pub async fn of(config: &Config, stop: CancellationToken) -> Result<Self, PartError> {
        let (clock, metrics) = (Clock::system(), Metrics::new());
        let store = match &config.store_url {
            Some(url) => Some(open(url.expose_secret(), config.webhooks.is_some(), &clock).await?),
            None => None,
        };
        let history: Arc<dyn History> = match &store {
            Some(store) => Arc::new(store.clone()),
            None => Arc::new(NoHistory),
        };
        let scalekit = scalekit(config, history, &clock, &metrics)?;
        let services = Self::new(Arc::new(scalekit)).with_clock(clock.clone()).with_metrics(metrics.clone());
        let Some(store) = store else { return Ok(services) };
        let asked = store.clone();
        let mut services = services.with_readiness(move || {
            let store = asked.clone();
            async move { store.newest().await.is_ok() }
        });
        if let Some(notices) = &config.notices {
            let secret = notices.secret.expose_secret().parse()?;
            let post = PostToHost::new(notices.deliver_url.clone(), secret, clock.clone())?;
            let counted = Counted { inner: post, metrics: metrics.clone() };
            services = services.with_task(deliver_notices(store.clone(), Arc::new(counted), stop.clone()));
        }
        // Only webhooks tell of changes, and a stream that never tells any would keep pages from looking themselves.
        let Some(webhooks) = &config.webhooks else { return Ok(services) };
        let live = Live::new(store.clone(), stop).counted_by(metrics.clone());
        let receiver = receiver(webhooks, config, store, &clock, metrics)?;
        Ok(services.with_calls(updates(live)).with_public(receiver))
    }
}

async fn open(address: &str, is_fed: bool, clock: &Clock) -> Result<EventStore, StoreError> {
    let store = EventStore::open(address, clock.clone()).await?;
    Ok(if is_fed { store.fed_by_webhooks() } else { store })
}

fn scalekit(
    config: &Config,
    history: Arc<dyn History>,
    clock: &Clock,
    metrics: &Metrics,
) -> Result<Scalekit, NoClient> {
    let settings = Settings {
        environment: config.scalekit.environment.clone(),
        client_id: config.scalekit.client_id.clone(),
        client_secret: config.scalekit.client_secret.clone(),
        backoff: Backoff::default(),
        clock: clock.clone(),
    };
    let host = Arc::new(config.connections.clone());
    Ok(Scalekit::new(settings, host, history)?.counted_by(metrics.clone()))
}

fn receiver(
    Webhooks { path, secrets }: &Webhooks,
    config: &Config,
    store: EventStore,
    clock: &Clock,
    metrics: Metrics,
) -> Result<Router, PartError> {
    let secrets = secrets.iter().map(|secret| secret.expose_secret().parse::<Secret>());
    let secrets = secrets.collect::<Result<_, _>>()?;
    let notices = config.notices.as_ref().map(messages).transpose()?;
    let settings = WebhookSettings { secrets, store, notices, clock: clock.clone(), metrics };
    Ok(Router::new().nest(path, webhooks(settings)))
}

fn messages(notices: &config::Notices) -> Result<Notices, NotAPage> {
    let readers = AllRead(notices.language.clone());
    Ok(Notices::new(notices.reconnect_page.clone())?.for_readers(readers))
}

/// Everybody reads this language.
struct AllRead(String);

#[async_trait]
impl Readers for AllRead {
    async fn language(&self, _: &Person) -> Option<String> {
        Some(self.0.clone())
    }
}

/// Counts what becomes of notices.
struct Counted<D> {
    inner: D,
    metrics: Metrics,
}

#[async_trait]
impl<D: Deliver> Deliver for Counted<D> {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        let delivered = self.inner.deliver(notice).await;
        let outcome = if delivered.is_ok() { NoticeOutcome::Delivered } else { NoticeOutcome::Failed };
        self.metrics.notice(outcome);
        delivered
    }
}
