//! End-to-end tests in Chromium, Firefox and WebKitGTK: each test has a backend with a fresh database, serving the demo's
//! release build or an example, and a browser to itself. `cargo xtask test --only e2e` and `--only examples` build what they need
//! and run them.

mod driver;
mod engine;
mod logs;
mod page;
mod provider;
mod run;
mod sandbox;
mod server;
mod site;
mod stage;
mod wait;
mod window;

pub use self::{
    engine::Engine,
    page::Page,
    run::{Outcome, run},
    stage::{Cast, Stage},
};

/// Makes three tests of each function, `name::chromium`, `name::firefox` and `name::webkit`.
///
/// ```ignore
/// in_every_engine! {
///     /// An expired account becomes active.
///     async fn refreshes(page) {
///         page.open("/").await?;
///         page.click("Try again").await?;
///         page.wait_for_text("Connected").await?;
///     }
/// }
/// ```
///
/// With `with a provider;` in front, an OAuth provider that is not ours stands behind Notion's sign-in.
#[macro_export]
macro_rules! in_every_engine {
    (with a provider; $($tests:tt)*) => {
        $crate::in_every_engine!(@WithProvider $($tests)*);
    };
    (@$cast:ident $($(#[$meta:meta])* async fn $name:ident($page:ident) $body:block)*) => {$(
        $(#[$meta])*
        async fn $name($page: &$crate::Page) -> $crate::Outcome {
            $body
            Ok(())
        }

        mod $name {
            #[test]
            fn chromium() {
                $crate::run($crate::Engine::Chromium, $crate::Cast::$cast, stringify!($name), super::$name);
            }

            #[test]
            fn firefox() {
                $crate::run($crate::Engine::Firefox, $crate::Cast::$cast, stringify!($name), super::$name);
            }

            #[test]
            fn webkit() {
                $crate::run($crate::Engine::WebKit, $crate::Cast::$cast, stringify!($name), super::$name);
            }
        }
    )*};
    ($(#[$meta:meta])* async fn $($tests:tt)*) => {
        $crate::in_every_engine!(@Alone $(#[$meta])* async fn $($tests)*);
    };
}
