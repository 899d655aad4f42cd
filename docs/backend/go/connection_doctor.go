// What <connection-doctor> asks of your backend, answered by Scalekit. docs/backend.md says what and why.
//
// For Go 1.19 and newer, with the standard library alone. Put it into a package of yours, without main and the import of net,
// which only main needs, and change the settings:
//
//	mux.Handle("/v1/connect/", ConnectionDoctor{})
//
// To try it: DEMO_PERSON=user_1 go run connection_doctor.go
package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// ---- Settings -------------------------------------------------------------------------------------------------------

var (
	appOrigin     = strings.TrimSuffix(setting("APP_ORIGIN"), "/")              // your app, as browsers see it: https://app.example
	scalekitURL   = strings.TrimRight(setting("SCALEKIT_ENVIRONMENT_URL"), "/") // https://your-app.scalekit.com
	clientID      = setting("SCALEKIT_CLIENT_ID")
	clientSecret  = setting("SCALEKIT_CLIENT_SECRET")
	cookieKey     = longSetting("COOKIE_KEY") // signs a cookie, 32 characters or more: openssl rand -base64 32
	basePath      = "/v1/connect"
	bodyLimit     = 16384
	answerLimit   = 8 << 20 // of Scalekit's, which holds all that a tool has read
	pageLimit     = 20      // of a person's list, with 99 accounts each; Scalekit has no larger pages
	mayDisconnect = true
)

type connection struct {
	name, provider, displayName string
	testTool                    string // read-only, and the only one that may be run
	requiredScopes              []string
}

// The connections of your app, by their names in Scalekit.
var connections = []connection{
	{name: "gmail", provider: "GMAIL", displayName: "Gmail", testTool: "gmail_get_profile"},
	{name: "slack", provider: "SLACK", displayName: "Slack", testTool: "slack_auth_test", requiredScopes: []string{"channels:read"}},
	{name: "notion", provider: "NOTION", displayName: "Notion"},
}

// personOf gives the signed-in person's identifier in Scalekit, from your own session; "" for nobody. Never from what is asked.
func personOf(r *http.Request) string {
	return os.Getenv("DEMO_PERSON")
}

// ---- The contract ---------------------------------------------------------------------------------------------------

// object is JSON whose fields differ.
type object = map[string]any

// call is a request of the person, as far as it was found in order.
type call struct {
	*http.Request
	person, id string
	body       object
	headers    http.Header // of the answer
}

var routes = []struct {
	method  string
	pattern *regexp.Regexp
	answer  func(*call) (any, error)
}{
	{"GET", regexp.MustCompile(`^/accounts$`), list},
	{"GET", regexp.MustCompile(`^/accounts/([\w-]+)$`), read},
	{"POST", regexp.MustCompile(`^/accounts/([\w-]+)/refresh$`), refresh},
	{"POST", regexp.MustCompile(`^/accounts/([\w-]+)/disconnect$`), disconnect},
	{"POST", regexp.MustCompile(`^/authorization_link$`), authorizationLink},
	{"POST", regexp.MustCompile(`^/tools/execute$`), executeTool},
	{"POST", regexp.MustCompile(`^/verify$`), verify},
}

var requestIDs = regexp.MustCompile(`^[\w.-]{1,128}$`)

// ConnectionDoctor answers requests below basePath.
type ConnectionDoctor struct{}

func (ConnectionDoctor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := r.Header.Get("X-Request-Id")
	if !requestIDs.MatchString(requestID) {
		requestID = random(16)
	}
	status := http.StatusOK
	body, err := route(w, r)
	if err != nil {
		var failed *failure
		if !errors.As(err, &failed) {
			failed = &failure{status: 500, message: "the backend failed", log: err.Error()}
		}
		// Neither bodies nor addresses with queries: they hold what must not be in a log.
		if failed.log != "" {
			log.Printf("connection-doctor: request %s: %s", requestID, failed.log)
		}
		if failed.retryAfter != "" {
			w.Header().Set("Retry-After", failed.retryAfter)
		}
		status, body = failed.status, failed.body()
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Request-Id", requestID)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only when nobody listens any more
}

func route(w http.ResponseWriter, r *http.Request) (any, error) {
	known := false
	for _, route := range routes {
		match := route.pattern.FindStringSubmatch(strings.TrimPrefix(r.URL.Path, basePath))
		if match == nil {
			continue
		}
		known = true
		if route.method != r.Method {
			continue
		}
		c := &call{Request: r, person: personOf(r), id: match[len(match)-1], headers: w.Header()}
		if r.Method == http.MethodPost {
			if err := refuseOtherSites(r.Header); err != nil {
				return nil, err
			}
		}
		if c.person == "" {
			return nil, &failure{status: 401, message: "nobody is signed in"}
		}
		if r.Method == http.MethodPost {
			var err error
			if c.body, err = bodyOf(r); err != nil {
				return nil, err
			}
		}
		return route.answer(c)
	}
	if known {
		return nil, &failure{status: 405, message: "the call has another method"}
	}
	return nil, &failure{status: 404, message: "the contract has no such call"}
}

func list(c *call) (any, error) {
	connector, token := c.URL.Query().Get("connection_name"), c.URL.Query().Get("page_token")
	page, next, err := accountsOf(c, connector, token)
	if err != nil {
		return nil, err
	}
	shown := []account{}
	for _, theirs := range page {
		shown = append(shown, theirs.shown())
	}
	if next == "" {
		// What the person has not connected stands on the last page; what is on the pages before must be known for that.
		if token != "" {
			if page, err = everyAccountOf(c); err != nil {
				return nil, err
			}
		}
		known := map[string]bool{}
		for _, theirs := range page {
			known[theirs.Connector] = true
		}
		for _, one := range connections {
			if !known[one.name] && (connector == "" || connector == one.name) {
				shown = append(shown, account{Identifier: c.person, ConnectionName: one.name, Provider: one.provider,
					DisplayName: one.displayName, Status: "NOT_CONNECTED", RequiredScopes: one.requiredScopes})
			}
		}
	}
	return object{"connected_accounts": shown, "next_page_token": next}, nil
}

func read(c *call) (any, error) {
	return one(own(c, c.id))
}

func refresh(c *call) (any, error) {
	theirs, err := own(c, c.id)
	if err != nil {
		return nil, err
	}
	if theirs.Status == "PENDING_AUTH" || theirs.Status == "PENDING_VERIFICATION" {
		return nil, &failure{status: 400, message: "the connection has no tokens yet", code: "FAILED_PRECONDITION"}
	}
	// Asking for the credentials makes Scalekit refresh them. Everything but the status is dropped here.
	var refreshed struct {
		Account theirStatus `json:"connected_account"`
	}
	if err := scalekit(c, "GET", "/connected_accounts/auth", url.Values{"id": {c.id}}, nil, &refreshed, "connected_account"); err != nil {
		return nil, err
	}
	// By an old updated_at, a sign-in that another page has finished would count as one that was finished later.
	read, err := details(c, url.Values{"id": {c.id}})
	var failed *failure
	if err == nil || errors.As(err, &failed) && failed.status == 404 {
		return one(read, err)
	}
	// It was renewed all the same, and how that went is known.
	theirs.Status = refreshed.Account.Status
	return one(theirs, nil)
}

func disconnect(c *call) (any, error) {
	theirs, err := own(c, c.id)
	if err != nil || theirs.Status == "DISCONNECTED" {
		return one(theirs, err)
	}
	if !theirs.shown().CanDisconnect {
		return nil, &failure{status: 403, message: "the person may not disconnect this"}
	}
	// What became of it is read from the account: the answer is not documented yet.
	if err := scalekit(c, "POST", "/connected_accounts/"+c.id+":disconnect", nil, object{}, &object{}); err != nil {
		return nil, err
	}
	return one(own(c, c.id))
}

func authorizationLink(c *call) (any, error) {
	// `scopes` has no counterpart in Scalekit: a link asks for the scopes that the connection is configured with.
	id, hasID := c.body["connected_account_id"].(string)
	connector, hasConnector := c.body["connection_name"].(string)
	if hasID == hasConnector {
		return nil, &failure{status: 400, message: "exactly one of `connected_account_id` and `connection_name` is needed"}
	}
	back, err := ownAddress(c.body["return_url"])
	if err != nil {
		return nil, err
	}
	if hasID {
		theirs, err := own(c, id)
		if err != nil {
			return nil, err
		}
		if theirs.Shared {
			return nil, &failure{status: 403, message: "only an admin can sign in to a shared account"}
		}
		connector = theirs.Connector
	} else if find(connector) == nil {
		// Scalekit would make an account for it.
		return nil, &failure{status: 404, message: "the connection was not found"}
	}
	begun := signIn{State: random(32), Person: c.person, Connector: connector, Until: time.Now().Add(time.Hour), place: freePlace(c.Request)}
	asked := object{"connector": connector, "identifier": c.person, "state": begun.State, "user_verify_url": back}
	var answer struct {
		Link   string `json:"link"`
		Expiry string `json:"expiry"`
	}
	if err := scalekit(c, "POST", "/connected_accounts/magic_link", nil, asked, &answer, "link", "expiry"); err != nil {
		return nil, err
	}
	c.headers.Add("Set-Cookie", begun.cookie().String())
	return answer, nil
}

func executeTool(c *call) (any, error) {
	id, ok := c.body["connected_account_id"].(string)
	if !ok {
		return nil, &failure{status: 400, message: "`connected_account_id` is needed"}
	}
	theirs, err := own(c, id)
	if err != nil {
		return nil, err
	}
	allowed := theirs.shown().TestTool
	if allowed == "" || c.body["tool_name"] != allowed {
		return nil, &failure{status: 403, message: "only the connection's own test tool may be run"}
	}
	// What the browser sends as input is not passed on, and what the tool reads stays here.
	asked := object{"tool_name": allowed, "connected_account_id": id, "identifier": c.person, "connector": theirs.Connector, "params": object{}}
	var answer struct {
		ExecutionID string `json:"execution_id"`
	}
	return &answer, scalekit(c, "POST", "/execute_tool", nil, asked, &answer, "execution_id")
}

func verify(c *call) (any, error) {
	request, hasRequest := c.body["auth_request_id"].(string)
	state, hasState := c.body["state"].(string)
	if !hasRequest || !hasState {
		return nil, &failure{status: 400, message: "`auth_request_id` and `state` are needed"}
	}
	begun := begunWith(c.Request, state)
	if begun == nil || begun.Person != c.person {
		return nil, &failure{status: 403, message: "this browser did not start the sign-in"}
	}
	asked := object{"auth_request_id": request, "identifier": c.person}
	err := scalekit(c, "POST", verifyPath, nil, asked, &object{})
	var theirs theirAccount
	if err == nil {
		theirs, err = details(c, url.Values{"connector": {begun.Connector}, "identifier": {c.person}})
	}
	// A refusal is final. What may pass is asked again, and needs the state for that.
	var failed *failure
	if err == nil || errors.As(err, &failed) && failed.status < 500 && failed.status != 429 {
		used := begun.cookie()
		used.Value, used.MaxAge = "", -1
		c.headers.Add("Set-Cookie", used.String())
	}
	return one(theirs, err)
}

// ---- Accounts -------------------------------------------------------------------------------------------------------

// theirAccount has the fields of Scalekit's that are read. The others may be tokens, keys and headers.
type theirAccount struct {
	ID                string
	Identifier        string
	Connector         string
	Provider          string
	Status            string
	AuthorizationType string `json:"authorization_type"`
	Shared            bool   `json:"is_org_wide_credential"`
	UpdatedAt         string `json:"updated_at"`
	LastUsedAt        string `json:"last_used_at"`
}

// UnmarshalJSON refuses an account that is not whole.
func (a *theirAccount) UnmarshalJSON(text []byte) error {
	type plain theirAccount // which has no UnmarshalJSON
	return readWhole(text, (*plain)(a), "id", "identifier?", "connector?", "provider?", "status?", "is_org_wide_credential?")
}

// theirStatus is an account of which nothing else is read.
type theirStatus struct{ Status string }

func (a *theirStatus) UnmarshalJSON(text []byte) error {
	type plain theirStatus
	return readWhole(text, (*plain)(a), "status?")
}

// account is what the browser may see.
type account struct {
	ID                *string  `json:"id"`
	Identifier        string   `json:"identifier"`
	ConnectionName    string   `json:"connection_name"`
	Provider          string   `json:"provider"`
	DisplayName       string   `json:"display_name,omitempty"`
	Status            string   `json:"status"`
	AuthorizationType string   `json:"authorization_type,omitempty"`
	Scopes            []string `json:"scopes"` // null, for not known
	RequiredScopes    []string `json:"required_scopes,omitempty"`
	TestTool          string   `json:"test_tool,omitempty"`
	Shared            bool     `json:"is_org_wide_credential"`
	CanDisconnect     bool     `json:"can_disconnect"`
	UpdatedAt         string   `json:"updated_at,omitempty"`
	LastUsedAt        string   `json:"last_used_at,omitempty"`
}

var words = map[string]string{"PENDING_AUTH": "PENDING", "DISCONNECTED": "REVOKED", "": "CONNECTION_STATUS_UNSPECIFIED"}

func (a theirAccount) shown() account {
	status, ok := words[a.Status]
	if !ok {
		status = a.Status
	}
	shown := account{ID: &a.ID, Identifier: a.Identifier, ConnectionName: a.Connector, Provider: a.Provider, Status: status,
		AuthorizationType: a.AuthorizationType, Shared: a.Shared, UpdatedAt: a.UpdatedAt, LastUsedAt: a.LastUsedAt,
		CanDisconnect: mayDisconnect && !a.Shared && (status == "ACTIVE" || status == "EXPIRED")}
	if known := find(a.Connector); known != nil {
		shown.DisplayName, shown.TestTool, shown.RequiredScopes = known.displayName, known.testTool, known.requiredScopes
	}
	return shown
}

func one(theirs theirAccount, err error) (any, error) {
	return object{"connected_account": theirs.shown()}, err
}

func find(name string) *connection {
	for i := range connections {
		if connections[i].name == name {
			return &connections[i]
		}
	}
	return nil
}

// own gives the account of an id, if it is the person's.
func own(c *call, id string) (theirAccount, error) {
	theirs, err := details(c, url.Values{"id": {id}})
	var failed *failure
	if err == nil || errors.As(err, &failed) && failed.status != 500 {
		return theirs, err
	}
	// Scalekit answers an id that it does not know with a 500. The person's list tells it from a real one.
	all, listErr := everyAccountOf(c)
	if listErr != nil {
		return theirAccount{}, listErr
	}
	for _, theirs := range all {
		if theirs.ID == id {
			return theirAccount{}, err
		}
	}
	return theirAccount{}, notFound
}

var notFound = &failure{status: 404, message: "the connected account was not found"}

func details(c *call, query url.Values) (theirAccount, error) {
	var answer struct {
		Account theirAccount `json:"connected_account"`
	}
	err := scalekit(c, "GET", "/connected_accounts/details", query, nil, &answer, "connected_account")
	if err == nil && answer.Account.Identifier != c.person {
		err = notFound
	}
	return answer.Account, err
}

func accountsOf(c *call, connector, token string) ([]theirAccount, string, error) {
	query := url.Values{"identifier": {c.person}, "page_size": {"99"}}
	for name, value := range map[string]string{"connection_names": connector, "page_token": token} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var page struct {
		Accounts []theirAccount `json:"connected_accounts"`
		Next     string         `json:"next_page_token"`
	}
	err := scalekit(c, "GET", "/connected_accounts", query, nil, &page, "connected_accounts?", "next_page_token?")
	var theirs []theirAccount
	for _, account := range page.Accounts {
		if account.Identifier == c.person {
			theirs = append(theirs, account)
		}
	}
	return theirs, page.Next, err
}

func everyAccountOf(c *call) ([]theirAccount, error) {
	var all []theirAccount
	token := ""
	for pages := 0; pages < pageLimit; pages++ {
		page, next, err := accountsOf(c, "", token)
		all = append(all, page...)
		if err != nil || next == "" {
			return all, err
		}
		token = next
	}
	// Pages may lead to each other.
	return nil, &failure{status: 503, message: "the connection service is not available", log: "the list of accounts does not end"}
}

// ---- Scalekit -------------------------------------------------------------------------------------------------------

// Redirects are not followed, so that the token does not go where one says.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

var token struct {
	sync.Mutex // held for moments only, never while the service is asked
	value      string
	until      time.Time
	toCome     *tokenToCome // nil unless it is being asked for
}

// tokenToCome is what all who need the token wait for while it is asked for.
type tokenToCome struct {
	done  chan struct{}
	value string
	err   error
}

// scalekit calls the API and reads the answer, which must be whole with what it gives. A 401 of it is the machine token's, which is
// renewed once; it never means the person.
func scalekit(c *call, method, path string, query url.Values, body object, into any, gives ...string) error {
	limit := 20 * time.Second
	if path == "/execute_tool" {
		limit = 60 * time.Second
	}
	var sent []byte
	if body != nil {
		sent, _ = json.Marshal(body) // of plain values, which can always be written
	}
	refused := ""
	for {
		bearer, err := machineToken(refused)
		if err != nil {
			return err
		}
		headers := http.Header{"Authorization": {"Bearer " + bearer}, "Content-Type": {"application/json"}}
		status, retryAfter, text, err := send(c.Context(), limit, method, "/api/v1"+path+"?"+query.Encode(), headers, sent)
		if err != nil {
			return err
		}
		if status < 300 && readWhole(text, into, gives...) == nil {
			return nil
		}
		failed := failureOf(status, retryAfter, text, method, path)
		if status != http.StatusUnauthorized || failed.info != nil || refused != "" {
			return failed
		}
		refused = bearer
	}
}

// readWhole reads an object with these fields; "?" is after those that may be missing. None of them may be null, which Go would take
// for an empty value. Other types are refused by Go.
func readWhole(text []byte, into any, gives ...string) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	if fields == nil {
		return errors.New("null is no object")
	}
	for _, name := range gives {
		value, isThere := fields[strings.TrimSuffix(name, "?")]
		if string(value) == "null" || !isThere && !strings.HasSuffix(name, "?") {
			return errors.New(name + " is missing")
		}
	}
	return json.Unmarshal(text, into)
}

var errorCodes = regexp.MustCompile(`^[A-Z_]{1,64}$`)

// verifyPath is the one call whose 403 is about the person: somebody else signed in. Any other is about what this server may do.
const verifyPath = "/connected_accounts/user/verify"

func failureOf(status int, retryAfter string, text []byte, method, path string) *failure {
	var theirs struct {
		Details []struct {
			Code string        `json:"error_code"`
			Info toolErrorInfo `json:"tool_error_info"`
		}
	}
	_ = json.Unmarshal(text, &theirs) // what is no error of theirs has no details
	code := ""
	for _, detail := range theirs.Details {
		// In an answer that succeeds it is no refusal of the provider's, but a tool that did not run.
		if code = detail.Code; code == "TOOL_ERROR" && status >= 300 {
			if status < 400 {
				status = 502 // what is no status of an error cannot be passed on
			}
			info := &toolErrorInfo{Code: masked(detail.Info.Code, 64), Message: masked(detail.Info.Message, 400)}
			if executionIDs.MatchString(detail.Info.ExecutionID) {
				info.ExecutionID = detail.Info.ExecutionID
			}
			return &failure{status: status, message: "the provider refused the request", code: code, info: info, retryAfter: retryAfter}
		} else if code != "" {
			break
		}
	}
	note := fmt.Sprintf("%s %s was answered with %d", method, path, status)
	// Codes of their own are for the log. What is answered has those of the contract.
	if errorCodes.MatchString(code) {
		note += " " + code
	}
	if status == 401 || status == 403 && path != verifyPath {
		return &failure{status: 500, message: "the connection service refuses the backend's own credentials", log: note}
	}
	switch status {
	case 429:
		return &failure{status: 429, message: "the connection service is limiting requests", retryAfter: retryAfter}
	case 400, 409: // The contract has no 409: what the state of things does not allow is a 400.
		refused := &failure{status: 400, message: "the connection service refused the call", log: note}
		if status == 409 || code == "FAILED_PRECONDITION" {
			refused.code = "FAILED_PRECONDITION"
		}
		return refused
	case 403, 404:
		return &failure{status: status, message: "the connection service refused the call"}
	case 502, 503:
		return &failure{status: 503, message: "the connection service is not available", log: note}
	case 504:
		return &failure{status: 504, message: "the connection service did not answer in time", log: note}
	}
	return &failure{status: 500, message: "the connection service failed", log: note}
}

var executionIDs = regexp.MustCompile(`^[\w.:-]{1,64}$`)

// Where credentials are in a provider's words. All but a password may as well be a word that says what is wrong, and is hidden by
// its looks alone.
const (
	sign     = "[\"'`\\s]*[:=>]+[\"'`\\s]*"
	value    = "[^\\s\"'`<>,;&()\\[\\]{}?#|\\\\]+"
	scheme   = `(?:bearer|basic|dpop|token|oauth|mac|digest|negotiate|ssws|[\w-]{0,32}oauthtoken)\s+`
	aToken   = `(?:token|authorization)` + sign + `(?:` + scheme + `)?`
	nameOfIt = `(?:secret|passwd|password|passphrase)`
	mayBeOne = `(?:key|code|state|session|sessionid|session_id|signature|cookie|nonce)`
)

var (
	queries  = regexp.MustCompile(`(?i)(https?://[^\s"'<>?#]*[?#])[^\s"'<>]+`)
	named    = regexp.MustCompile(`(?i)(` + nameOfIt + sign + `)` + value)
	perhaps  = regexp.MustCompile(`(?i)(` + aToken + `|` + mayBeOne + sign + `|(?:bearer|basic|dpop)\s+)(` + value + `)`)
	longOne  = regexp.MustCompile(`(?i)^` + aToken + `[^_]{16,}$`)
	faults   = regexp.MustCompile(`^AADSTS\d+\W*$`)
	anyWords = regexp.MustCompile(`[\w.~+/!-]{11,}`)
	begins   = regexp.MustCompile(`^\W*(?:eyJ|ya29\.|1//|4/0|gh[a-z]_|github_pat_|xox[a-z]|xapp-|[rs]k_(?:live|test)_|glpat-|shpat_|AIza)`)
	mails    = regexp.MustCompile(`[\p{L}\p{N}_.%+-]{1,64}(@[\p{L}\p{N}_])`)
)

const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	small    = "abcdefghijklmnopqrstuvwxyz"
)

// masked gives a provider's words as they may be passed on: one line without credentials, of at most so many characters.
func masked(words string, limit int) string {
	if len(words) > 4000 {
		words = strings.ToValidUTF8(words[:4000], "") // read only so far, as it may be of any length
	}
	line := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.Join(strings.Fields(words), " "))
	line = strings.Join(strings.Fields(line), " ")
	line = named.ReplaceAllString(queries.ReplaceAllString(line, "${1}[hidden]"), "${1}[hidden]")
	line = perhaps.ReplaceAllStringFunc(line, func(all string) string {
		found := perhaps.FindStringSubmatch(all)
		isDrawn := utf8.RuneCountInString(found[2]) >= 4 && strings.ContainsAny(found[2], digits) && strings.ContainsAny(found[2], capitals+small)
		if isDrawn && !faults.MatchString(found[2]) || longOne.MatchString(all) {
			return found[1] + "[hidden]"
		}
		return all
	})
	line = anyWords.ReplaceAllStringFunc(line, func(word string) string {
		isOpaque := len(word) >= 32 && !strings.Contains(word, "//")
		for _, kind := range []string{digits, capitals, small} {
			isOpaque = isOpaque && strings.ContainsAny(word, kind)
		}
		if isOpaque || begins.MatchString(word) {
			return "[hidden]"
		}
		return word
	})
	characters := []rune(mails.ReplaceAllString(line, "[hidden]$1"))
	if len(characters) < limit {
		return string(characters)
	}
	return strings.TrimRight(string(characters[:limit-1]), " ") + "…"
}

// machineToken gives what this server is known by, kept until shortly before its end or until it is refused. Whoever comes
// while it is asked for waits for the same answer, also when that is a failure.
func machineToken(refused string) (string, error) {
	token.Lock()
	if token.value != "" && token.value != refused && time.Now().Before(token.until) {
		defer token.Unlock()
		return token.value, nil
	}
	toCome := token.toCome
	if toCome == nil {
		toCome = &tokenToCome{done: make(chan struct{})}
		token.toCome = toCome
		// By itself: who hangs up must not take it from the others. It ends within a call's time limit.
		go toCome.request()
	}
	token.Unlock()
	<-toCome.done
	return toCome.value, toCome.err
}

func (t *tokenToCome) request() {
	value, until, err := requestToken()
	token.Lock()
	defer token.Unlock()
	if err == nil {
		token.value, token.until = value, until
	}
	t.value, t.err, token.toCome = value, err, nil
	close(t.done)
}

func requestToken() (string, time.Time, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {clientSecret}}
	headers := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	status, retryAfter, text, err := send(context.Background(), 20*time.Second, "POST", "/oauth/token", headers, []byte(form.Encode()))
	if err != nil {
		return "", time.Time{}, err
	}
	var answer struct {
		Value   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
	}
	if status == 429 {
		return "", time.Time{}, &failure{status: 429, message: "the connection service is limiting requests", retryAfter: retryAfter}
	}
	if status >= 300 || readWhole(text, &answer, "access_token", "expires_in?") != nil {
		failed := &failure{status: 503, message: "the connection service gives the backend no token"}
		switch {
		// A refusal is about this server's credentials. What fails or leads elsewhere is no service to speak of.
		case status < 300, status == 400, status == 401, status == 403, status == 404, status == 409:
			failed.status = 500
		case status == 504:
			failed.status = 504
		}
		failed.log = fmt.Sprintf("POST /oauth/token was answered with %d", status)
		return "", time.Time{}, failed
	}
	return answer.Value, time.Now().Add(time.Duration(answer.Seconds-60) * time.Second), nil
}

var wholeSeconds = regexp.MustCompile(`^[0-9]{1,9}$`)

// send gives status, the seconds to wait where there is a limit, and text; none of an answer that is too long.
func send(ctx context.Context, limit time.Duration, method, path string, headers http.Header, body []byte) (int, string, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, scalekitURL+path, bytes.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	request.Header = headers
	response, err := client.Do(request)
	var text []byte
	if err == nil {
		defer response.Body.Close()
		text, err = io.ReadAll(io.LimitReader(response.Body, int64(answerLimit)+1))
	}
	if err == nil {
		if len(text) > answerLimit {
			text = nil
		}
		retryAfter := response.Header.Get("Retry-After")
		if response.StatusCode != 429 || !wholeSeconds.MatchString(retryAfter) {
			retryAfter = ""
		}
		return response.StatusCode, retryAfter, text, nil
	}
	what, _, _ := strings.Cut(method+" "+path, "?")
	if errors.Is(err, context.DeadlineExceeded) {
		return 0, "", nil, &failure{status: 504, message: "the connection service did not answer in time", log: what + " took too long"}
	}
	return 0, "", nil, &failure{status: 503, message: "the connection service cannot be reached", log: what + " failed"}
}

// ---- Requests and answers -------------------------------------------------------------------------------------------

// failure is an answer that is an error.
type failure struct {
	status                         int
	message, code, retryAfter, log string
	info                           *toolErrorInfo
}

type toolErrorInfo struct {
	ExecutionID string `json:"execution_id"`
	Code        string `json:"tool_error_code"`
	Message     string `json:"tool_error_message"`
}

func (f *failure) Error() string { return f.message }

func (f *failure) body() any {
	number, usual := 3, "INVALID_ARGUMENT"
	switch f.status {
	case 401:
		number, usual = 16, "UNAUTHENTICATED"
	case 403:
		number, usual = 7, "PERMISSION_DENIED"
	case 404:
		number, usual = 5, "RESOURCE_NOT_FOUND"
	case 405:
		number, usual = 12, "METHOD_NOT_ALLOWED"
	case 409:
		number, usual = 10, "ABORTED"
	case 429:
		number, usual = 8, "RATE_LIMITED"
	case 503:
		number, usual = 14, "UNAVAILABLE"
	case 504:
		number, usual = 4, "DEADLINE_EXCEEDED"
	default:
		if f.status >= 500 {
			number, usual = 13, "INTERNAL"
		}
	}
	if f.code == "FAILED_PRECONDITION" {
		number = 9
	}
	detail := object{"error_code": usual}
	if f.code != "" {
		detail["error_code"] = f.code
	}
	if f.info != nil {
		detail["tool_error_info"] = f.info
	}
	return object{"code": number, "message": f.message, "details": []any{detail}}
}

// refuseOtherSites refuses what another site's page sends. A form cannot send JSON, and a script elsewhere only after asking first.
func refuseOtherSites(headers http.Header) error {
	site, origin := headers.Get("Sec-Fetch-Site"), headers.Get("Origin")
	if site != "" && site != "same-origin" && site != "none" || site == "" && origin != "" && origin != appOrigin {
		return &failure{status: 403, message: "the call came from another site"}
	}
	essence, _, _ := strings.Cut(headers.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(essence), "application/json") {
		return &failure{status: 415, message: "the call needs `Content-Type: application/json`"}
	}
	return nil
}

func bodyOf(r *http.Request) (object, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, int64(bodyLimit)+1))
	if len(text) > bodyLimit {
		return nil, &failure{status: 413, message: "the body is too large"}
	}
	body := object{}
	if len(text) > 0 && err == nil {
		err = json.Unmarshal(text, &body)
	}
	if err != nil || body == nil {
		return nil, &failure{status: 400, message: "the body must be a JSON object"}
	}
	return body, nil
}

// ownAddress reads an address of the app's own origin; a path is resolved against it.
func ownAddress(address any) (string, error) {
	if address == nil {
		address = "/"
	}
	text, ok := address.(string)
	base, err := url.Parse(appOrigin + "/")
	if ok && err == nil {
		var back *url.URL
		// Browsers read a backslash as a slash.
		back, err = base.Parse(strings.ReplaceAll(text, `\`, "/"))
		if err == nil && back.User == nil && back.Scheme+"://"+back.Host == appOrigin && len(back.String()) <= 2048 {
			return back.String(), nil
		}
	}
	return "", &failure{status: 400, message: "`return_url` must be of the app's own origin"}
}

// signIn is remembered in the browser that started it: signed, in one of four cookies, and gone when it was used.
type signIn struct {
	State, Person, Connector string
	Until                    time.Time
	place                    int
}

var cookieNames = [...]string{"connection_doctor_state_0", "connection_doctor_state_1", "connection_doctor_state_2", "connection_doctor_state_3"}

func (s *signIn) cookie() *http.Cookie {
	text, _ := json.Marshal(s) // of plain values, which can always be written
	payload := base64.RawURLEncoding.EncodeToString(text)
	return &http.Cookie{Name: cookieNames[s.place], Value: payload + "." + signature(payload), Path: basePath,
		MaxAge: 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(appOrigin, "https:")}
}

func begunWith(r *http.Request, state string) *signIn {
	for place := range cookieNames {
		if begun := begunAt(r, place); begun != nil && isSame(begun.State, state) {
			return begun
		}
	}
	return nil
}

// freePlace gives a place without a sign-in, or that of the oldest: those that are never finished must not add up.
func freePlace(r *http.Request) int {
	free, first := 0, time.Time{}
	for place := range cookieNames {
		begun := begunAt(r, place)
		if begun == nil {
			return place
		}
		if first.IsZero() || begun.Until.Before(first) {
			free, first = place, begun.Until
		}
	}
	return free
}

func begunAt(r *http.Request, place int) *signIn {
	cookie, err := r.Cookie(cookieNames[place])
	if err != nil {
		return nil
	}
	payload, mark, _ := strings.Cut(cookie.Value, ".")
	if !isSame(signature(payload), mark) {
		return nil
	}
	begun := signIn{place: place}
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(text, &begun) != nil || !time.Now().Before(begun.Until) {
		return nil
	}
	return &begun
}

func signature(text string) string {
	mac := hmac.New(sha256.New, []byte(cookieKey))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// isSame compares in constant time.
func isSame(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

func random(length int) string {
	bytes := make([]byte, length)
	if _, err := rand.Read(bytes); err != nil {
		panic(err) // a machine without randomness keeps no secrets
	}
	return hex.EncodeToString(bytes)
}

func setting(name string) string {
	value := os.Getenv(name)
	if value == "" {
		panic(name + " is not set")
	}
	return value
}

func longSetting(name string) string {
	value := setting(name)
	if len(value) < 32 {
		panic(name + " needs 32 random characters or more")
	}
	return value
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8790"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, ConnectionDoctor{}))
}
