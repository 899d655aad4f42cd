//! Programs that run beside this one, each in a process group of its own, so that all of what they started ends with
//! them: on their exit, on Ctrl-C, or on a time limit.

use std::{
    os::unix::process::CommandExt,
    process::{self, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::step;

/// How long a program gets to end by itself once asked.
const GRACE: Duration = Duration::from_secs(5);

/// Why the waiting is over.
pub(crate) enum Event {
    /// The named program ended by itself.
    Exited(&'static str, ExitStatus),
    /// The person or the system asked this process to stop.
    Interrupted,
    /// The time limit passed.
    TimedOut,
}

/// Starts programs, waits for the first news of them, and stops the rest when dropped.
pub(crate) struct Supervisor {
    running: Vec<Program>,
    news: Receiver<News>,
    sender: Sender<News>,
}

struct Program {
    name: &'static str,
    group: Pid,
    /// Held open while the program runs, for programs that end with their parent's pipe.
    _stdin: Option<ChildStdin>,
}

enum News {
    Exited(Pid, ExitStatus),
    Signal,
}

impl Supervisor {
    /// Takes over Ctrl-C from here on.
    ///
    /// # Errors
    /// When the signal handlers cannot be set.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let (sender, news) = channel();
        listen_for_signals(sender.clone())?;
        Ok(Self { running: Vec::new(), news, sender })
    }

    /// Starts a program in a process group of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(&mut self, name: &'static str, command: &mut Command) -> anyhow::Result<()> {
        let mut child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not start `{}`", step::shown(command)))?;
        let group = Pid::from_child(&child);
        self.running.push(Program { name, group, _stdin: child.stdin.take() });
        let sender = self.sender.clone();
        thread::spawn(move || {
            if let Ok(status) = child.wait() {
                // Nobody listens any more when the supervisor is gone, and then nobody needs to know.
                let _ = sender.send(News::Exited(group, status));
            }
        });
        Ok(())
    }

    /// Waits until a program ends, somebody asks to stop, or the limit passes.
    pub(crate) fn wait(&mut self, limit: Option<Duration>) -> Event {
        let news = match limit {
            Some(limit) => self.news.recv_timeout(limit),
            None => self.news.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match news {
            Ok(News::Exited(group, status)) => Event::Exited(self.forget(group), status),
            Ok(News::Signal) | Err(RecvTimeoutError::Disconnected) => Event::Interrupted,
            Err(RecvTimeoutError::Timeout) => Event::TimedOut,
        }
    }

    /// Ends what a program that is gone has left running, and gives its name.
    fn forget(&mut self, group: Pid) -> &'static str {
        let _ = kill_process_group(group, Signal::KILL);
        let place = self.running.iter().position(|program| program.group == group);
        place.map_or("a program", |place| self.running.swap_remove(place).name)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        let mut waiting: Vec<Pid> = self.running.drain(..).map(|program| program.group).collect();
        for &group in &waiting {
            // A group that is already empty is what we want.
            let _ = kill_process_group(group, Signal::TERM);
        }
        let groups = waiting.clone();
        let deadline = Instant::now() + GRACE;
        while !waiting.is_empty() {
            match self.news.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(News::Exited(group, _)) => waiting.retain(|&other| other != group),
                Ok(News::Signal) | Err(_) => break,
            }
        }
        for group in groups {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Sends signals to the newest supervisor. Without one, a signal ends this process as it would have by default.
fn listen_for_signals(sender: Sender<News>) -> anyhow::Result<()> {
    static LISTENER: Mutex<Option<Sender<News>>> = Mutex::new(None);
    let first = LISTENER.lock().unwrap_or_else(PoisonError::into_inner).replace(sender).is_none();
    if first {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).context("could not watch for Ctrl-C")?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let listener = LISTENER.lock().unwrap_or_else(PoisonError::into_inner);
                if listener.as_ref().is_none_or(|sender| sender.send(News::Signal).is_err()) {
                    process::exit(128 + signal);
                }
            }
        });
    }
    Ok(())
}

/// Runs a program to its end, and stops all of it when it takes longer than it may.
///
/// # Errors
/// When it cannot be started, fails, is interrupted, or takes too long.
pub(crate) fn run_within(name: &'static str, limit: Duration, command: &mut Command) -> anyhow::Result<()> {
    let mut supervisor = Supervisor::new()?;
    supervisor.start(name, command.stdin(Stdio::null()))?;
    match supervisor.wait(Some(limit)) {
        Event::Exited(_, status) if status.success() => Ok(()),
        Event::Exited(_, status) => bail!("`{}` failed ({status})", step::shown(command)),
        Event::Interrupted => bail!("stopped"),
        Event::TimedOut => bail!("`{}` took longer than {} s", step::shown(command), limit.as_secs()),
    }
}
