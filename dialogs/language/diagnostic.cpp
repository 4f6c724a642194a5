#include "dialogs/language/diagnostic.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kExcerptPointsMax = 120;

void put_excerpt(std::string& out, const Place& place, std::string_view line) {
  const std::string number = std::to_string(place.line);
  const std::string margin(std::max<std::size_t>(number.size(), 3), ' ');
  const std::string_view shown = base::prefix_of_points(line, kExcerptPointsMax);
  const auto before = static_cast<std::size_t>(std::max(place.column - 1, 0));
  out += margin.substr(number.size()) + number + "│ " + std::string(shown) + "\n";
  if (before > kExcerptPointsMax) return;
  out += margin + "│ " + std::string(base::display_width(base::prefix_of_points(shown, before)), ' ') + "^\n";
}

}  // namespace

std::string render(const Diagnostic& diagnostic, std::string_view source) {
  const Place& place = diagnostic.place;
  std::string out = (diagnostic.is_error() ? "错误[" : "提醒[") + diagnostic.code + "] " + diagnostic.message + "\n";
  out += "  ┌─ " + place.file;
  if (place.line > 0) out += ":" + std::to_string(place.line) + ":" + std::to_string(std::max(place.column, 1));
  out += "\n";
  if (place.line > 0 && !source.empty()) {
    const SourceText text(place.file, source);
    if (place.line <= text.lines()) put_excerpt(out, place, base::repair_utf8(text.line(place.line)));
  }
  if (!diagnostic.fix.empty()) out += "    = 怎么改：" + diagnostic.fix + "\n";
  return out;
}

}  // namespace dialogs
