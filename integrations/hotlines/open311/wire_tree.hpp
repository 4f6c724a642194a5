#pragma once
// JSON as Open311 servers really write it: ids as strings or numbers, booleans as words or strings, the root kept or
// dropped, lists of one as objects (peers reference §4.1, §4.5). Every scalar is kept as the text the peer wrote.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace integrations::open311 {

struct WireTree {
  enum class Kind { kNull, kText, kList, kObject };
  Kind kind = Kind::kNull;
  std::string text;
  std::vector<WireTree> items;
  struct Member;
  std::vector<Member> members;

  /// nullptr: no object, or no such member.
  const WireTree* find(std::string_view name) const;
  /// The text of that member; "" if it is absent or no scalar.
  std::string_view text_of(std::string_view name) const;
};
struct WireTree::Member {
  std::string name;
  WireTree value;
};

/// nullopt: no JSON, deeper than 32, a name twice in one object, more than 256 names in one, ill-formed UTF-8. Never
/// throws.
std::optional<WireTree> parse_wire_tree(std::string_view json);

struct Records {
  std::vector<const WireTree*> list;  // into the tree
  bool understood = false;            // false: neither records nor an empty list; the answer says something else
};
/// The records (objects that have one of `marks`) in an answer, wherever its root put them. An empty list is believed
/// only at the root or under a name that begins with "service_request": {"code":500,"data":null} must never read as
/// "there is no such request".
Records find_records(const WireTree& answer, std::initializer_list<std::string_view> marks);

}  // namespace integrations::open311
