//! Readings of accounts, shared by all widgets of the page that show the same.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use connection_doctor_core::{
    Account, CallFailure, Json, Timestamp, Unread, given_accounts, is_fresh, problems_first,
};
use js_sys::Function;

use crate::browser;
use crate::client::{Call, Client};
use crate::failed::Failed;
use crate::prelude::*;
use crate::settings::Settings;
use crate::task::Task;

/// A reading this young is not asked for again, however many widgets come into view.
const FRESH_MS: i64 = 10_000;

/// A list longer than this many pages is a backend that never ends its paging.
const MOST_PAGES: usize = 200;

thread_local! {
    static STORES: RefCell<Vec<Weak<Store>>> = const { RefCell::new(Vec::new()) };
    /// How many readings were begun on this page.
    static BEGUN: Cell<u32> = const { Cell::new(0) };
}

/// The accounts that one or more widgets show, as they were last read.
pub(crate) struct Store {
    client: Rc<Client>,
    query: Query,
    reading: RefCell<Reading>,
    task: RefCell<Option<Task>>,
    /// How many readings were begun when its own was.
    begun: Cell<u32>,
    /// Notified when other accounts are listed than before, in another order, or when none could be read so far.
    pub listed: ArcTrigger,
    /// Notified when a reading begins or ends.
    pub read: ArcTrigger,
    /// Notified when a reading fails, and when one succeeds after that.
    pub failed: ArcTrigger,
}

/// One account, as the backend last told it.
pub(crate) struct Entry {
    /// As it was first told.
    key: String,
    /// That of the account which the connection has been given since.
    given: OnceCell<String>,
    told: RefCell<Told>,
    /// How many readings were begun when a call for this account alone last told of it; 0: none has.
    put: Cell<u32>,
    /// Notified when the account is not what it was.
    pub changed: ArcTrigger,
}

/// What the backend told of an account. It is read when somebody looks.
enum Told {
    Unread(Unread<Json>),
    Read(Rc<Account>),
}

#[derive(Default)]
struct Reading {
    /// In the order shown; `None` until the first answer.
    entries: Option<Rc<[Rc<Entry>]>>,
    checked_at: Option<Timestamp>,
    failure: Option<Rc<Failed>>,
    is_busy: bool,
    /// Something has changed since this reading began.
    is_outdated: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Query {
    All,
    Account(String),
    Connection(String),
}

impl Store {
    /// The store of what the settings ask for, reading if it has nothing fresh.
    pub(crate) fn open(settings: &Settings, fetch: Function) -> Rc<Self> {
        let query = match (&settings.account, &settings.connection) {
            (Some(account), _) => Query::Account(account.clone()),
            (None, Some(connection)) => Query::Connection(connection.clone()),
            (None, None) => Query::All,
        };
        let client = Client::of(settings, fetch);
        let shared = each().into_iter().find(|store| store.query == query && store.client.is_like(&client));
        let store = shared.unwrap_or_else(|| Self::register(query, client));
        store.read_if_stale();
        store
    }

    pub(crate) fn client(&self) -> &Rc<Client> {
        &self.client
    }

    /// The accounts in the order shown; `None` until the first answer.
    pub(crate) fn entries(&self) -> Option<Rc<[Rc<Entry>]>> {
        self.reading.borrow().entries.clone()
    }

    /// Whether it has read of an account.
    pub(crate) fn has(&self, account: &Account) -> bool {
        self.entry(&account.key()).is_some()
    }

    fn entry(&self, key: &str) -> Option<Rc<Entry>> {
        self.entries()?.iter().find(|entry| entry.key() == key).cloned()
    }

    /// When the backend last answered.
    pub(crate) fn checked_at(&self) -> Option<Timestamp> {
        self.reading.borrow().checked_at
    }

    /// What went wrong with the last reading.
    pub(crate) fn failure(&self) -> Option<Rc<Failed>> {
        self.reading.borrow().failure.clone()
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.reading.borrow().is_busy
    }

    /// Asks the backend, unless it is being asked already.
    pub(crate) fn begin_reading(self: &Rc<Self>) {
        if std::mem::replace(&mut self.reading.borrow_mut().is_busy, true) {
            return;
        }
        self.begun.set(BEGUN.get() + 1);
        BEGUN.set(self.begun.get());
        self.read.notify();
        let (store, client, query) = (Rc::downgrade(self), Rc::clone(&self.client), self.query.clone());
        self.task.replace(Some(Task::spawn(async move {
            let answer = ask(&client, &query).await;
            if let Some(store) = store.upgrade() {
                store.take(answer);
                if std::mem::take(&mut store.reading.borrow_mut().is_outdated) {
                    store.read_if_it_may();
                }
            }
        })));
    }

    /// The same, where nobody waits for it: not while the backend wants to be left alone.
    pub(crate) fn read_if_it_may(self: &Rc<Self>) {
        if self.reading.borrow().failure.as_ref().is_none_or(|failed| failed.seconds_left() == 0) {
            self.begin_reading();
        }
    }

    /// Asks the backend for what has just changed: once more, if it is being asked already.
    pub(crate) fn read_changes(self: &Rc<Self>) {
        self.reading.borrow_mut().is_outdated = self.is_busy();
        self.begin_reading();
    }

    fn register(query: Query, client: Client) -> Rc<Self> {
        let store = Rc::new(Self {
            client: Rc::new(client),
            query,
            reading: RefCell::default(),
            task: RefCell::default(),
            begun: Cell::default(),
            listed: ArcTrigger::new(),
            read: ArcTrigger::new(),
            failed: ArcTrigger::new(),
        });
        STORES.with_borrow_mut(|stores| {
            stores.retain(|store| store.strong_count() > 0);
            stores.push(Rc::downgrade(&store));
        });
        store
    }

    fn read_if_stale(self: &Rc<Self>) {
        if !is_fresh(self.checked_at(), browser::now(), FRESH_MS) {
            self.read_if_it_may();
        }
    }

    fn take(&self, answer: Result<Vec<Unread<Json>>, CallFailure>) {
        self.reading.borrow_mut().is_busy = false;
        let failure = answer.map(|accounts| self.take_accounts(accounts)).err();
        let has_failed = failure.is_some();
        let before = {
            let mut reading = self.reading.borrow_mut();
            // What is no longer there is not shown as it was last known.
            if matches!((&self.query, &failure), (Query::Account(_), Some(CallFailure::NotFound))) {
                reading.entries = None;
            }
            std::mem::replace(&mut reading.failure, failure.map(Failed::now))
        };
        if has_failed || before.is_some() {
            self.failed.notify();
        }
        if self.entries().is_none() {
            self.listed.notify();
        }
        self.read.notify();
    }

    fn take_accounts(&self, mut accounts: Vec<Unread<Json>>) {
        let before = self.entries();
        let known = before.as_deref().unwrap_or_default();
        let keys: Vec<&str> = known.iter().map(|entry| entry.key()).collect();
        for (place, key) in given_accounts(&keys, &accounts) {
            known[place].give(key);
        }
        let keys: Vec<&str> = known.iter().map(|entry| entry.key()).collect();
        problems_first(&keys, &mut accounts);
        // Those that were there come first, in the order that they had.
        let mut was_there = known.iter();
        let mut entries = Vec::with_capacity(accounts.len());
        for account in accounts {
            let entry = was_there.find(|entry| entry.key() == account.key()).cloned();
            entries.push(match entry {
                Some(entry) => {
                    // What a call for it alone has told since is newer.
                    if entry.put.get() < self.begun.get() {
                        entry.hear(account);
                    }
                    entry
                }
                None => Rc::new(Entry::new(account)),
            });
        }
        let is_as_before = before.as_ref().is_some_and(|before| {
            before.len() == entries.len() && before.iter().zip(&entries).all(|(a, b)| Rc::ptr_eq(a, b))
        });
        {
            let mut reading = self.reading.borrow_mut();
            reading.checked_at = Some(browser::now());
            reading.entries = Some(entries.into());
        }
        if !is_as_before {
            self.listed.notify();
        }
    }
}

impl Entry {
    fn new(account: Unread<Json>) -> Self {
        Self {
            key: account.key().to_owned(),
            given: OnceCell::new(),
            told: RefCell::new(Told::Unread(account)),
            put: Cell::default(),
            changed: ArcTrigger::new(),
        }
    }

    fn key(&self) -> &str {
        self.given.get().unwrap_or(&self.key)
    }

    /// The connection has an account now, of this key.
    fn give(&self, key: String) {
        // Only a connection without one is given one, and so only once.
        let _ = self.given.set(key);
    }

    pub(crate) fn account(&self) -> Rc<Account> {
        let mut told = self.told.borrow_mut();
        let account = match &*told {
            Told::Read(account) => return Rc::clone(account),
            Told::Unread(account) => Rc::new(account.read()),
        };
        *told = Told::Read(Rc::clone(&account));
        account
    }

    /// Takes a newer reading of the account. One that nobody has looked at has not changed for anybody.
    fn hear(&self, account: Unread<Json>) {
        let is_unread = matches!(*self.told.borrow(), Told::Unread(_));
        if is_unread {
            self.told.replace(Told::Unread(account));
        } else {
            self.put(Rc::new(account.read()));
        }
    }

    fn put(&self, account: Rc<Account>) {
        if self.account() != account {
            self.told.replace(Told::Read(account));
            self.changed.notify();
        }
    }
}

/// Reads again whatever is no longer fresh.
pub(crate) fn read_what_is_stale() {
    each().iter().for_each(Store::read_if_stale);
}

/// Reads everything again.
pub(crate) fn read_all() {
    each().iter().for_each(Store::read_if_it_may);
}

/// Puts a newer reading of one account into every store of the same backend that shows it, or its connection as one that has no
/// account, and gives it back.
pub(crate) fn put(client: &Client, account: Account) -> Rc<Account> {
    let account = Rc::new(account);
    let (key, connection) = (account.key(), account.connection_key());
    for store in each().iter().filter(|store| store.client.is_like(client)) {
        let given = || store.entry(&connection).inspect(|entry| entry.give(key.clone()));
        let entry = store.entry(&key).or_else(given);
        if let Some(entry) = entry {
            entry.put.set(BEGUN.get());
            entry.put(Rc::clone(&account));
            if store.entries().is_some_and(|entries| entries.len() == 1) {
                store.reading.borrow_mut().checked_at = Some(browser::now());
            }
            // The host hears also of an account that is not drawn.
            store.read.notify();
        }
    }
    account
}

fn each() -> Vec<Rc<Store>> {
    STORES.with_borrow(|stores| stores.iter().filter_map(Weak::upgrade).collect())
}

async fn ask(client: &Client, query: &Query) -> Result<Vec<Unread<Json>>, CallFailure> {
    let connection = match query {
        Query::Account(id) => return client.account(id, Call::Read).await.map(|account| vec![account]),
        Query::Connection(name) => Some(name.as_str()),
        Query::All => None,
    };
    let mut accounts = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    while tokens.len() < MOST_PAGES {
        let page = client.accounts(connection, tokens.last().map(String::as_str)).await?;
        accounts.extend(page.accounts);
        match page.next_page_token {
            Some(next) if !tokens.contains(&next) => tokens.push(next),
            _ => break,
        }
    }
    Ok(accounts)
}
