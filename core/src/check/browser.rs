//! What a browser offers to a page.

use super::Said;

/// What this browser offers to this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Browser {
    /// It says that it is online.
    pub is_online: bool,
    /// The page may have cookies.
    pub has_cookies: bool,
    /// The page may keep something for as long as the tab lives.
    pub has_storage: bool,
    /// The page was opened over https, or from this device.
    pub is_secure: bool,
}

impl Browser {
    /// What can make a sign-in fail.
    pub(super) fn trouble(self) -> Vec<Said> {
        let kinds = [
            (self.is_secure, Said::Insecure),
            (self.has_cookies, Said::Cookies),
            (self.has_storage, Said::Storage),
        ];
        kinds.into_iter().filter(|(is_fine, _)| !is_fine).map(|(_, said)| said).collect()
    }
}
