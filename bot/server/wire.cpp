#include "bot/server/wire.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

#include "bot/server/ascii.hpp"

namespace bot {
namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(std::clamp(status, 200, 599)));
  out += ' ';
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  out.append(reason.data(), reason.size());
  out += "\r\n";
}

bool is_safe_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; });
}

bool is_ours(std::string_view name) {
  return equal_ignoring_case(name, "content-length") || equal_ignoring_case(name, "transfer-encoding") ||
         equal_ignoring_case(name, "connection") || equal_ignoring_case(name, "x-content-type-options");
}

void append_headers(std::string& out, const Response& response, std::string_view default_type) {
  const std::string_view type = response.content_type.empty() ? default_type : std::string_view(response.content_type);
  if (!type.empty() && is_safe_value(type)) {
    out += "Content-Type: ";
    out += type;
    out += "\r\n";
  }
  out += "X-Content-Type-Options: nosniff\r\n";
  for (const auto& [name, value] : response.headers) {
    const bool safe = !name.empty() && std::all_of(name.begin(), name.end(), is_token_char) && is_safe_value(value);
    if (!safe || is_ours(name)) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
}

void append_field(std::string& out, std::string_view name, std::string_view text) {
  out += name;
  out += text.substr(0, text.find_first_of(std::string_view("\r\n\0", 3)));
  out += '\n';
}

}  // namespace

void append_response(std::string& out, const Response& response, WireOptions options) {
  const bool has_body = response.status != 204 && response.status != 304;
  append_status_line(out, response.status);
  append_headers(out, response, "");
  if (has_body) {
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  out += options.keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  if (has_body && !options.head_only) out += response.body;
}

void append_stream_head(std::string& out, const Response& head) {
  append_status_line(out, head.status);
  append_headers(out, head, "text/event-stream");
  out += "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n";
}

void append_event(std::string& out, std::string_view id, std::string_view name, std::string_view data) {
  if (!id.empty()) append_field(out, "id: ", id);
  if (!name.empty()) append_field(out, "event: ", name);
  for (;;) {
    const std::size_t end = data.find_first_of("\r\n");
    out += "data: ";
    out += data.substr(0, end);
    out += '\n';
    if (end == std::string_view::npos) break;
    const bool pair = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (pair ? 2 : 1));
  }
  out += '\n';
}

}  // namespace bot
