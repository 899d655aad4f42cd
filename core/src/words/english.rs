//! English: each message with its key. Placeholders: `{service}` Gmail, `{provider}` Google, `{place}` where the provider
//! lists apps with access, `{status}` the wire word, `{connection}` the connection's name, `{count}` a number.

macro_rules! catalogue {
    ($($name:ident $key:literal $english:literal)*) => {
        /// A message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Msg {
            $(#[doc = $english] $name,)*
        }

        impl Msg {
            /// All messages.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable key, for overrides and languages.
            pub fn key(self) -> &'static str {
                TABLE[self as usize].0
            }

            /// The English text.
            pub fn english(self) -> &'static str {
                TABLE[self as usize].1
            }
        }

        const TABLE: &[(&str, &str)] = &[$(($key, $english),)*];
    };
}

catalogue! {
    // The state in a word or two, beside the mark.
    StateWorking "state.working" "Connected"
    StateNotConnected "state.not_connected" "Not connected"
    StateUnfinished "state.unfinished" "Not finished"
    StateVerifying "state.verifying" "Almost connected"
    StateExpired "state.expired" "Expired"
    StateRevoked "state.revoked" "Access removed"
    StateDisconnected "state.disconnected" "Disconnected"
    StateErrored "state.errored" "Sign-in failed"
    StateUnrecognised "state.unrecognised" "Could not tell"

    // The person: what happened, why, what comes next.
    WorkingTitle "working.title" "{service} is connected"
    NotConnectedTitle "not_connected.title" "{service} is not connected"
    NotConnectedWhy "not_connected.why" "You have not connected it to this app yet."
    NeverFinishedTitle "never_finished.title" "Connecting {service} was not finished"
    NeverFinishedWhy1 "never_finished.why.1" "The {provider} sign-in page was closed before the last step."
    NeverFinishedWhy2 "never_finished.why.2" "The link to it ran out. It works once, and only for a short time."
    ReconnectUnfinishedTitle "reconnect_unfinished.title" "Reconnecting {service} was not finished"
    ReconnectUnfinishedWhy "reconnect_unfinished.why" "It was connected before. A new sign-in at {provider} was started, but not completed."
    VerifyingTitle "verifying.title" "{service} is almost connected"
    VerifyingWhy "verifying.why" "You signed in at {provider}. This app still has to confirm that it was you."
    VerifyingNext "verifying.next" "This takes a few seconds."
    ExpiredTitle "expired.title" "The sign-in to {service} has expired"
    ExpiredWhy1 "expired.why.1" "Sign-ins run out after a while, and renewing this one did not work."
    ExpiredWhy2 "expired.why.2" "{provider} stopped accepting it, for example because it was not used for a long time."
    ExpiredWhy3 "expired.why.3" "{provider} could not be reached at that moment."
    ExpiredNext "expired.next" "This takes a few seconds. If {provider} says no, you sign in there once more."
    RenewalFailedTitle "renewal_failed.title" "{service} could not be renewed"
    RenewalFailedWhy "renewal_failed.why" "{provider} no longer accepts the old sign-in. A new one mends this."
    RevokedTitle "revoked.title" "Access to {service} was removed"
    RevokedWhy1 "revoked.why.1" "This app was removed in your {provider} account settings, or disconnected here."
    RevokedWhy2 "revoked.why.2" "Your {provider} password was changed."
    RevokedWhy3 "revoked.why.3" "Two-step sign-in was switched on for your {provider} account."
    DisconnectedTitle "disconnected.title" "{service} is disconnected"
    DisconnectedWhy "disconnected.why" "It was disconnected here, just now."
    DisconnectedDevTitle "disconnected.dev.title" "REVOKED: disconnected by this person"
    ErroredTitle "errored.title" "Signing in to {service} went wrong"
    ErroredWhy1 "errored.why.1" "{provider} refused the last sign-in or renewal."
    ErroredWhy2 "errored.why.2" "{provider} had a problem at that moment."
    ErroredWhy3 "errored.why.3" "A setting of this connection was changed in the app."
    ErroredNext "errored.next" "You sign in at {provider} and come back here. If it goes wrong again, tell the people who run this app."
    UnrecognisedTitle "unrecognised.title" "We could not tell how {service} is doing"
    UnrecognisedWhy "unrecognised.why" "The app answered with a status that this page does not know."
    UnrecognisedNext "unrecognised.next" "If this stays, tell the people who run this app."
    OrgWideWhy "org_wide.why" "Your whole organisation shares this connection, so only an admin can reconnect it."
    OrgWideNext "org_wide.next" "Your admin reconnects it once, for everyone."
    SignInNext "sign_in.next" "You sign in at {provider}, choose what this app may do, and come back here."
    StillWorks "still_works" "Your other connections are not affected, and nothing in {service} was changed."

    // The developer: the same, in the field's terms.
    WorkingDevTitle "working.dev.title" "ACTIVE: the stored tokens were good when last used"
    WorkingDevWhy "working.dev.why" "ACTIVE is last known, not proof. A read-only tool call proves it."
    NotConnectedDevTitle "not_connected.dev.title" "NOT_CONNECTED: no connected account yet"
    NotConnectedDevWhy "not_connected.dev.why" "This person has never authorized the connection {connection}."
    NotConnectedDevNext "not_connected.dev.next" "An authorization link for {connection} starts the sign-in."
    PendingDevTitle "pending.dev.title" "PENDING: the OAuth flow was not completed"
    PendingDevWhy1 "pending.dev.why.1" "The connected account was created, and its authorization link was never finished."
    PendingDevWhy2 "pending.dev.why.2" "Links are short-lived and work once, so an old one cannot be sent again."
    PendingDevNext "pending.dev.next" "Create a new authorization link and offer it in the app, by notification or by e-mail. The status becomes ACTIVE when the person has finished."
    ReconnectDevTitle "reconnect_unfinished.dev.title" "PENDING: the re-authorization was not completed"
    ReconnectDevWhy "reconnect_unfinished.dev.why" "The account was connected before. Issuing a new link can move it back to PENDING."
    VerifyingDevTitle "verifying.dev.title" "PENDING_VERIFICATION: the sign-in is not bound to the person yet"
    VerifyingDevWhy1 "verifying.dev.why.1" "The provider answered with success, and the verify call has not succeeded yet."
    VerifyingDevWhy2 "verifying.dev.why.2" "The person finished in another browser or device, or the state cookie was lost."
    VerifyingDevNext "verifying.dev.next" "Call verify with auth_request_id and state of the return URL. If they are lost, start again with a new link."
    ExpiredDevTitle "expired.dev.title" "EXPIRED: the access token ran out and was not renewed"
    ExpiredDevWhy1 "expired.dev.why.1" "The automatic refresh failed."
    ExpiredDevWhy2 "expired.dev.why.2" "The refresh token became invalid: revoked, unused for too long, or never issued because offline access was not requested."
    ExpiredDevWhy3 "expired.dev.why.3" "{provider} was unavailable during the refresh."
    ExpiredDevNext "expired.dev.next" "Try one refresh. If the status stays EXPIRED, the person has to authorize again."
    RenewalFailedDevTitle "renewal_failed.dev.title" "EXPIRED: the refresh did not help"
    RenewalFailedDevWhy "renewal_failed.dev.why" "The refresh token is no longer valid at {provider}. Another refresh will not change that."
    RenewalFailedDevNext "renewal_failed.dev.next" "Create a new authorization link. If EXPIRED returns soon after each sign-in, request offline access."
    RevokedDevTitle "revoked.dev.title" "REVOKED: the grant was taken back"
    RevokedDevWhy1 "revoked.dev.why.1" "The person removed the app ({place}), or the account was disconnected."
    RevokedDevWhy2 "revoked.dev.why.2" "The password was changed, which ends grants at many providers."
    RevokedDevWhy3 "revoked.dev.why.3" "Two-step sign-in was switched on."
    RevokedDevNext "revoked.dev.next" "Only a new authorization restores access; a refresh cannot. Say why when you ask for it."
    ErroredDevTitle "errored.dev.title" "ERROR: authentication ended with an error"
    ErroredDevWhy1 "errored.dev.why.1" "The token exchange or the refresh was refused. The last error says how."
    ErroredDevWhy2 "errored.dev.why.2" "Client ID or client secret of {connection} no longer match the provider’s console."
    ErroredDevWhy3 "errored.dev.why.3" "{provider} failed for a time."
    ErroredDevNext "errored.dev.next" "Read the last error and the connection’s logs, check the credentials, then let the person reconnect."
    UnrecognisedDevTitle "unrecognised.dev.title" "Unknown status: {status}"
    UnrecognisedDevWhy "unrecognised.dev.why" "This version does not know the word. It is never treated as connected."
    UnrecognisedDevNext "unrecognised.dev.next" "Map it to one of the contract’s words in the backend."
    OrgWideDevWhy "org_wide.dev.why" "One credential serves the organisation (is_org_wide_credential). Only an admin can authorize the shared account."

    // Calls to the app that failed.
    OfflineTitle "offline.title" "You are offline"
    OfflineWhy "offline.why" "This device has no internet connection right now."
    OfflineNext "offline.next" "We check again as soon as you are back online."
    TimedOutTitle "timed_out.title" "This is taking too long"
    TimedOutWhy "timed_out.why" "The app did not answer within {count} s."
    TimedOutDevWhy "timed_out.dev.why" "No answer within {count} s: a slow upstream, a large transfer, or a proxy that holds the connection."
    NoAnswerTitle "no_answer.title" "The app could not be reached"
    NoAnswerWhy "no_answer.why" "Your network, a firewall or a content blocker may be in the way."
    NoAnswerDevWhy "no_answer.dev.why" "fetch() failed without a status: DNS, TLS, a proxy, CORS, or a connection cut short. Browsers do not say which; their network panel does."
    SignedOutTitle "signed_out.title" "You are signed out of this app"
    SignedOutWhy "signed_out.why" "Your session has ended. Your connections are not affected."
    SignedOutDevWhy "signed_out.dev.why" "401 without TOOL_ERROR: the app’s own session, not the provider’s token."
    ProviderRefusedTitle "provider_refused.title" "{provider} asks you to sign in again"
    ProviderRefusedWhy "provider_refused.why" "It no longer accepts this app’s access to {service}."
    ProviderRefusedDevWhy "provider_refused.dev.why" "401 with TOOL_ERROR: the provider refused the person’s token."
    ForbiddenTitle "forbidden.title" "You may not manage these connections"
    ForbiddenWhy "forbidden.why" "Your role in this app does not include it. An admin can change that."
    ForbiddenDevWhy "forbidden.dev.why" "403: the backend knows this person and refuses the call."
    NotFoundTitle "not_found.title" "This connection was not found"
    NotFoundWhy "not_found.why" "It may have been removed, or it belongs to someone else."
    NotFoundDevWhy "not_found.dev.why" "404: no such connected account for this person, or a wrong endpoint."
    RateLimitedTitle "rate_limited.title" "Too many requests just now"
    RateLimitedWhy "rate_limited.why" "The app asks for a short pause."
    RateLimitedDevWhy "rate_limited.dev.why" "429. Back off, batch requests, and cache the status for a minute or more."
    ServerTitle "server.title" "The app has a problem"
    ServerWhy "server.why" "Its server answered with an error. Nothing was changed."
    ServerDevWhy "server.dev.why" "The backend answered {count}. Its logs have the cause."
    RejectedTitle "rejected.title" "The app refused this request"
    RejectedWhy "rejected.why" "This is a fault of the app, not of yours."
    RejectedDevWhy "rejected.dev.why" "The backend answered {count}: the request is not what it expects."
    UnreadableTitle "unreadable.title" "The app’s answer could not be read"
    UnreadableWhy "unreadable.why" "This is a fault of the app, not of yours."
    UnreadableDevWhy "unreadable.dev.why" "The answer is not the contract’s JSON."
    ThisAccount "this_account" "this account"
    TheProvider "the_provider" "The provider"
    TellNext "tell.next" "If this stays, tell the people who run this app."
    UnsafeLinkTitle "unsafe_link.title" "The sign-in page cannot be opened"
    UnsafeLinkWhy "unsafe_link.why" "The app sent an address that is not secure, so it was not opened."
    UnsafeLinkDevWhy "unsafe_link.dev.why" "The link of authorization_link is not https (or http on loopback), or has credentials in it."

    // Actions, and what is said while they run and after.
    ActionConnect "action.connect" "Connect"
    ActionReconnect "action.reconnect" "Reconnect"
    ActionRefresh "action.refresh" "Renew"
    ActionCheckAgain "action.check_again" "Check again"
    ActionSignIn "action.sign_in" "Sign in again"
    ActionAskAdmin "action.ask_admin" "Ask your admin"
    ActionWait "action.wait" "Try again in {count} s"
    ActionOf "action.of" "{action}: {service}"
    BusyOpening "busy.opening" "Opening {provider}…"
    BusyRefreshing "busy.refreshing" "Renewing…"
    BusyChecking "busy.checking" "Checking…"
    BusyDisconnecting "busy.disconnecting" "Disconnecting…"
    DoneConnected "done.connected" "{service} is connected again."
    DoneChecked "done.checked" "{service}: {state}."
    DoneDisconnected "done.disconnected" "{service} was disconnected."
    DoneCopied "done.copied" "Copied a message for your admin. Paste it into an e-mail or a chat."
    CopyFailed "copy.failed" "Copying is not allowed here. Select the text below."
    Why "row.why" "Why?"
    Details "row.details" "Details"
    OpenRow "row.open" "{label}: {service}"
    Disconnect "disconnect.action" "Disconnect"
    DisconnectAsk "disconnect.ask" "Disconnect {service}? This app will no longer have access."
    DisconnectKeep "disconnect.keep" "Keep it"

    // Labels.
    Likely "label.likely" "Most likely reasons"
    LastChecked "label.last_checked" "Last checked: {when}"
    LastKnown "label.last_known" "Last known state: {when}"
    Provider "label.provider" "Provider"
    Connection "label.connection" "Connection"
    AccountId "label.account_id" "Account ID"
    StatusWord "label.status" "Status"
    Created "label.created" "Created"
    Updated "label.updated" "Updated"
    LastUsed "label.last_used" "Last used"
    StatusReason "label.status_reason" "Reason given by the backend"
    LastError "label.last_error" "Last error reported"
    Quoted "label.quoted" "In their words"
    AppsWithAccess "label.apps_with_access" "See this app in your {provider} account"
    Leak "label.leak" "The backend sent credentials to the browser ({fields}). They were dropped unread. Remove them from its answer."
    UnknownKeys "label.unknown_keys" "Unknown message keys: {fields}"
    Search "list.search" "Search connections"
    NoMatch "list.no_match" "No connection matches “{query}”."
    Empty "list.empty" "There is nothing to connect here yet."
    EmptyDev "list.empty.dev" "The backend answered an empty list. Check the person’s session and the connection names."
    ListName "list.name" "Connections"

    // For an admin, ready to send.
    AdminSubject "admin.subject" "{service} needs an admin"
    AdminBody "admin.body" "Hello,\n\nour {service} connection ({connection}) has stopped working: {title}. Only an admin can mend it.\n\nPlease open this page as an admin and reconnect it:\n{page}\n\nStatus: {status}\n\nThank you"
    AdminForbidden "admin.forbidden" "Hello,\n\nI cannot manage our connections in this app: my role does not include it.\n\nPlease give me access, or do it for me on this page:\n{page}\n\nThank you"
}
