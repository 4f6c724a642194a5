#pragma once
// Answers as bytes: one string with header and body, so that one write sends it.
#include <string>
#include <string_view>

#include "bot/server/http.hpp"

namespace bot {

struct WireOptions {
  bool head_only = false;  // HEAD: the length of the body without the body
  bool keep_alive = true;
};

/// Appends the whole answer. A header whose name or value could end its line is left out (a driver's words may have
/// come into it); framing headers are ours alone.
void append_response(std::string& out, const Response& response, WireOptions options);

/// Appends the head of an event stream; it ends with the connection.
void append_stream_head(std::string& out, const Response& head);

/// Appends one event. `id` and `name` end at their first line break; `data` may have several lines.
void append_event(std::string& out, std::string_view id, std::string_view name, std::string_view data);

}  // namespace bot
