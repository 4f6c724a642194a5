#include "bot/json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/utf8.hpp"

namespace bot {

base::Result<nlohmann::json> parse_strict(std::string_view text) {
  if (!base::is_utf8(text)) return base::Error{base::ErrorCode::kInvalid, "bad_utf8"};
  bool too_deep = false;
  bool duplicate = false;
  std::vector<std::set<std::string>> keys;
  using Event = nlohmann::json::parse_event_t;
  // Depth is refused before the parser's result is built: dump() and destructors of a deep value would recurse.
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      too_deep = too_deep || ++depth > kJsonDepthMax;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  if (too_deep) return base::Error{base::ErrorCode::kInvalid, "too_deep"};
  const auto watch = [&](int, Event event, nlohmann::json& value) {
    if (event == Event::object_start) keys.emplace_back();
    if (event == Event::object_end) keys.pop_back();
    if (event == Event::key && !keys.back().insert(value.get<std::string>()).second) duplicate = true;
    return true;
  };
  nlohmann::json json = nlohmann::json::parse(text, watch, false);
  if (duplicate) return base::Error{base::ErrorCode::kInvalid, "duplicate_key"};
  if (json.is_discarded()) return base::Error{base::ErrorCode::kInvalid, "bad_json"};
  return json;
}

std::string to_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace bot
