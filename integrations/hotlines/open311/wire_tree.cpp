#include "integrations/hotlines/open311/wire_tree.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace integrations::open311 {
namespace {

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kMembersMax = 256;
constexpr int kRootDepthMax = 3;  // {"service_requests":{"request":[…]}}

/// Builds the tree and stops at the first thing that must not be.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  WireTree root;

  bool null() override { return add({}) != nullptr; }
  bool boolean(bool value) override { return add_text(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return add_text(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return add_text(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return add_text(written); }
  bool string(string_t& value) override { return add_text(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(WireTree::Kind::kObject); }
  bool start_array(std::size_t) override { return open(WireTree::Kind::kList); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

  bool key(string_t& name) override {
    WireTree& object = *open_.back();
    if (object.members.size() >= kMembersMax || object.find(name) != nullptr) return false;
    object.members.push_back({name, {}});
    return true;
  }

 private:
  WireTree* add(WireTree node) {
    if (open_.empty()) {
      root = std::move(node);
      return &root;
    }
    WireTree& parent = *open_.back();
    if (parent.kind == WireTree::Kind::kList) return &parent.items.emplace_back(std::move(node));
    parent.members.back().value = std::move(node);
    return &parent.members.back().value;
  }
  bool add_text(std::string text) {
    WireTree node;
    node.kind = WireTree::Kind::kText;
    node.text = std::move(text);
    return add(std::move(node)) != nullptr;
  }
  bool open(WireTree::Kind kind) {
    if (open_.size() >= kDepthMax) return false;
    WireTree node;
    node.kind = kind;
    // Stays valid: while a container is open, nothing is added to its parent.
    open_.push_back(add(std::move(node)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<WireTree*> open_;
};

bool is_record(const WireTree& node, std::initializer_list<std::string_view> marks) {
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return node.find(mark) != nullptr; });
}

bool is_list_name(std::string_view name) {  // "service_requests_updates" is seen in the wild too
  return name.starts_with("service_request") || name == "request" || name == "request_update";
}

/// `may_be_empty`: a list or null here stands for the list of records.
void collect(const WireTree& node, std::initializer_list<std::string_view> marks, int depth, bool may_be_empty,
             Records& found) {
  if (node.kind == WireTree::Kind::kNull || node.kind == WireTree::Kind::kList) {
    if (node.items.empty() && may_be_empty) found.understood = true;
    for (const WireTree& item : node.items) {
      if (!is_record(item, marks)) continue;
      found.understood = true;
      found.list.push_back(&item);
    }
    return;
  }
  if (is_record(node, marks)) {
    found.understood = true;
    found.list.push_back(&node);
    return;
  }
  if (depth == kRootDepthMax) return;
  for (const auto& [name, child] : node.members) collect(child, marks, depth + 1, is_list_name(name), found);
}

}  // namespace

const WireTree* WireTree::find(std::string_view name) const {
  for (const auto& [key, value] : members) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view WireTree::text_of(std::string_view name) const {
  const WireTree* const member = find(name);
  return member != nullptr && member->kind == Kind::kText ? std::string_view(member->text) : std::string_view();
}

std::optional<WireTree> parse_wire_tree(std::string_view json) {
  Builder builder;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &builder)) return std::nullopt;
  return std::move(builder.root);
}

Records find_records(const WireTree& answer, std::initializer_list<std::string_view> marks) {
  Records found;
  if (answer.find("errors") != nullptr || answer.find("error") != nullptr) return found;
  collect(answer, marks, 0, answer.kind == WireTree::Kind::kList, found);
  return found;
}

}  // namespace integrations::open311
