#pragma once
// A YAML document as we read it: strings, maps in document order and lists, each with its place. Types come from the
// schema only, so 12345, no, on and 2025-03-10 stay text (dialog language §3.1).
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogs/language/diagnostic.hpp"

namespace dialogs {

struct Node {
  enum class Kind { kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kScalar;
  std::string text;            // scalar
  std::vector<Node> items;     // list
  std::vector<Entry> entries;  // map, in document order, keys unique
  Place place;

  const Node* find(std::string_view key) const;
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

inline const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

}  // namespace dialogs
