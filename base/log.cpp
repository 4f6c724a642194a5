#include "base/log.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"

namespace base {
namespace {

std::string_view level_name(Level level) {
  switch (level) {
    case Level::kInfo: return "info";
    case Level::kWarn: return "warn";
    case Level::kError: return "error";
  }
  return "error";
}

bool is_direction_mark(char32_t c) {
  return c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

void append_json_escaped(std::string& out, std::string_view text) {
  std::array<char, 8> escape{};
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(c));
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F || is_direction_mark(c)) {
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      append_code_point(out, c);
    }
  }
}

void JsonLinesLog::write(Level level, Literal event, std::initializer_list<LogField> fields) noexcept {
  try {
    std::string line = "{\"at\":\"" + to_rfc3339(clock_.now()) + "\",\"level\":\"";
    line += level_name(level);
    line += "\",\"event\":\"";
    append_json_escaped(line, event.text());
    line += '"';
    for (const LogField& field : fields) {
      line += ",\"";
      append_json_escaped(line, field.name());
      line += "\":";
      if (field.is_text()) {
        line += '"';
        append_json_escaped(line, field.text());
        line += '"';
      } else {
        line += std::to_string(field.number());
      }
    }
    line += "}\n";
    // A log that cannot be written must not stop a message from being kept.
    [[maybe_unused]] const ssize_t written = ::write(file_descriptor_, line.data(), line.size());
  } catch (...) {
    return;
  }
}

}  // namespace base
