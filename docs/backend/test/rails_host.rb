# frozen_string_literal: true

# The smallest Rails app around the files of rails/, for the tests.
require "action_controller/railtie"
require "rack/handler/puma"

class Host < Rails::Application
  config.load_defaults Rails::VERSION::STRING.to_f
  config.eager_load = false
  config.consider_all_requests_local = false
  config.secret_key_base = ENV.fetch("COOKIE_KEY")
  config.session_store :cookie_store, key: "session"
  config.logger = ActiveSupport::Logger.new($stderr)
  config.filter_parameters += %i[auth_request_id state]
  config.hosts.clear
end

Rails.application.initialize!

# With a name and a value: the cookie that this app would sign if it did not date it.
if ARGV.any?
  name, value = ARGV
  jar = ActionDispatch::Request.new(Rails.application.env_config).cookie_jar
  jar.signed[name] = value
  puts jar[name]
  exit
end

# What the app's own sign-in does.
ActionController::Base.before_action { session[:user_id] = ENV.fetch("DEMO_PERSON") }

folder = File.expand_path("../rails", __dir__)
%w[scalekit_client connection_doctor_controller routes].each { |name| require "#{folder}/#{name}" }

$stdout.sync = true
# All threads from the start: one that Puma makes only when it is needed comes too late for calls at the same time.
puma = { Host: "127.0.0.1", Port: ENV.fetch("PORT"), Threads: "8:8", Silent: true }
Rack::Handler::Puma.run(Rails.application, **puma) do |launcher|
  launcher.events.on_booted { puts "listening on http://127.0.0.1:#{launcher.connected_ports.first}" }
end
