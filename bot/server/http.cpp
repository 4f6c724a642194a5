#include "bot/server/http.hpp"

#include "base/invariant.hpp"
#include "base/log.hpp"
#include "bot/server/ascii.hpp"

namespace bot {

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  std::string_view found;
  int times = 0;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, "cookie")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim_blanks(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      found = pair.substr(equals + 1);
      ++times;
    }
  }
  return times == 1 ? found : std::string_view{};
}

Response error_response(int status, std::string_view code, std::string_view message, std::string_view request_id) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  std::string& body = response.body;
  body.reserve(64 + code.size() + message.size() + request_id.size());
  body = R"({"error":")";
  base::append_json_escaped(body, code);
  body += R"(","message":")";
  base::append_json_escaped(body, message);
  body += R"(","request_id":")";
  base::append_json_escaped(body, request_id);
  body += "\"}";
  return response;
}

void Responder::Port::forgotten() {
  Response response = error_response(503, "unanswered", "Try again in a moment.", "");
  response.headers.emplace_back("Retry-After", "1");
  send(std::move(response));
}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    if (port_) port_->forgotten();
    port_ = std::move(other.port_);
  }
  return *this;
}

Responder::~Responder() {
  if (port_) port_->forgotten();
}

void Responder::send(Response response) {
  BASE_INVARIANT(port_ != nullptr, "a request is answered once");
  const std::shared_ptr<Port> port = std::move(port_);
  port->send(std::move(response));
}

std::shared_ptr<EventStream> Responder::stream(Response head) {
  BASE_INVARIANT(port_ != nullptr, "a request is answered once");
  const std::shared_ptr<Port> port = std::move(port_);
  return port->stream(std::move(head));
}

}  // namespace bot
