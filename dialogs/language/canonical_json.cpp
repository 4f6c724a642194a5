#include "dialogs/language/canonical_json.hpp"

#include <algorithm>
#include <string_view>

namespace dialogs {
namespace {

void put_string(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// Depth is at most that of a file (yaml_reader.hpp).
void put_node(std::string& out, const Node& node) {
  if (node.is_scalar()) return put_string(out, node.text);
  const char* separator = "";
  if (node.is_list()) {
    out += '[';
    for (const Node& item : node.items) {
      out += separator;
      put_node(out, item);
      separator = ",";
    }
    out += ']';
    return;
  }
  std::vector<const Node::Entry*> entries;
  for (const Node::Entry& entry : node.entries) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const Node::Entry* a, const Node::Entry* b) { return a->key < b->key; });
  out += '{';
  for (const Node::Entry* entry : entries) {
    out += separator;
    put_string(out, entry->key);
    out += ':';
    put_node(out, entry->value);
    separator = ",";
  }
  out += '}';
}

}  // namespace

std::string canonical_json(const std::vector<std::pair<std::string, const Node*>>& files) {
  std::vector<std::pair<std::string, const Node*>> sorted = files;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out = "{\"files\":{";
  const char* separator = "";
  for (const auto& [path, root] : sorted) {
    out += separator;
    put_string(out, path);
    out += ':';
    put_node(out, *root);
    separator = ",";
  }
  return out + "}}";
}

}  // namespace dialogs
