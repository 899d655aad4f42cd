# frozen_string_literal: true

require "json"
require "net/http"
require "timeout"

# Calls Scalekit's REST API for connection_doctor_controller.rb. It belongs into app/services/.
class ScalekitClient
  ENVIRONMENT = URI(ENV.fetch("SCALEKIT_ENVIRONMENT_URL")) # https://your-app.scalekit.com
  CLIENT_ID = ENV.fetch("SCALEKIT_CLIENT_ID")
  CLIENT_SECRET = ENV.fetch("SCALEKIT_CLIENT_SECRET")

  ANSWER_LIMIT = 8_388_608 # bytes; an answer holds all that a tool has read

  # The one call whose 403 is about the person: somebody else signed in. Any other is about what this server may do.
  VERIFY = "/connected_accounts/user/verify"

  # Where credentials are in a provider's words. All but a password may as well be a word that says what is wrong, and is
  # hidden by its looks alone.
  QUERY = %r{(https?://[^\s"'<>?#]*[?#])[^\s"'<>]+}i
  SIGN = /["'`\s]*[:=>]+["'`\s]*/
  VALUE = /[^\s"'`<>,;&()\[\]{}?#|\\]+/
  SCHEME = /(?:bearer|basic|dpop|token|oauth|mac|digest|negotiate|ssws|[\w-]{0,32}oauthtoken)\s+/i
  NAMED = /((?:secret|passwd|password|passphrase)#{SIGN})#{VALUE}/i
  NAMES = /key|code|state|session|sessionid|session_id|signature|cookie|nonce/i
  TOKEN = /(?:token|authorization)#{SIGN}(?:#{SCHEME})?/i
  LONG_TOKEN = /\A#{TOKEN}[^_]{16,}\z/
  PERHAPS = /(#{TOKEN}|(?:#{NAMES})#{SIGN}|(?:bearer|basic|dpop)\s+)(#{VALUE})/i
  DRAWN = /\A(?!AADSTS\d+\W*\z)(?=.*\d)(?=.*[a-z]).{4,}\z/i
  WORD = %r{[\w.~+/!-]{11,}}
  KNOWN = %r{\A\W*(?:eyJ|ya29\.|1//|4/0|gh[a-z]_|github_pat_|xox[a-z]|xapp-|[rs]k_(?:live|test)_|glpat-|shpat_|AIza)}
  OPAQUE = %r{\A(?!.*//)(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{32,}\z}
  MAIL = /[\p{L}\p{N}_.%+-]{1,64}(@[\p{L}\p{N}_])/

  # An answer that is an error, as the contract writes it.
  class Failure < StandardError
    USUAL = {
      400 => [3, "INVALID_ARGUMENT"], 401 => [16, "UNAUTHENTICATED"], 403 => [7, "PERMISSION_DENIED"],
      404 => [5, "RESOURCE_NOT_FOUND"], 405 => [12, "METHOD_NOT_ALLOWED"], 409 => [10, "ABORTED"], 429 => [8, "RATE_LIMITED"],
      500 => [13, "INTERNAL"], 503 => [14, "UNAVAILABLE"], 504 => [4, "DEADLINE_EXCEEDED"]
    }.freeze

    attr_reader :status, :retry_after, :log

    def initialize(status, message, error_code: nil, info: nil, retry_after: nil, log: nil)
      super(message)
      @status, @error_code, @info, @retry_after, @log = status, error_code, info, retry_after, log
    end

    # Whether the same call may work later.
    def may_pass?
      status >= 500 || status == 429
    end

    def body
      code, usual = USUAL.fetch(status) { USUAL.fetch(status < 500 ? 400 : 500) }
      code = 9 if @error_code == "FAILED_PRECONDITION"
      { code: code, message: message, details: [{ error_code: @error_code || usual, tool_error_info: @info }.compact] }
    end
  end

  @lock = Mutex.new # held for moments only, never while the service is asked
  @token = @to_come = nil
  @until = Time.at(0)

  class << self
    # Both give an answer that fits `gives`.
    def get(path, query = {}, gives = {})
      call(Net::HTTP::Get, path, gives, query: query)
    end

    def post(path, body = {}, gives = {}, limit: 20)
      call(Net::HTTP::Post, path, gives, body: body, limit: limit)
    end

    private

    # A 401 of the API is the machine token's, which is renewed once; it never means the person.
    def call(verb, path, gives, query: {}, body: nil, limit: 20, refused: nil)
      bearer = machine_token(refused)
      request = verb.new("/api/v1#{path}?#{URI.encode_www_form(query)}", "Content-Type" => "application/json")
      request["Authorization"] = "Bearer #{bearer}"
      request.body = body.to_json if body
      status, retry_after, json = send_request(request, limit)
      return json if status < 300 && fits?(json, gives)

      details = json.to_h["details"]
      details = [] unless details.is_a?(Array)
      detail = details.find { |one| fits?(one, { "error_code" => String }) && one["error_code"] != "" } || {}
      if status == 401 && !refused && detail["error_code"] != "TOOL_ERROR"
        return call(verb, path, gives, query: query, body: body, limit: limit, refused: bearer)
      end

      is_own = status == 401 || (status == 403 && path != VERIFY)
      raise failure(status, is_own, detail, retry_after, "#{verb::METHOD} #{path} was answered with #{status}")
    end

    # Whether a value is of a type: an object with the fields of a hash, a list of what is in an array, or what `===` says.
    def fits?(value, type)
      case type
      when Hash
        value.is_a?(Hash) && type.all? do |name, field|
          value.key?(name.chomp("?")) ? fits?(value[name.chomp("?")], field) : name.end_with?("?")
        end
      when Array then value.is_a?(Array) && value.all? { |one| fits?(one, type.first) }
      else type === value
      end
    end

    def failure(status, is_own, detail, retry_after, log)
      code = detail["error_code"].to_s
      # In an answer that succeeds it is no refusal of the provider's, but a tool that did not run.
      return tool_failure(status, detail["tool_error_info"], retry_after) if code == "TOOL_ERROR" && status >= 300

      # Codes of their own are for the log. What is answered has those of the contract.
      log = "#{log} #{code}" if code.match?(/\A[A-Z_]{1,64}\z/)
      return Failure.new(500, "the connection service refuses the backend's own credentials", log: log) if is_own

      case status
      when 429 then Failure.new(429, "the connection service is limiting requests", retry_after: retry_after)
      when 400, 409 # The contract has no 409: what the state of things does not allow is a 400.
        usual = "FAILED_PRECONDITION" if status == 409 || code == "FAILED_PRECONDITION"
        Failure.new(400, "the connection service refused the call", error_code: usual, log: log)
      when 403, 404 then Failure.new(status, "the connection service refused the call")
      when 502, 503 then Failure.new(503, "the connection service is not available", log: log)
      when 504 then Failure.new(504, "the connection service did not answer in time", log: log)
      else Failure.new(500, "the connection service failed", log: log)
      end
    end

    def tool_failure(status, told, retry_after)
      told = {} unless told.is_a?(Hash)
      names = %w[execution_id tool_error_code tool_error_message]
      execution, code, message = names.map { |name| told[name].is_a?(String) ? told[name] : "" }
      execution = "" unless execution.match?(/\A[\w.:-]{1,64}\z/)
      info = { execution_id: execution, tool_error_code: masked(code, 64), tool_error_message: masked(message, 400) }
      # What is no status of an error cannot be passed on.
      status = 502 if status < 400
      Failure.new(status, "the provider refused the request", error_code: "TOOL_ERROR", info: info, retry_after: retry_after)
    end

    # A provider's words as they may be passed on: one line without credentials, of at most so many characters.
    def masked(words, limit)
      # Read only so far, as it may be of any length.
      line = words.scrub("")[0, 4_000].gsub(/[[:space:]]+/, " ").gsub(/\p{C}/, "").squeeze(" ").strip
      line = line.gsub(QUERY, '\1[hidden]').gsub(NAMED, '\1[hidden]')
      line = line.gsub(PERHAPS) { $2.match?(DRAWN) || $&.match?(LONG_TOKEN) ? "#{$1}[hidden]" : $& }
      line = line.gsub(WORD) { |word| word.match?(KNOWN) || word.match?(OPAQUE) ? "[hidden]" : word }
      line = line.gsub(MAIL, '[hidden]\1')
      line.length < limit ? line : "#{line[0, limit - 1].rstrip}…"
    end

    # The token that this server is known by, kept until shortly before its end or until it is refused. Whoever comes while
    # it is asked for waits for the same answer, also when that is a failure.
    def machine_token(refused)
      to_come = @lock.synchronize do
        return @token if @token && @token != refused && Time.now < @until

        @to_come = Thread.new { request_token } unless @to_come&.alive?
        @to_come
      end
      raise Failure.new(504, "the connection service did not answer in time") unless to_come.join(20)

      to_come.value
    end

    def request_token
      Thread.current.report_on_exception = false # those who wait report it
      request = Net::HTTP::Post.new("/oauth/token")
      request.set_form_data(grant_type: "client_credentials", client_id: CLIENT_ID, client_secret: CLIENT_SECRET)
      status, retry_after, json = send_request(request, 20)
      raise Failure.new(429, "the connection service is limiting requests", retry_after: retry_after) if status == 429

      if status >= 300 || !fits?(json, { "access_token" => String, "expires_in?" => Integer })
        # A refusal is about this server's credentials. What fails or leads elsewhere is no service to speak of.
        is_own = status < 300 || [400, 401, 403, 404, 409].include?(status)
        outage = status == 504 ? 504 : 503
        log = "POST /oauth/token was answered with #{status}"
        raise Failure.new(is_own ? 500 : outage, "the connection service gives the backend no token", log: log)
      end
      @lock.synchronize { @token, @until = json["access_token"], Time.now + json.fetch("expires_in", 0) - 60 }
      @token
    end

    # Net::HTTP follows no redirects, so the token does not go where one says. Its own limits are those of each read, and an
    # answer may come drop by drop, so that there is one of the whole call as well.
    def send_request(request, limit)
      options = { use_ssl: ENVIRONMENT.scheme == "https", open_timeout: limit, read_timeout: limit, max_retries: 0 }
      text = +""
      response = Timeout.timeout(limit) do
        Net::HTTP.start(ENVIRONMENT.hostname, ENVIRONMENT.port, **options) do |http|
          http.request(request) { |answer| answer.read_body { |part| text << part if text.bytesize <= ANSWER_LIMIT } }
        end
      end
      status, wait = response.code.to_i, response["Retry-After"].to_s
      retry_after = wait if status == 429 && wait.match?(/\A\d{1,9}\z/)
      [status, retry_after, text.bytesize <= ANSWER_LIMIT ? parsed_object(text) : nil]
    rescue Timeout::Error
      log = "#{request.method} #{request.path.partition("?").first} took too long"
      raise Failure.new(504, "the connection service did not answer in time", log: log)
    rescue SystemCallError, SocketError, IOError, OpenSSL::SSL::SSLError, Net::ProtocolError => e
      log = "#{request.method} #{request.path.partition("?").first} failed: #{e.class}"
      raise Failure.new(503, "the connection service cannot be reached", log: log)
    end

    def parsed_object(text)
      value = JSON.parse(text)
      value if value.is_a?(Hash)
    rescue JSON::ParserError
      nil
    end
  end
end
