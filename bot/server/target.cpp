// The request's target, decoded exactly once.
#include <algorithm>

#include "base/utf8.hpp"
#include "bot/server/ascii.hpp"
#include "bot/server/guard.hpp"

namespace bot {
namespace {

constexpr Refusal kTarget{400, "bad_target", "Send the path as /path?query, percent-encoded once."};

// False: a bad escape, or %00.
bool decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.clear();
  if (text.find_first_of(plus_is_space ? "%+" : "%") == std::string_view::npos) {
    out.assign(text);
    return true;
  }
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return true;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // its '/'
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

bool read_path(std::string_view raw, std::string& path) {
  if (!decode(raw, false, path)) return false;
  if (path.size() != raw.size()) {  // something was encoded: it must not change what the path means
    std::size_t slashes_raw = 0, slashes = 0;
    for (const char c : raw) slashes_raw += c == '/';
    for (const char c : path) {
      slashes += c == '/';
      if (is_control(c)) return false;
    }
    if (slashes != slashes_raw || !base::is_utf8(path)) return false;
  }
  return path.find('\\') == std::string::npos && !has_dot_segment(path);
}

bool read_query(std::string_view raw, std::vector<std::pair<std::string, std::string>>& query) {
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto& [name, value] = query.emplace_back();
    if (!decode(pair.substr(0, equals), true, name)) return false;
    if (equals < pair.size() && !decode(pair.substr(equals + 1), true, value)) return false;
  }
  return true;
}

}  // namespace

std::optional<Refusal> read_target(std::string_view target, Head& head) {
  if (target.empty() || target.front() != '/') return kTarget;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || c == '#') return kTarget;
  }
  const std::size_t mark = target.find('?');
  if (!read_path(target.substr(0, mark), head.path)) return kTarget;
  if (mark != std::string_view::npos && !read_query(target.substr(mark + 1), head.query)) return kTarget;
  return std::nullopt;
}

}  // namespace bot
