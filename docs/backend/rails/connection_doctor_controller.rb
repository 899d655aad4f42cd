# frozen_string_literal: true

# What <connection-doctor> asks of your backend, answered by Scalekit. docs/backend.md says what and why.
#
# It belongs into app/controllers/, with scalekit_client.rb in app/services/ and the lines of routes.rb in config/routes.rb.
class ConnectionDoctorController < ActionController::Base
  # ---- Settings ------------------------------------------------------------------------------------------------------

  APP_ORIGIN = ENV.fetch("APP_ORIGIN").chomp("/") # your app, as browsers see it: https://app.example
  BASE_PATH = "/v1/connect" # as in the routes
  MAY_DISCONNECT = true
  PAGE_LIMIT = 20 # of a person's list, with 99 accounts each; Scalekit has no larger pages

  # The connections of your app, by their names in Scalekit. `test_tool` is read-only, and the only one that may be run.
  CONNECTIONS = {
    "gmail" => { provider: "GMAIL", display_name: "Gmail", test_tool: "gmail_get_profile" },
    "slack" => {
      provider: "SLACK", display_name: "Slack", test_tool: "slack_auth_test", required_scopes: ["channels:read"]
    },
    "notion" => { provider: "NOTION", display_name: "Notion" }
  }.freeze

  # The signed-in person's `identifier` in Scalekit, from your own session; nil for nobody. Never from what is asked.
  def person
    session[:user_id]&.to_s
  end

  # ---- The contract --------------------------------------------------------------------------------------------------

  skip_forgery_protection raise: false # `refuse_other_sites` does it: the element knows no token of Rails
  wrap_parameters false
  before_action { response.headers["Cache-Control"] = "no-store" }
  before_action :refuse_other_sites, unless: -> { request.get? }
  before_action { raise Failure.new(401, "nobody is signed in") if person.blank? }
  rescue_from(StandardError) { |error| refuse(Failure.new(500, "the backend failed", log: error.class.name)) }
  rescue_from(ActionDispatch::Http::Parameters::ParseError) { refuse(Failure.new(400, "the body must be a JSON object")) }
  rescue_from(ScalekitClient::Failure) { |failure| refuse(failure) }

  Failure = ScalekitClient::Failure
  STATE_LIFE = 1.hour
  STATE_COOKIES = Array.new(4) { |place| "connection_doctor_state_#{place}" }.freeze

  # What is read of an answer must be of its type, down to the fields of accounts, before anything is decided by it.
  # "?" is after what may be missing.
  FLAG = ->(value) { [true, false].include?(value) }
  NULLABLE = ->(value) { value.nil? || value.is_a?(String) }
  ACCOUNT = {
    "id" => String, "identifier?" => String, "connector?" => String, "provider?" => String, "status?" => String,
    "authorization_type?" => NULLABLE, "is_org_wide_credential?" => FLAG, "updated_at?" => NULLABLE, "last_used_at?" => NULLABLE
  }.freeze
  DETAILS = { "connected_account" => ACCOUNT }.freeze
  LIST = { "connected_accounts?" => [ACCOUNT], "next_page_token?" => String }.freeze
  REFRESHED = { "connected_account" => { "status?" => String } }.freeze

  def index
    connector, token = params[:connection_name].to_s, params[:page_token].to_s
    theirs, following = accounts_of(connector, token)
    shown = theirs.map { |one| account(one) }
    if following.blank?
      # What the person has not connected stands on the last page; what is on the pages before must be known for that.
      known = (token.blank? ? theirs : every_account).map { |one| one["connector"] }
      missing = CONNECTIONS.reject { |name, _| known.include?(name) || (connector.present? && connector != name) }
      shown += missing.map { |name, connection| not_connected(name, connection) }
    end
    render json: { connected_accounts: shown, next_page_token: following }
  end

  def show
    answer(own(params[:id]))
  end

  def refresh
    theirs = own(params[:id])
    if %w[PENDING_AUTH PENDING_VERIFICATION].include?(theirs["status"])
      raise Failure.new(400, "the connection has no tokens yet", error_code: "FAILED_PRECONDITION")
    end

    # Asking for the credentials makes Scalekit refresh them. Everything but the status is dropped here.
    refreshed = ScalekitClient.get("/connected_accounts/auth", { id: theirs["id"] }, REFRESHED)
    answer(renewed(theirs, refreshed.dig("connected_account", "status")))
  end

  def disconnect
    theirs = own(params[:id])
    return answer(theirs) if theirs["status"] == "DISCONNECTED"
    raise Failure.new(403, "the person may not disconnect this") unless account(theirs)[:can_disconnect]

    # What became of it is read from the account: the answer is not documented yet.
    ScalekitClient.post("/connected_accounts/#{theirs["id"]}:disconnect")
    answer(own(params[:id]))
  end

  def authorization_link
    # `scopes` has no counterpart in Scalekit: a link asks for the scopes that the connection is configured with.
    id, connector = text(:connected_account_id), text(:connection_name)
    raise Failure.new(400, "exactly one of `connected_account_id` and `connection_name` is needed") if id.nil? == connector.nil?

    back = own_address(params[:return_url])
    if id
      theirs = own(id)
      raise Failure.new(403, "only an admin can sign in to a shared account") if theirs["is_org_wide_credential"]

      connector = theirs["connector"].to_s
    elsif !CONNECTIONS.key?(connector)
      # Scalekit would make an account for it.
      raise Failure.new(404, "the connection was not found")
    end
    state = SecureRandom.urlsafe_base64(32)
    asked = { connector: connector, identifier: person, state: state, user_verify_url: back }
    link = ScalekitClient.post("/connected_accounts/magic_link", asked, { "link" => String, "expiry" => String })
    keep_state({ state: state, person: person, connector: connector })
    render json: link.slice("link", "expiry")
  end

  def execute_tool
    id = text(:connected_account_id) || raise(Failure.new(400, "`connected_account_id` is needed"))
    theirs = own(id)
    tool = account(theirs)[:test_tool]
    raise Failure.new(403, "only the connection's own test tool may be run") if tool.nil? || text(:tool_name) != tool

    # What the browser sends as input is not passed on, and what the tool reads stays here.
    asked = { tool_name: tool, connected_account_id: id, identifier: person, connector: theirs["connector"], params: {} }
    render json: ScalekitClient.post("/execute_tool", asked, { "execution_id" => String }, limit: 60).slice("execution_id")
  end

  def verify
    auth_request_id, state = text(:auth_request_id), text(:state)
    raise Failure.new(400, "`auth_request_id` and `state` are needed") unless auth_request_id && state

    begun = begun_with(state)
    raise Failure.new(403, "this browser did not start the sign-in") if begun.nil? || begun["person"] != person

    begin
      ScalekitClient.post(ScalekitClient::VERIFY, { auth_request_id: auth_request_id, identifier: person })
      theirs = details(connector: begun["connector"], identifier: person)
    rescue Failure => e
      # A refusal is final. What may pass is asked again, and needs the state for that.
      forget_state(begun) unless e.may_pass?
      raise
    end
    forget_state(begun)
    answer(theirs)
  end

  def no_such_call
    call = Rails.application.routes.recognize_path(request.path, method: request.get? ? :post : :get)
    raise Failure.new(404, "the contract has no such call") if call[:action] == action_name

    raise Failure.new(405, "the call has another method")
  end

  private

  # ---- Accounts ------------------------------------------------------------------------------------------------------

  WORDS = { "PENDING_AUTH" => "PENDING", "DISCONNECTED" => "REVOKED", nil => "CONNECTION_STATUS_UNSPECIFIED" }.freeze

  # The account as the browser may see it: a new object with these fields. Theirs may hold tokens, keys and headers.
  def account(theirs)
    connection = CONNECTIONS.fetch(theirs["connector"], {})
    status = WORDS.fetch(theirs["status"], theirs["status"])
    shared = theirs["is_org_wide_credential"] == true
    copied = theirs.slice("id", "identifier", "authorization_type", "updated_at", "last_used_at").symbolize_keys.compact
    connection.merge(copied).merge(
      connection_name: theirs["connector"].to_s, provider: theirs["provider"] || connection[:provider].to_s, status: status,
      scopes: nil, is_org_wide_credential: shared, can_disconnect: MAY_DISCONNECT && !shared && %w[ACTIVE EXPIRED].include?(status)
    )
  end

  def not_connected(name, connection)
    connection.except(:test_tool).merge(id: nil, identifier: person, connection_name: name, status: "NOT_CONNECTED", scopes: nil)
  end

  def answer(theirs)
    render json: { connected_account: account(theirs) }
  end

  # The account of this id, if it is the person's.
  def own(id)
    details(id: id)
  rescue Failure => e
    # Scalekit answers an id that it does not know with a 500. The person's list tells it from a real one.
    raise if e.status != 500 || every_account.any? { |one| one["id"] == id }

    raise Failure.new(404, "the connected account was not found")
  end

  def details(query)
    theirs = ScalekitClient.get("/connected_accounts/details", query, DETAILS)["connected_account"]
    return theirs if theirs["identifier"] == person

    raise Failure.new(404, "the connected account was not found")
  end

  # By an old `updated_at`, a sign-in that another page has finished would count as one that was finished later. Where the
  # account cannot be read again, it was renewed all the same, and how that went is known.
  def renewed(theirs, status)
    details(id: theirs["id"])
  rescue Failure => e
    raise if e.status == 404

    theirs.merge("status" => status)
  end

  def accounts_of(connector, token)
    query = { identifier: person, page_size: 99, connection_names: connector.presence, page_token: token.presence }.compact
    page = ScalekitClient.get("/connected_accounts", query, LIST)
    [page.fetch("connected_accounts", []).select { |one| one["identifier"] == person }, page.fetch("next_page_token", "")]
  end

  def every_account
    every, token = [], ""
    PAGE_LIMIT.times do
      theirs, token = accounts_of("", token)
      every += theirs
      return every if token.empty?
    end
    # Pages may lead to each other.
    raise Failure.new(503, "the connection service is not available", log: "the list of accounts does not end")
  end

  # ---- Requests and answers ------------------------------------------------------------------------------------------

  # Refuses what another site's page sends. A form cannot send JSON, and a script elsewhere only after asking first.
  def refuse_other_sites
    site, origin = request.headers["Sec-Fetch-Site"], request.headers["Origin"]
    own = site ? %w[same-origin none].include?(site) : [nil, APP_ORIGIN].include?(origin)
    raise Failure.new(403, "the call came from another site") unless own
    raise Failure.new(415, "the call needs `Content-Type: application/json`") unless request.media_type == "application/json"
    raise Failure.new(413, "the body is too large") if request.content_length.to_i > 16_384
  end

  # Rails looks through the parameters before it comes to the action, and to what is rescued from there.
  def process_action(*)
    super
  rescue ActionController::BadRequest, ArgumentError # half of a character in a text, and in a name
    refuse(Failure.new(400, "the body must be a JSON object"))
  end

  def refuse(failure)
    # Neither bodies nor addresses with queries: they hold what must not be in a log.
    logger&.error("connection-doctor: request #{request.request_id}: #{failure.log}") if failure.log
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = failure.retry_after if failure.retry_after
    render json: failure.body, status: failure.status
  end

  def text(name)
    params[name] if params[name].is_a?(String)
  end

  # An address of the app's own origin; a path is resolved against it. Nil is the front page.
  def own_address(address)
    own, back = URI(APP_ORIGIN), URI.join("#{APP_ORIGIN}/", address.nil? ? "/" : address.to_str)
    is_own = [back.scheme, back.host, back.port] == [own.scheme, own.host, own.port] && back.userinfo.nil?
    return back.to_s if is_own && back.to_s.length <= 2048

    raise Failure.new(400, "`return_url` must be of the app's own origin")
  rescue URI::Error, NoMethodError
    raise Failure.new(400, "`return_url` must be of the app's own origin")
  end

  # Remembers in the browser who started which sign-in: signed by Rails, in one of four cookies, and gone when it was used.
  # It takes a free one, or that of the oldest: those that are never finished must not add up.
  def keep_state(begun)
    name = STATE_COOKIES.min_by { |cookie| begun_in(cookie).fetch("at", 0) }
    cookies.signed[name] = {
      value: begun.merge(at: Time.now.to_f).to_json, expires: STATE_LIFE, path: BASE_PATH, httponly: true, same_site: :lax,
      secure: APP_ORIGIN.start_with?("https:")
    }
  end

  def forget_state(begun)
    cookies.delete(begun["cookie"], path: BASE_PATH)
  end

  def begun_with(state)
    all = STATE_COOKIES.map { |cookie| begun_in(cookie).merge("cookie" => cookie) }
    all.find { |begun| ActiveSupport::SecurityUtils.secure_compare(begun["state"].to_s, state) && state.present? }
  end

  # Its own time counts, as an app may have cookies that are signed without a date.
  def begun_in(cookie)
    begun = JSON.parse(cookies.signed[cookie] || "{}")
    begun.fetch("at", 0) > STATE_LIFE.ago.to_f ? begun : {}
  end
end
