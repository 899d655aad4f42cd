//! Live updates: what has changed is told to the widgets that are open, by Server-Sent Events.
//!
//! Replicas hear of each other through the store alone: while somebody listens, each process asks it once a second for
//! what is new, however many listen.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::from_fn,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Person,
    error::ApiError,
    extract::Query,
    metrics::{LiveConnection, Metrics},
    request_id,
    router::{no_store, wrong_method},
    store::{Change, EventStore, StoreError},
};

/// How often the store is asked for what other processes have kept.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// So many streams a person may have open.
const MOST_STREAMS: usize = 10;

/// How long a browser waits before it comes again.
const COME_AGAIN_AFTER: Duration = Duration::from_secs(3);

/// How often a stream that says nothing shows that it is there; proxies cut silence off after a minute.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// A stream is ended after so long. The browser comes again by itself, and is let in only while its person is.
const MOST_AGE: Duration = Duration::from_mins(15);

/// So many changes wait for a slow stream before it asks the store itself.
const BACKLOG: usize = 256;

/// What tells open widgets of changes; a clone is the same.
#[derive(Clone, Debug)]
pub struct Live(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: EventStore,
    stop: CancellationToken,
    ask_every: Duration,
    changes: broadcast::Sender<Change>,
    /// Whether a task asks the store.
    is_asking: Mutex<bool>,
    /// How many streams each person has open.
    open: Mutex<HashMap<Person, usize>>,
    metrics: OnceLock<Metrics>,
}

impl Live {
    /// Tells what is kept in the store, until it is told to stop: a server that ends must cancel the token, for
    /// streams end with nothing else.
    pub fn new(store: EventStore, stop: CancellationToken) -> Self {
        Self::asking_every(ASK_EVERY, store, stop)
    }

    /// The same that asks the store so often for what other processes have kept.
    pub fn asking_every(ask_every: Duration, store: EventStore, stop: CancellationToken) -> Self {
        let (changes, _) = broadcast::channel(BACKLOG);
        let (is_asking, open) = (Mutex::new(false), Mutex::default());
        let metrics = OnceLock::new();
        Self(Arc::new(Shared { store, stop, ask_every, changes, is_asking, open, metrics }))
    }

    /// The same with its streams counted here, unless they are counted elsewhere already.
    pub fn counted_by(self, metrics: Metrics) -> Self {
        self.0.metrics.get_or_init(|| metrics);
        self
    }
}

/// One call, `GET /updates`, to be merged with the contract: the changes of the signed-in [`Person`]'s accounts as
/// events with `{"connected_account_id", "status"}`. The first event, `ready`, says that it has begun.
pub fn updates(live: Live) -> Router {
    let (calls, _) = calls().split_for_parts();
    calls
        .method_not_allowed_fallback(wrong_method)
        .with_state(live)
        .layer(no_store())
        .layer(from_fn(request_id::identify))
}

/// What is said of the call, for the document.
pub(crate) fn description() -> OpenApi {
    calls().into_openapi()
}

fn calls() -> OpenApiRouter<Live> {
    OpenApiRouter::default().routes(routes!(listen))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The same for who comes again by another connection, which has no `Last-Event-ID`.
    #[param(required = false, value_type = String)]
    last_event_id: Option<i64>,
}

/// Tells what changes as it happens
///
/// A stream of Server-Sent Events that goes on until either side ends it. The first event is `ready`. Each one after it is
/// a message, whose data is the JSON `{"connected_account_id": …, "status": …}` of an account of the person that has
/// changed. Each has an id, from which the stream goes on when it is asked for again.
///
/// A backend that does not hear of changes answers with a 404, and the widget then reads by itself.
#[utoipa::path(
    get,
    path = "/updates",
    operation_id = "updates",
    tag = "accounts",
    params(
        ("last-event-id" = Option<String>, Header, nullable = false, description = "The id of the last event that was heard, as browsers send it by themselves."),
        Since,
    ),
    responses((
        status = OK,
        description = "The stream",
        content_type = "text/event-stream",
        body = String,
        example = "event: ready\nid: 41\ndata: {}\n\nid: 42\ndata: {\"connected_account_id\":\"ca_gmail\",\"status\":\"EXPIRED\"}\n\n"
    ))
)]
async fn listen(
    State(live): State<Live>,
    person: Person,
    headers: HeaderMap,
    Query(since): Query<Since>,
) -> Result<Response, ApiError> {
    let shared = live.0;
    let place = Place::take(&shared, &person).ok_or_else(|| {
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "the person has too many streams open")
    })?;
    // Listening begins before the newest number is read, so that nothing comes in between.
    let listener = shared.changes.subscribe();
    let newest = shared.store.newest().await?;
    shared.ask(newest);
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    // A number beyond the newest is of another store.
    let last = header.or(since.last_event_id).filter(|last| (0..=newest).contains(last)).unwrap_or(newest);
    let ready = Event::default().event("ready").id(last.to_string()).retry(COME_AGAIN_AFTER).data("{}");
    let counted = shared.metrics.get().map(Metrics::live_connection);
    let (shared_too, waiting) = (Arc::clone(&shared), Vec::new());
    let is_behind = last < newest;
    let mut listening =
        Listening { shared: shared_too, place, _counted: counted, listener, last, waiting, is_behind };
    // Where the store cannot be read, that is the answer, and no stream that ends at once.
    if is_behind {
        listening.read_on().await?;
    }
    let events = stream::once(async { Ok(ready) }).chain(listening.events());
    let end = async move {
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = tokio::time::sleep(MOST_AGE) => {}
        }
    };
    let sse = Sse::new(events.take_until(Box::pin(end))).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE));
    // Proxies of the kind of nginx would hold the events back.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(([unbuffered], sse).into_response())
}

impl Shared {
    /// Asks the store for what comes after a number, in a task that ends when nobody listens any more.
    fn ask(self: &Arc<Self>, after: i64) {
        let mut is_asking = self.is_asking.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut *is_asking, true) {
            tokio::spawn(Arc::clone(self).keep_asking(after));
        }
    }

    async fn keep_asking(self: Arc<Self>, mut after: i64) {
        let mut kept = self.store.watch();
        loop {
            match self.store.changes(after, None).await {
                Ok(changes) => {
                    for change in changes {
                        after = change.seq;
                        // Nobody may be listening just now.
                        let _ = self.changes.send(change);
                    }
                }
                Err(error) => tracing::error!(%error, "changes cannot be read"),
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = kept.changed() => {}
                () = tokio::time::sleep(self.ask_every) => {}
            }
            let mut is_asking = self.is_asking.lock().unwrap_or_else(PoisonError::into_inner);
            if self.changes.receiver_count() == 0 {
                *is_asking = false;
                return;
            }
        }
    }
}

/// A stream of one person's changes.
struct Listening {
    shared: Arc<Shared>,
    place: Place,
    _counted: Option<LiveConnection>,
    listener: broadcast::Receiver<Change>,
    /// The number of the last change that was told.
    last: i64,
    /// What was missed and is told first, the newest at the front: as much as the store answers at a time.
    waiting: Vec<Change>,
    /// Whether the store may have more that was missed.
    is_behind: bool,
}

impl Listening {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut listening| async {
            let change = listening.next().await?;
            let data = json!({ "connected_account_id": change.account_id, "status": change.status });
            Some((Ok(Event::default().id(change.seq.to_string()).data(data.to_string())), listening))
        })
    }

    async fn next(&mut self) -> Option<Change> {
        loop {
            if let Some(change) = self.waiting.pop() {
                self.last = change.seq;
                return Some(change);
            }
            if self.is_behind {
                // The browser comes again where the store cannot be read.
                self.read_on().await.ok()?;
                continue;
            }
            match self.listener.recv().await {
                Ok(change) if change.seq <= self.last => {}
                Ok(change) => {
                    self.last = change.seq;
                    if change.person == self.place.person.id() {
                        return Some(change);
                    }
                }
                Err(RecvError::Lagged(_)) => self.is_behind = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads what of the person's own came after the last that was told. Only when that is nothing has all been read
    /// that was missed; what has come meanwhile, the listener has.
    async fn read_on(&mut self) -> Result<(), StoreError> {
        self.waiting = self.shared.store.changes(self.last, Some(&self.place.person)).await?;
        self.waiting.reverse();
        self.is_behind = !self.waiting.is_empty();
        Ok(())
    }
}

/// One of the streams that a person may have open, for as long as it is.
struct Place {
    shared: Arc<Shared>,
    person: Person,
}

impl Place {
    fn take(shared: &Arc<Shared>, person: &Person) -> Option<Self> {
        let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(person.clone()).or_default();
        if *count >= MOST_STREAMS {
            return None;
        }
        *count += 1;
        Some(Self { shared: Arc::clone(shared), person: person.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}
