//! Waiting for a condition, never for a time.

use std::time::Duration;

use anyhow::{Context, bail};
use tokio::time::{Instant, sleep};

/// How long anything in a test may take, on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(50);

/// Looks again and again until there is an answer, and gives it.
///
/// # Errors
/// With `what` and the last error when there is no answer after 20 s.
pub(crate) async fn wait_until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = look().await;
        match answer {
            Ok(Some(value)) => return Ok(value),
            // A page that is just being replaced answers with all kinds of errors.
            Ok(None) | Err(_) if Instant::now() < deadline => sleep(INTERVAL).await,
            Ok(None) => bail!("waited {} s for {what}", PATIENCE.as_secs()),
            Err(error) => {
                return Err(error).with_context(|| format!("waited {} s for {what}", PATIENCE.as_secs()));
            }
        }
    }
}
