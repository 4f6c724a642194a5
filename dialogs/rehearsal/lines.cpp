#include "dialogs/rehearsal/lines.hpp"

#include <algorithm>
#include <charconv>

namespace dialogs {
namespace {

// Plain YAML is for words that hold nothing YAML could take for its own; the rest stands in double quotes.
bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return word || static_cast<unsigned char>(c) >= 0x80 || c == ' ' || c == '_' || c == '.' || c == '-';
  });
}

std::string quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string written(const Node& node) {
  if (node.is_scalar()) return is_plain(node.text) ? node.text : quoted(node.text);
  std::string inside;
  for (const Node& item : node.items) inside += (inside.empty() ? "" : ", ") + written(item);
  for (const Node::Entry& entry : node.entries) {
    inside += (inside.empty() ? "" : ", ") + entry.key + ": " + written(entry.value);
  }
  return node.is_list() ? "[" + inside + "]" : "{" + inside + "}";
}

}  // namespace

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string text_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr || !found->is_scalar() ? std::string() : found->text;
}

Fields fields_at(const Node& node, std::string_view key) {
  Fields fields;
  if (const Node* found = node.find(key)) {
    for (const Node::Entry& entry : found->entries) fields.emplace_back(entry.key, entry.value.text);
  }
  return fields;
}

Node scalar(std::string text) {
  Node node;
  node.text = std::move(text);
  return node;
}

Node map_of(std::initializer_list<std::pair<std::string_view, Node>> entries) {
  Node node;
  node.kind = Node::Kind::kMap;
  for (const auto& [key, value] : entries) node.entries.push_back({std::string(key), {}, value});
  return node;
}

Node map_of(const Fields& fields) {
  Node node;
  node.kind = Node::Kind::kMap;
  for (const auto& [key, value] : fields) node.entries.push_back({key, {}, scalar(value)});
  return node;
}

TestLine line_of(std::string_view key, Node value) { return {std::string(key), std::move(value), {}}; }

std::string as_yaml(const ConversationTest& test) {
  std::string text = "  - test: " + written(scalar(test.name)) + "\n";
  if (test.given && !test.given->entries.empty()) text += "    given: " + written(*test.given) + "\n";
  text += "    talk:\n";
  for (const TestLine& line : test.talk) text += "      - " + line.key + ": " + written(line.value) + "\n";
  return text;
}

std::string as_test_file(const ConversationTest& test) { return "kind: tests\ntests:\n" + as_yaml(test); }

}  // namespace dialogs
