"""What <connection-doctor> asks of your backend, answered by Scalekit. docs/backend.md says what and why.

For Python 3.10 and newer, without packages. Change the settings, then hand `answer` every request below /v1/connect:

    @app.route("/v1/connect/<path:_>", methods=["GET", "POST"])  # Flask
    def connect(_):
        body = request.stream.read(connection_doctor.BODY_LIMIT + 1)  # more would be refused anyway
        return connection_doctor.answer(
            request.method, request.full_path, request.headers, body, session.get("user_id"))

    def connect(request, _):  # Django: path("v1/connect/<path:_>", csrf_exempt(connect)), as `answer` refuses other sites
        body, status, headers = connection_doctor.answer(
            request.method, request.get_full_path(), request.headers, request.body, request.session.get("user_id"))
        return HttpResponse(body, status=status, headers=headers)

To try it: DEMO_PERSON=user_1 python connection_doctor.py
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import logging
import os
import re
import secrets
import socket
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from concurrent import futures
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

# ---- Settings --------------------------------------------------------------------------------------------------------

APP_ORIGIN = os.environ["APP_ORIGIN"].rstrip("/")  # your app, as browsers see it: https://app.example
SCALEKIT = os.environ["SCALEKIT_ENVIRONMENT_URL"].rstrip("/")  # https://your-app.scalekit.com
CLIENT_ID = os.environ["SCALEKIT_CLIENT_ID"]
CLIENT_SECRET = os.environ["SCALEKIT_CLIENT_SECRET"]
COOKIE_KEY = os.environ["COOKIE_KEY"].encode()  # signs a cookie, 32 characters or more: openssl rand -base64 32
if len(COOKIE_KEY) < 32:
    raise ValueError("COOKIE_KEY needs 32 random characters or more")
BASE_PATH = "/v1/connect"
BODY_LIMIT = 16_384
ANSWER_LIMIT = 8_388_608  # of Scalekit's, which holds all that a tool has read
PAGE_LIMIT = 20  # of a person's list, with 99 accounts each; Scalekit has no larger pages
MAY_DISCONNECT = True

# The connections of your app, by their names in Scalekit. `test_tool` is read-only, and the only one that may be run.
CONNECTIONS = {
    "gmail": {"provider": "GMAIL", "display_name": "Gmail", "test_tool": "gmail_get_profile"},
    "slack": {
        "provider": "SLACK",
        "display_name": "Slack",
        "test_tool": "slack_auth_test",
        "required_scopes": ["channels:read"],
    },
    "notion": {"provider": "NOTION", "display_name": "Notion"},
}

log = logging.getLogger("connection_doctor")


# ---- The contract ----------------------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What goes back, in the order that Flask takes."""

    body: str
    status: int
    headers: dict


def answer(method: str, target: str, headers: Mapping[str, str], body: bytes, person: str | None) -> Answer:
    """Answers a request below BASE_PATH.

    `target` is the path with its query. `person` is the signed-in person's `identifier` in Scalekit, from your own
    session, and None for nobody; never from what is asked.
    """
    headers = {name.lower(): value for name, value in headers.items()}
    brought = headers.get("x-request-id", "")
    request_id = brought if re.fullmatch(r"[\w.-]{1,128}", brought, re.ASCII) else str(uuid.uuid4())
    try:
        status, reply, more = 200, *route(method, target, headers, body, person)
    except Failure as failure:
        # Neither bodies nor addresses with queries: they hold what must not be in a log.
        if failure.log:
            log.error("request %s: %s", request_id, failure.log)
        status, reply, more = failure.status, failure.body(), failure.headers
    except Exception:
        log.exception("request %s: the backend failed", request_id)
        status, reply, more = 500, Failure(500, "the backend failed").body(), {}
    fixed = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Request-Id": request_id}
    return Answer(json.dumps(reply), status, {**fixed, **more})


def route(method, target, headers, body, person):
    path, _, query = target.partition("?")
    below = path[len(BASE_PATH) :] if path.startswith(BASE_PATH) else ""
    routes = [(verb, match, call) for verb, pattern, call in ROUTES if (match := re.fullmatch(pattern, below))]
    if not routes:
        raise Failure(404, "the contract has no such call")
    found = next((found for found in routes if found[0] == method), None)
    if not found:
        raise Failure(405, "the call has another method")
    _, match, call = found
    if method == "POST":
        refuse_other_sites(headers)
    if not person:
        raise Failure(401, "nobody is signed in")
    person = str(person)
    if method == "POST":
        return call(person, *match.groups(), parsed_body(body), headers.get("cookie", ""))
    return call(person, *match.groups(), {name: values[0] for name, values in parse_qs(query).items()})


def list_accounts(person, query):
    connector, token = query.get("connection_name", ""), query.get("page_token", "")
    theirs, following = accounts_of(person, connector, token)
    shown = [account(one) for one in theirs]
    if not following:
        # What the person has not connected stands on the last page; what is on the pages before must be known for that.
        known = {one.get("connector") for one in (every_account_of(person) if token else theirs)}
        for name, connection in CONNECTIONS.items():
            if name not in known and connector in ("", name):
                blank = {"id": None, "identifier": person, "connection_name": name, "status": "NOT_CONNECTED"}
                fields = {key: connection[key] for key in connection if key != "test_tool"}
                shown.append({**blank, **fields, "scopes": None})
    return {"connected_accounts": shown, "next_page_token": following}, {}


def read(person, account_id, _query):
    return shown_one(own(person, account_id))


def refresh(person, account_id, _body, _cookies):
    theirs = own(person, account_id)
    if theirs.get("status") in ("PENDING_AUTH", "PENDING_VERIFICATION"):
        raise Failure(400, "the connection has no tokens yet", "FAILED_PRECONDITION")
    # Asking for the credentials makes Scalekit refresh them. Everything but the status is dropped here.
    credentials = scalekit("GET", "/connected_accounts/auth", {"id": account_id}, gives=REFRESHED)
    try:
        # By an old `updated_at`, a sign-in that another page has finished would count as one that was finished later.
        return shown_one(details(person, {"id": account_id}))
    except Failure as failure:
        if failure.status == 404:
            raise
        # It was renewed all the same, and how that went is known.
        return shown_one({**theirs, "status": credentials["connected_account"].get("status")})


def disconnect(person, account_id, _body, _cookies):
    theirs = own(person, account_id)
    if theirs.get("status") == "DISCONNECTED":
        return shown_one(theirs)
    if not account(theirs)["can_disconnect"]:
        raise Failure(403, "the person may not disconnect this")
    # What became of it is read from the account: the answer is not documented yet.
    scalekit("POST", f"/connected_accounts/{account_id}:disconnect")
    return shown_one(own(person, account_id))


def authorization_link(person, body, cookies):
    # `scopes` has no counterpart in Scalekit: a link asks for the scopes that the connection is configured with.
    account_id, connector = body.get("connected_account_id"), body.get("connection_name")
    if isinstance(account_id, str) == isinstance(connector, str):
        raise Failure(400, "exactly one of `connected_account_id` and `connection_name` is needed")
    back = own_address(body.get("return_url"))
    if account_id:
        theirs = own(person, account_id)
        if theirs.get("is_org_wide_credential"):
            raise Failure(403, "only an admin can sign in to a shared account")
        connector = theirs.get("connector", "")
    elif connector not in CONNECTIONS:
        # Scalekit would make an account for it.
        raise Failure(404, "the connection was not found")
    state = secrets.token_urlsafe(32)
    asked = {"connector": connector, "identifier": person, "state": state, "user_verify_url": back}
    link = scalekit("POST", "/connected_accounts/magic_link", body=asked, gives={"link": str, "expiry": str})
    begun = {"state": state, "person": person, "connector": connector, "place": free_place(cookies)}
    return {"link": link["link"], "expiry": link["expiry"]}, {"Set-Cookie": state_cookie(begun)}


def execute_tool(person, body, _cookies):
    account_id, tool_name = body.get("connected_account_id"), body.get("tool_name")
    if not isinstance(account_id, str):
        raise Failure(400, "`connected_account_id` is needed")
    theirs = own(person, account_id)
    allowed = account(theirs).get("test_tool")
    if not allowed or tool_name != allowed:
        raise Failure(403, "only the connection's own test tool may be run")
    # What the browser sends as input is not passed on, and what the tool reads stays here.
    call = {"tool_name": tool_name, "connected_account_id": account_id, "params": {}}
    call.update(identifier=person, connector=theirs["connector"])
    done = scalekit("POST", "/execute_tool", body=call, limit=60, gives={"execution_id": str})
    return {"execution_id": done["execution_id"]}, {}


def verify(person, body, cookies):
    auth_request_id, state = body.get("auth_request_id"), body.get("state")
    if not isinstance(auth_request_id, str) or not isinstance(state, str):
        raise Failure(400, "`auth_request_id` and `state` are needed")
    begun = next((begun for begun in read_states(cookies) if is_same(begun["state"], state)), None)
    if not begun or begun["person"] != person:
        raise Failure(403, "this browser did not start the sign-in")
    used = {"Set-Cookie": state_cookie(begun, 0)}
    try:
        call = {"auth_request_id": auth_request_id, "identifier": person}
        scalekit("POST", VERIFY, body=call)
        theirs = details(person, {"connector": begun["connector"], "identifier": person})
    except Failure as failure:
        # A refusal is final. What may pass is asked again, and needs the state for that.
        if failure.status < 500 and failure.status != 429:
            failure.headers = used
        raise
    return shown_one(theirs)[0], used


ROUTES = [
    ("GET", r"/accounts", list_accounts),
    ("GET", r"/accounts/([\w-]+)", read),
    ("POST", r"/accounts/([\w-]+)/refresh", refresh),
    ("POST", r"/accounts/([\w-]+)/disconnect", disconnect),
    ("POST", r"/authorization_link", authorization_link),
    ("POST", r"/tools/execute", execute_tool),
    ("POST", r"/verify", verify),
]

# ---- Accounts --------------------------------------------------------------------------------------------------------

WORDS = {"PENDING_AUTH": "PENDING", "DISCONNECTED": "REVOKED"}


def account(theirs):
    """The account as the browser may see it: a new object with these fields. Theirs may hold tokens and keys."""
    connection = CONNECTIONS.get(theirs.get("connector"), {})
    word = theirs.get("status") or "CONNECTION_STATUS_UNSPECIFIED"
    status, shared = WORDS.get(word, word), theirs.get("is_org_wide_credential") is True
    copied = ("id", "identifier", "authorization_type", "updated_at", "last_used_at")
    return {
        **connection,
        **{name: theirs[name] for name in copied if theirs.get(name) is not None},
        "connection_name": theirs.get("connector", ""),
        "provider": theirs.get("provider") or connection.get("provider", ""),
        "status": status,
        "scopes": None,
        "is_org_wide_credential": shared,
        "can_disconnect": MAY_DISCONNECT and not shared and status in ("ACTIVE", "EXPIRED"),
    }


def shown_one(theirs):
    return {"connected_account": account(theirs)}, {}


def own(person, account_id):
    """The account of this id, if it is the person's."""
    try:
        return details(person, {"id": account_id})
    except Failure as failure:
        # Scalekit answers an id that it does not know with a 500. The person's list tells it from a real one.
        if failure.status != 500 or any(one.get("id") == account_id for one in every_account_of(person)):
            raise
    raise Failure(404, "the connected account was not found")


def details(person, query):
    theirs = scalekit("GET", "/connected_accounts/details", query, gives=DETAILS)["connected_account"]
    if theirs.get("identifier") != person:
        raise Failure(404, "the connected account was not found")
    return theirs


def accounts_of(person, connector, token):
    asked = {"identifier": person, "page_size": 99, "connection_names": connector, "page_token": token}
    page = scalekit("GET", "/connected_accounts", {name: value for name, value in asked.items() if value}, gives=LIST)
    theirs = [one for one in page.get("connected_accounts", []) if one.get("identifier") == person]
    return theirs, page.get("next_page_token", "")


def every_account_of(person):
    every, token = [], ""
    for _ in range(PAGE_LIMIT):
        theirs, token = accounts_of(person, "", token)
        every += theirs
        if not token:
            return every
    # Pages may lead to each other.
    raise Failure(503, "the connection service is not available", log="the list of accounts does not end")


# ---- Scalekit --------------------------------------------------------------------------------------------------------


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Keeps the token from going where a redirect says."""

    def redirect_request(self, *_):
        return None


class Limited:
    """Ends a call at its deadline. The limit of urllib is one of each read, and an answer may come drop by drop."""

    def do_open(self, kind, request, **more):
        class Connection(kind):
            def connect(self):
                super().connect()
                request.timer = threading.Timer(request.deadline - time.monotonic(), cut, (self.sock,))
                request.timer.daemon = True
                request.timer.start()

        return super().do_open(Connection, request, **more)


class LimitedHttp(Limited, urllib.request.HTTPHandler):
    pass


class LimitedHttps(Limited, urllib.request.HTTPSHandler):
    pass


def cut(sock):
    """Lets whoever reads from it find its end."""
    with contextlib.suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)


opener = urllib.request.build_opener(NoRedirects, LimitedHttp, LimitedHttps)
token_lock = threading.Lock()  # held for moments only, never while the service is asked
token = {"value": None, "until": 0.0, "to_come": None}

# The one call whose 403 is about the person: somebody else signed in. Any other is about what this server may do.
VERIFY = "/connected_accounts/user/verify"

# What is read of an answer must be of its type, down to the fields of accounts, before anything is decided by it.
# "?" is after what may be missing.
ACCOUNT = {
    "id": str,
    "identifier?": str,
    "connector?": str,
    "provider?": str,
    "status?": str,
    "authorization_type?": str | None,
    "is_org_wide_credential?": bool,
    "updated_at?": str | None,
    "last_used_at?": str | None,
}
DETAILS = {"connected_account": ACCOUNT}
LIST = {"connected_accounts?": [ACCOUNT], "next_page_token?": str}
REFRESHED = {"connected_account": {"status?": str}}


def fits(value, kind):
    """Whether a value is of a type: an object with the fields of a dict, a list of what is in a list, or a class."""
    if isinstance(kind, dict):
        fields = ((name.rstrip("?"), name.endswith("?"), field) for name, field in kind.items())
        return isinstance(value, dict) and all(
            fits(value[name], field) if name in value else may_be_missing for name, may_be_missing, field in fields
        )
    if isinstance(kind, list):
        return isinstance(value, list) and all(fits(one, kind[0]) for one in value)
    return isinstance(value, kind)


def scalekit(method, path, query=None, body=None, limit=20, gives=None, refused=None):
    """Calls the API; the answer is an object of what it `gives`.

    Its 401 is the machine token's, which is renewed once; it never means the person.
    """
    bearer = machine_token(refused)
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    data = None if method == "GET" else json.dumps(body or {}).encode()
    status, retry_after, reply = send(method, f"/api/v1{path}?{urlencode(query or {})}", headers, data, limit)
    if status < 300 and fits(reply, gives or {}):
        return reply
    found = (reply or {}).get("details")
    found = found if isinstance(found, list) else []
    detail = next((one for one in found if fits(one, {"error_code": str}) and one["error_code"]), {})
    error_code = detail.get("error_code", "")
    # In an answer that succeeds it is no refusal of the provider's, but a tool that did not run.
    if error_code == "TOOL_ERROR" and status >= 300:
        told = detail.get("tool_error_info")
        told = told if isinstance(told, dict) else {}
        names = ("execution_id", "tool_error_code", "tool_error_message")
        execution, code, message = (told[name] if isinstance(told.get(name), str) else "" for name in names)
        info = {
            "execution_id": execution if re.fullmatch(r"[\w.:-]{1,64}", execution, re.ASCII) else "",
            "tool_error_code": masked(code, 64),
            "tool_error_message": masked(message, 400),
        }
        # What is no status of an error cannot be passed on.
        status = 502 if status < 400 else status
        raise Failure(status, "the provider refused the request", error_code, info, retry_after)
    if status == 401 and not refused:
        return scalekit(method, path, query, body, limit, gives, refused=bearer)
    # Codes of their own are for the log. What is answered has those of the contract.
    code = f" {error_code}" if re.fullmatch("[A-Z_]{1,64}", error_code) else ""
    note = f"{method} {path} was answered with {status}{code}"
    if status == 401 or (status == 403 and path != VERIFY):
        raise Failure(500, "the connection service refuses the backend's own credentials", log=note)
    if status == 429:
        raise Failure(429, "the connection service is limiting requests", retry_after=retry_after)
    if status in (400, 409):
        # The contract has no 409: what the state of things does not allow is a 400.
        is_not_now = status == 409 or error_code == "FAILED_PRECONDITION"
        usual = "FAILED_PRECONDITION" if is_not_now else None
        raise Failure(400, "the connection service refused the call", usual, log=note)
    if status in (403, 404):
        raise Failure(status, "the connection service refused the call")
    if status in (502, 503):
        raise Failure(503, "the connection service is not available", log=note)
    raise Failure(504 if status == 504 else 500, "the connection service failed", log=note)


# Where credentials are in a provider's words. All but a password may as well be a word that says what is wrong, and is
# hidden by its looks alone.
QUERY = re.compile(r"""(https?://[^\s"'<>?#]*[?#])[^\s"'<>]+""", re.I)
SIGN = r"""["'`\s]*[:=>]+["'`\s]*"""
VALUE = r"""[^\s"'`<>,;&()\[\]{}?#|\\]+"""
SCHEME = r"(?:bearer|basic|dpop|token|oauth|mac|digest|negotiate|ssws|[\w-]{0,32}oauthtoken)\s+"
NAMED = re.compile(f"((?:secret|passwd|password|passphrase){SIGN}){VALUE}", re.I)
NAMES = "key|code|state|session|sessionid|session_id|signature|cookie|nonce"
TOKEN = f"(?:token|authorization){SIGN}(?:{SCHEME})?"
PERHAPS = re.compile(rf"({TOKEN}|(?:{NAMES}){SIGN}|(?:bearer|basic|dpop)\s+)({VALUE})", re.I)
DRAWN = re.compile(r"(?!AADSTS\d+\W*$)(?=.*\d)(?=.*[a-z]).{4,}", re.I)
LONG_TOKEN = re.compile(rf"{TOKEN}[^_]{{16,}}", re.I)
WORD = re.compile(r"[\w.~+/!-]{11,}", re.ASCII)
KNOWN = re.compile(
    r"\W*(?:eyJ|ya29\.|1//|4/0|gh[a-z]_|github_pat_|xox[a-z]|xapp-|[rs]k_(?:live|test)_|glpat-|shpat_|AIza)"
)
OPAQUE = re.compile(r"(?!.*//)(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{32,}")
MAIL = re.compile(r"[\w.%+-]{1,64}(@\w)")


def without_value(found):
    is_secret = DRAWN.fullmatch(found[2]) or LONG_TOKEN.fullmatch(found[0])
    return f"{found[1]}[hidden]" if is_secret else found[0]


def masked(words, limit):
    """A provider's words as they may be passed on: one line without credentials, of at most so many characters."""
    # Read only so far, as it may be of any length.
    line = "".join(one for one in " ".join(words[:4_000].split()) if one.isprintable())
    line = QUERY.sub(r"\1[hidden]", " ".join(line.split()))
    line = NAMED.sub(r"\1[hidden]", line)
    line = PERHAPS.sub(without_value, line)
    line = WORD.sub(lambda word: "[hidden]" if KNOWN.match(word[0]) or OPAQUE.fullmatch(word[0]) else word[0], line)
    line = MAIL.sub(r"[hidden]\1", line)
    return line if len(line) < limit else f"{line[: limit - 1].rstrip()}…"


def machine_token(refused):
    """The token that this server is known by, kept until shortly before its end or until it is refused.

    Whoever comes while it is asked for waits for the same answer, also when that is a failure.
    """
    with token_lock:
        if token["value"] not in (None, refused) and time.time() < token["until"]:
            return token["value"]
        to_come = token["to_come"]
        is_first = to_come is None or to_come.done()
        if is_first:
            to_come = token["to_come"] = futures.Future()
    if is_first:
        try:
            to_come.set_result(request_token())
        except BaseException as error:  # whatever it is, those who wait must hear of it
            to_come.set_exception(error)
    try:
        return to_come.result(20)
    except futures.TimeoutError:
        raise Failure(504, "the connection service did not answer in time") from None


def request_token():
    asked = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    status, retry_after, reply = send("POST", "/oauth/token", {}, urlencode(asked).encode(), 20)
    if status == 429:
        raise Failure(429, "the connection service is limiting requests", retry_after=retry_after)
    if status >= 300 or not fits(reply, {"access_token": str, "expires_in?": int}):
        # A refusal is about this server's credentials. What fails or leads elsewhere is no service to speak of.
        is_own = status < 300 or status in (400, 401, 403, 404, 409)
        told = 500 if is_own else 504 if status == 504 else 503
        note = f"POST /oauth/token was answered with {status}"
        raise Failure(told, "the connection service gives the backend no token", log=note)
    with token_lock:
        token.update(value=reply["access_token"], until=time.time() + reply.get("expires_in", 0) - 60)
        return token["value"]


def send(method, path, headers, data, limit):
    request = urllib.request.Request(SCALEKIT + path, data, headers, method=method)
    request.deadline, request.timer = time.monotonic() + limit, None
    try:
        try:
            response = opener.open(request, timeout=limit)
        except urllib.error.HTTPError as error:
            response = error  # an answer like any other
        with response:
            text = b""
            while len(text) <= ANSWER_LIMIT and (chunk := response.read1(65_536)):
                text += chunk
            if time.monotonic() >= request.deadline:
                raise TimeoutError  # what was cut off looks whole where only its end says how long it is
            wait = response.headers.get("Retry-After", "")
            retry_after = wait if response.status == 429 and re.fullmatch("[0-9]{1,9}", wait) else None
            return response.status, retry_after, parsed_object(text) if len(text) <= ANSWER_LIMIT else None
    except (OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", error)
        note = f"{method} {path.partition('?')[0]} failed: {type(cause).__name__}"
        if isinstance(cause, TimeoutError) or time.monotonic() >= request.deadline:
            raise Failure(504, "the connection service did not answer in time", log=note) from None
        raise Failure(503, "the connection service cannot be reached", log=note) from None
    finally:
        if request.timer:
            request.timer.cancel()


# ---- Requests and answers --------------------------------------------------------------------------------------------

USUAL = {
    400: (3, "INVALID_ARGUMENT"),
    401: (16, "UNAUTHENTICATED"),
    403: (7, "PERMISSION_DENIED"),
    404: (5, "RESOURCE_NOT_FOUND"),
    405: (12, "METHOD_NOT_ALLOWED"),
    409: (10, "ABORTED"),
    429: (8, "RATE_LIMITED"),
    500: (13, "INTERNAL"),
    503: (14, "UNAVAILABLE"),
    504: (4, "DEADLINE_EXCEEDED"),
}


class Failure(Exception):
    """An answer that is an error."""

    def __init__(self, status, message, error_code=None, info=None, retry_after=None, log=None):
        super().__init__(message)
        self.status, self.message, self.error_code, self.info, self.log = status, message, error_code, info, log
        self.headers = {"Retry-After": retry_after} if retry_after else {}

    def body(self):
        code, usual = USUAL.get(self.status) or USUAL[400 if self.status < 500 else 500]
        detail = {"error_code": self.error_code or usual, **({"tool_error_info": self.info} if self.info else {})}
        code = 9 if self.error_code == "FAILED_PRECONDITION" else code
        return {"code": code, "message": self.message, "details": [detail]}


def refuse_other_sites(headers):
    """Refuses what another site's page sends. A form cannot send JSON, a script elsewhere only after asking first."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in ("same-origin", "none") if site else origin not in (None, APP_ORIGIN):
        raise Failure(403, "the call came from another site")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Failure(415, "the call needs `Content-Type: application/json`")


def own_address(address):
    """An address of the app's own origin; a path is resolved against it. None is the front page."""
    address = "/" if address is None else address
    try:
        back = urljoin(APP_ORIGIN + "/", address.replace("\\", "/"))
        parts = urlsplit(back)
    except (AttributeError, ValueError):
        back, parts = "", urlsplit("")
    if f"{parts.scheme}://{parts.netloc}" != APP_ORIGIN or len(back) > 2048:
        raise Failure(400, "`return_url` must be of the app's own origin")
    return back


def parsed_body(body):
    if len(body) > BODY_LIMIT:
        raise Failure(413, "the body is too large")
    value = parsed_object(body) if body else {}
    if value is None or not is_text(value):
        raise Failure(400, "the body must be a JSON object")
    return value


def parsed_object(text):
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # the latter of what is nested too deeply
        return None
    return value if isinstance(value, dict) else None


def is_text(value):
    """Whether a value can be written: JSON may hold half of a character, which nothing can be encoded with."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def state_cookie(begun, seconds=3600):
    """Remembers in the browser who started which sign-in: signed, in one of four cookies, and gone when it was used."""
    text = json.dumps({**begun, "until": time.time() + seconds})
    payload = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    value = f"{payload}.{signature(payload)}" if seconds else ""
    secure = "; Secure" if APP_ORIGIN.startswith("https:") else ""
    attributes = f"Path={BASE_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return f"connection_doctor_state_{begun['place']}={value}; {attributes}"


def free_place(cookies):
    """A place without a sign-in, or that of the oldest: those that are never finished must not add up."""
    until = {begun["place"]: begun["until"] for begun in read_states(cookies)}
    return min("0123", key=lambda place: until.get(place, 0))


def read_states(cookies):
    for place, payload, mark in re.findall(r"connection_doctor_state_([0-3])=([\w-]+)\.([\w-]+)", cookies, re.ASCII):
        if is_same(signature(payload), mark):
            begun = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            if time.time() < begun["until"]:
                yield {**begun, "place": place}


def signature(text):
    return hmac.new(COOKIE_KEY, text.encode(), hashlib.sha256).hexdigest()


def is_same(a, b):
    """Compares in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


if __name__ == "__main__":
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            """Lines of requests have queries in them."""

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    def app(environ, start_response):
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        target = environ["PATH_INFO"] + "?" + environ["QUERY_STRING"]
        body = environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), BODY_LIMIT + 1))
        person = os.environ.get("DEMO_PERSON")  # what your own session knows
        body, status, headers = answer(environ["REQUEST_METHOD"], target, headers, body, person)
        start_response(f"{status} {http.client.responses.get(status, 'Error')}", list(headers.items()))
        return [body.encode()]

    server = make_server("127.0.0.1", int(os.environ.get("PORT", "8790")), app, Server, Quiet)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
