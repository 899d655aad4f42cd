# frozen_string_literal: true

# These lines belong into config/routes.rb; and into config/initializers/filter_parameter_logging.rb, as Rails logs parameters:
#
#   Rails.application.config.filter_parameters += %i[auth_request_id state]
Rails.application.routes.draw do
  scope "/v1/connect", controller: :connection_doctor, constraints: { id: /[\w-]+/ }, defaults: { format: :json } do
    get "accounts", action: :index
    get "accounts/:id", action: :show
    post "accounts/:id/refresh", action: :refresh
    post "accounts/:id/disconnect", action: :disconnect
    post "authorization_link", action: :authorization_link
    post "tools/execute", action: :execute_tool
    post "verify", action: :verify
    match "(*other)", action: :no_such_call, via: :all
  end
end
