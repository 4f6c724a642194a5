#include "dialogs/rules/amend.hpp"

namespace dialogs {
namespace {

/// As a double-quoted scalar of YAML; line breaks become blanks.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return out + "\"";
}

/// Where the items of the list `key:` begin.
std::optional<std::size_t> list_begin(std::string_view file, std::string_view key) {
  const std::string line = std::string(key) + ":";
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t end = file.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    if (file.substr(at, end - at) == line) return end + 1;
    at = end + 1;
  }
  return std::nullopt;
}

/// The blanks before the next "-" at or after `at`.
std::string indent_at(std::string_view file, std::size_t at) {
  while (at < file.size()) {
    const std::size_t end = file.find('\n', at);
    const std::string_view line = file.substr(at, end == std::string_view::npos ? end : end - at);
    const std::size_t first = line.find_first_not_of(' ');
    if (first != std::string_view::npos && line[first] == '-') return std::string(first, ' ');
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return "  ";
}

std::optional<std::string> with_item(std::string_view file, std::string_view key, std::string_view first,
                                     std::initializer_list<std::string> more) {
  const std::optional<std::size_t> at = list_begin(file, key);
  if (!at) return std::nullopt;
  const std::string indent = indent_at(file, *at);
  std::string item = indent + "- " + std::string(first) + "\n";
  for (const std::string& line : more) item += indent + "  " + line + "\n";
  return std::string(file.substr(0, *at)) + item + std::string(file.substr(*at));
}

}  // namespace

std::optional<std::string> with_test(std::string_view file, const NewTest& test) {
  return with_item(file, "tests", "text: " + quoted(test.text),
                   {"gives: {" + quoted(test.output) + ": " + quoted(test.value) + "}"});
}

std::optional<std::string> with_rule(std::string_view file, const NewRule& rule) {
  return with_item(file, "rules", "rule: " + quoted(rule.name),
                   {"tier: " + std::to_string(rule.tier), "score: " + std::to_string(rule.score),
                    "if: {any: [" + quoted(rule.word) + "]}",
                    "give: {" + quoted(rule.output) + ": " + quoted(rule.value) + "}"});
}

}  // namespace dialogs
