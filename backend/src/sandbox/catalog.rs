//! The connections that the sandbox's app has, with what their providers ask and say.

/// A connection of the app to a provider.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The connection's name in the workspace.
    pub(crate) name: &'static str,
    /// The provider's slug.
    pub(crate) provider: &'static str,
    /// The name for people.
    pub(crate) display_name: &'static str,
    /// Whose consent page it is.
    pub(crate) signs_in_with: &'static str,
    /// Whose account it is: four to choose from, the first one being the usual.
    pub(crate) labels: [&'static str; 4],
    /// What the consent page asks for.
    pub(crate) permissions: &'static [Permission],
    /// Whether the provider tells scopes at all; Notion's permissions are pages, not scopes.
    pub(crate) has_scopes: bool,
    /// The read-only tool that shows whether the connection works.
    pub(crate) test_tool: &'static str,
    /// The provider's words with `error=access_denied`.
    pub(crate) denial: &'static str,
    /// Error and description when an admin has to approve the app first; the description may be empty.
    pub(crate) approval: (&'static str, &'static str),
    /// Code and message of a refresh that failed.
    pub(crate) expiry: (&'static str, &'static str),
    /// Code and message of another failure.
    pub(crate) failure: (&'static str, &'static str),
    /// Whether a refresh of an expired account works.
    pub(crate) refresh_works: bool,
}

/// One line of a consent page.
#[derive(Debug)]
pub(crate) struct Permission {
    /// The scope.
    pub(crate) scope: &'static str,
    /// What it means.
    pub(crate) words: &'static str,
    /// Whether the app cannot do without it.
    pub(crate) required: bool,
}

impl Connection {
    /// The connection of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        CONNECTIONS.iter().find(|connection| connection.name == name)
    }

    /// The configured scopes; `None` where the provider tells none.
    pub(crate) fn scopes(&self) -> Option<Vec<String>> {
        self.has_scopes
            .then(|| self.permissions.iter().map(|permission| permission.scope.to_owned()).collect())
    }

    /// The scopes that the app cannot do without; `None` where the provider tells none.
    pub(crate) fn required_scopes(&self) -> Option<Vec<String>> {
        let required = self.permissions.iter().filter(|permission| permission.required);
        self.has_scopes.then(|| required.map(|permission| permission.scope.to_owned()).collect())
    }
}

const fn required(scope: &'static str, words: &'static str) -> Permission {
    Permission { scope, words, required: true }
}

const fn optional(scope: &'static str, words: &'static str) -> Permission {
    Permission { scope, words, required: false }
}

const PEOPLE: [&str; 4] = [
    "mara@northwind.example",
    "sales@northwind.example",
    "support@northwind.example",
    "mara.lindt@mail.example",
];

/// Every connection, in the order of the settings page.
pub(crate) const CONNECTIONS: &[Connection] = &[
    Connection {
        name: "gmail",
        provider: "GMAIL",
        display_name: "Gmail",
        signs_in_with: "Google",
        labels: PEOPLE,
        permissions: &[
            required(
                "https://www.googleapis.com/auth/gmail.readonly",
                "See your email messages and settings",
            ),
            required("https://www.googleapis.com/auth/gmail.send", "Send email as you"),
            optional("https://www.googleapis.com/auth/userinfo.email", "See your email address"),
        ],
        has_scopes: true,
        test_tool: "gmail_get_profile",
        denial: "",
        approval: ("admin_policy_enforced", ""),
        expiry: ("invalid_grant", "Token has been expired or revoked."),
        failure: ("failedPrecondition", "Mail service not enabled"),
        refresh_works: true,
    },
    Connection {
        name: "outlook",
        provider: "OUTLOOK",
        display_name: "Outlook",
        signs_in_with: "Microsoft",
        labels: PEOPLE,
        permissions: &[
            required("Mail.Read", "Read your mail"),
            required("Mail.Send", "Send mail as you"),
            optional("User.Read", "View your basic profile"),
        ],
        has_scopes: true,
        test_tool: "outlook_get_profile",
        denial: "AADSTS65004: User declined to consent to access the app.",
        approval: (
            "access_denied",
            "AADSTS90094: An administrator of Northwind has set a policy that prevents you from granting this app the \
             permissions it requests.\r\nTrace ID: 7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300",
        ),
        expiry: (
            "invalid_grant",
            "AADSTS700082: The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.",
        ),
        failure: (
            "interaction_required",
            "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new \
             location, you must use multi-factor authentication to access the resource.",
        ),
        refresh_works: false,
    },
    Connection {
        name: "slack",
        provider: "SLACK",
        display_name: "Slack",
        signs_in_with: "Slack",
        labels: ["Northwind workspace", "Northwind Support", "Northwind Partners", "Fabrikam and Northwind"],
        permissions: &[
            required("channels:read", "See the public channels of the workspace"),
            required("chat:write", "Send messages as you"),
            optional("users:read", "See the people of the workspace"),
        ],
        has_scopes: true,
        test_tool: "slack_auth_test",
        denial: "",
        approval: ("access_denied", "app_approval_request_pending"),
        expiry: ("invalid_refresh_token", "The given refresh token is invalid."),
        failure: ("account_inactive", "Authentication token is for a deleted user or workspace."),
        refresh_works: true,
    },
    Connection {
        name: "github",
        provider: "GITHUB",
        display_name: "GitHub",
        signs_in_with: "GitHub",
        labels: ["mara-lindt", "northwind-bot", "northwind-docs", "northwind-labs"],
        permissions: &[
            required("repo", "Read and write your repositories"),
            optional("read:user", "Read your profile"),
        ],
        has_scopes: true,
        test_tool: "github_get_user",
        denial: "The user has denied your application access.",
        // Its callback has no word for this; these are the words of its API.
        approval: (
            "access_denied",
            "Although you appear to have the correct authorization credentials, the `northwind` organization has \
             enabled OAuth App access restrictions, meaning that data access to third-parties is limited.",
        ),
        expiry: ("bad_refresh_token", "The refresh token passed is incorrect or expired."),
        failure: (
            "application_suspended",
            "Your application has been suspended. Contact support@github.com.",
        ),
        refresh_works: true,
    },
    Connection {
        name: "salesforce",
        provider: "SALESFORCE",
        display_name: "Salesforce",
        signs_in_with: "Salesforce",
        labels: PEOPLE,
        permissions: &[
            required("api", "Access and manage your Salesforce data"),
            required("refresh_token", "Do so while you are away"),
            optional("id", "See your identity"),
        ],
        has_scopes: true,
        test_tool: "salesforce_get_user_info",
        denial: "end-user denied authorization",
        approval: ("invalid_client", "app must be installed into org"),
        expiry: ("invalid_grant", "expired access/refresh token"),
        failure: ("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"),
        refresh_works: true,
    },
    Connection {
        name: "notion",
        provider: "NOTION",
        display_name: "Notion",
        signs_in_with: "Notion",
        labels: ["Northwind wiki", "Northwind roadmap", "Northwind hiring", "Mara's notes"],
        permissions: &[
            optional("read_content", "Read the pages you choose"),
            optional("update_content", "Change the pages you choose"),
        ],
        has_scopes: false,
        test_tool: "notion_get_self",
        denial: "",
        // Its callback has no other word: a no of the workspace looks like a no of the person.
        approval: ("access_denied", ""),
        expiry: ("invalid_grant", "The refresh token is invalid, expired or revoked."),
        failure: ("service_unavailable", "Notion is unavailable. Please try again later."),
        refresh_works: true,
    },
    Connection {
        name: "googlecalendar",
        provider: "GOOGLE_CALENDAR",
        display_name: "Google Calendar",
        signs_in_with: "Google",
        labels: PEOPLE,
        permissions: &[
            required(
                "https://www.googleapis.com/auth/calendar.events",
                "See and change events on your calendars",
            ),
            required("https://www.googleapis.com/auth/calendar.readonly", "See your calendars"),
            optional("https://www.googleapis.com/auth/userinfo.email", "See your email address"),
        ],
        has_scopes: true,
        test_tool: "googlecalendar_list_calendars",
        denial: "",
        approval: ("admin_policy_enforced", ""),
        expiry: ("invalid_grant", "Token has been expired or revoked."),
        failure: ("notACalendarUser", "The user must be signed up for Google Calendar."),
        refresh_works: true,
    },
];
