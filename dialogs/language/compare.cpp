#include "dialogs/language/compare.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "dialogs/language/canonical_json.hpp"
#include "dialogs/language/compare_parts.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace dialogs {
namespace {

std::string content(const Node& node) { return canonical_json({{"", &node}}); }

// A list of a file whose entries have names, and what an entry is called.
struct NamedList {
  std::string_view list;
  std::string_view name;
  const char* word;
  ChangeClass change;
};
constexpr std::array kNamedLists{
    NamedList{"outputs", "output", "结论", ChangeClass::kRules},
    NamedList{"words", "group", "词组", ChangeClass::kRules},
    NamedList{"rules", "rule", "规则", ChangeClass::kRules},
    NamedList{"matters", "matter", "事项", ChangeClass::kRules},
    NamedList{"cards", "card", "卡片", ChangeClass::kRules},
    NamedList{"answers", "answer", "要点", ChangeClass::kRules},
    NamedList{"notices", "notice", "通知", ChangeClass::kTexts},
    NamedList{"commands", "do", "命令", ChangeClass::kRules},
    NamedList{"channels", "channel", "渠道", ChangeClass::kRules},
    NamedList{"tests", "test", "测试", ChangeClass::kTexts},
    NamedList{"tests", "text", "测试", ChangeClass::kTexts},
};

// What is not said of dialogs (their compiled forms are compared) or of files of option lists (dialogs show them).
class FileComparison {
 public:
  FileComparison(std::string dialog, std::vector<Change>& changes) : dialog_(std::move(dialog)), changes_(changes) {}

  void keys(const Node& published, const Node& draft, bool is_dialog) {
    std::set<std::string> keys;
    for (const Node* root : {&published, &draft}) {
      for (const Node::Entry& entry : root->entries) keys.insert(entry.key);
    }
    for (const std::string& key : keys) {
      if (is_dialog && key != "tests" && key != "note") continue;
      const Node* before = published.find(key);
      const Node* now = draft.find(key);
      if (before != nullptr && now != nullptr && content(*before) == content(*now)) continue;
      const Place& place = now != nullptr ? now->place : before->place;
      if (key == "texts") {
        texts(before, now, place);
      } else if (!named_list(key, before, now)) {
        const bool is_text = key == "note" || key == "about" || key == "title" || key == "tests" || key == "brand";
        add(is_text ? ChangeClass::kTexts : ChangeClass::kRules, "“" + key + "”改了", place);
      }
    }
  }

 private:
  void add(ChangeClass change, std::string what, const Place& place) {
    changes_.push_back({change, dialog_, std::move(what), place});
  }

  void texts(const Node* before, const Node* now, const Place& place) {
    const auto text = [](const Node* map, const std::string& key) {
      const Node* found = map == nullptr ? nullptr : map->find(key);
      return found == nullptr ? std::string() : content(*found);
    };
    std::set<std::string> names;
    for (const Node* map : {before, now}) {
      if (map == nullptr) continue;
      for (const Node::Entry& entry : map->entries) names.insert(entry.key);
    }
    for (const std::string& name : names) {
      if (text(before, name) != text(now, name)) add(ChangeClass::kTexts, "系统话术“" + name + "”改了", place);
    }
  }

  // False if the list's entries have no names.
  bool named_list(const std::string& key, const Node* before, const Node* now) {
    for (const NamedList& list : kNamedLists) {
      if (list.list != key || !has_names(before, list.name) || !has_names(now, list.name)) continue;
      entries(list, before, now);
      return true;
    }
    return false;
  }

  static bool has_names(const Node* list, std::string_view name) {
    return list == nullptr || std::all_of(list->items.begin(), list->items.end(),
                                          [&](const Node& item) { return item.find(name) != nullptr; });
  }

  void entries(const NamedList& list, const Node* before, const Node* now) {
    const auto by_name = [&](const Node* nodes) {
      std::map<std::string, const Node*> found;
      if (nodes == nullptr) return found;
      for (const Node& item : nodes->items) found.emplace(item.find(list.name)->text, &item);
      return found;
    };
    const std::map<std::string, const Node*> old = by_name(before);
    const std::map<std::string, const Node*> fresh = by_name(now);
    const std::size_t told = changes_.size();
    for (const auto& [name, node] : old) {
      const auto kept = fresh.find(name);
      if (kept == fresh.end()) {
        add(list.change, std::string("删了") + list.word + "“" + name + "”", node->place);
      } else if (content(*kept->second) != content(*node)) {
        add(list.change, std::string(list.word) + "“" + name + "”改了", kept->second->place);
      }
    }
    for (const auto& [name, node] : fresh) {
      if (!old.contains(name)) add(list.change, std::string("加了") + list.word + "“" + name + "”", node->place);
    }
    if (changes_.size() > told) return;
    add(list.change, std::string(list.word) + "的先后改了", now != nullptr ? now->place : before->place);
  }

  std::string dialog_;
  std::vector<Change>& changes_;
};

std::map<std::string, Node> roots_of(const Release& release) {
  std::map<std::string, Node> roots;
  Faults none;  // a release has no faults
  for (const SourceFile& file : release.sources) {
    if (auto root = read_yaml(SourceText(file.path, file.text), none)) roots.emplace(file.path, std::move(*root));
  }
  return roots;
}

std::string kind_of(const Node& root) {
  const Node* kind = root.find("kind");
  return kind == nullptr ? std::string() : kind->text;
}

ChangeClass class_of_file(const std::string& kind) {
  return kind == "tests" || kind == "notices" || kind == "types" || kind == "part" ? ChangeClass::kTexts
                                                                                   : ChangeClass::kRules;
}

void compare_files(const Release& published, const Release& draft, std::vector<Change>& changes) {
  const std::map<std::string, Node> before = roots_of(published);
  const std::map<std::string, Node> now = roots_of(draft);
  std::vector<Change> edited;
  for (const auto& [path, root] : before) {
    const std::string kind = kind_of(root);
    if (now.contains(path) || kind == "dialog") continue;
    changes.push_back({class_of_file(kind), "", "删了文件 " + path, root.place});
  }
  for (const auto& [path, root] : now) {
    const std::string kind = kind_of(root);
    const auto old = before.find(path);
    if (old == before.end()) {
      if (kind != "dialog") changes.push_back({class_of_file(kind), "", "加了文件 " + path, root.place});
    } else if (content(old->second) != content(root)) {
      const Node* id = kind == "dialog" ? root.find("id") : nullptr;
      if (kind != "types" && kind != "part") {
        FileComparison(id == nullptr ? "" : id->text, changes).keys(old->second, root, kind == "dialog");
      }
      edited.push_back({class_of_file(kind), "", "文件 " + path + " 改了", root.place});
    }
  }
  // What no dialog shows: a part or an option list that none uses.
  if (changes.empty()) changes = std::move(edited);
}

std::set<std::string> dialog_ids(const Release& published, const Release& draft) {
  std::set<std::string> ids;
  for (const Release* release : {&published, &draft}) {
    for (const Dialog& dialog : release->dialogs) ids.insert(dialog.id);
  }
  return ids;
}

}  // namespace

std::string_view letter(ChangeClass change) {
  constexpr std::array<std::string_view, 4> kLetters{"", "T", "R", "S"};
  return kLetters[static_cast<std::size_t>(change)];
}

ChangeClass Comparison::for_dialog(std::string_view dialog) const {
  for (const DialogChange& one : dialogs) {
    if (one.dialog == dialog) return one.is_gone ? ChangeClass::kStructure : std::max(one.change, shared);
  }
  return ChangeClass::kStructure;
}

Comparison compare(const Release& published, const Release& draft) {
  Comparison found;
  for (const std::string& id : dialog_ids(published, draft)) {
    found.dialogs.push_back({id, ChangeClass::kNone, false, false});
  }
  if (published.id == draft.id) return found;
  for (DialogChange& one : found.dialogs) {
    const Dialog* before = published.find_dialog(one.dialog);
    const Dialog* now = draft.find_dialog(one.dialog);
    one.is_new = before == nullptr;
    one.is_gone = now == nullptr;
    if (one.is_new) {
      found.changes.push_back({ChangeClass::kRules, one.dialog, "新话本“" + now->title + "”", now->place});
    } else if (one.is_gone) {
      found.changes.push_back({ChangeClass::kStructure, one.dialog, "删了话本“" + before->title + "”", before->place});
    } else {
      compare_dialogs(*before, *now, found.changes);
      check_kept(*before, *now, found.diagnostics);
    }
  }
  compare_files(published, draft, found.changes);
  for (const Change& change : found.changes) {
    found.change = std::max(found.change, change.change);
    if (change.dialog.empty()) found.shared = std::max(found.shared, change.change);
    for (DialogChange& one : found.dialogs) {
      if (one.dialog == change.dialog) one.change = std::max(one.change, change.change);
    }
  }
  const auto key = [](const Change& c) {
    return std::make_tuple(-static_cast<int>(c.change), c.place.file, c.place.line, c.place.column);
  };
  std::stable_sort(found.changes.begin(), found.changes.end(),
                   [&](const Change& a, const Change& b) { return key(a) < key(b); });
  std::sort(found.diagnostics.begin(), found.diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column, a.code, a.message) <
           std::tie(b.place.file, b.place.line, b.place.column, b.code, b.message);
  });
  return found;
}

}  // namespace dialogs
