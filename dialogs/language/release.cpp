#include "dialogs/language/release.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "base/invariant.hpp"
#include "dialogs/language/canonical_json.hpp"
#include "dialogs/language/cards.hpp"
#include "dialogs/language/dialogs.hpp"
#include "dialogs/language/faults.hpp"
#include "dialogs/language/global.hpp"
#include "dialogs/language/lexicon_file.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/lint.hpp"
#include "dialogs/language/matters_file.hpp"
#include "dialogs/language/points_file.hpp"
#include "dialogs/language/published.hpp"
#include "dialogs/language/rules_file.hpp"
#include "dialogs/language/schema_check.hpp"
#include "dialogs/language/steps.hpp"
#include "dialogs/language/yaml_reader.hpp"
#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/verdict.hpp"

namespace dialogs {
namespace {

constexpr std::string_view kGlobalPath = "_global.yaml";

struct ParsedFile {
  std::string path;
  std::string_view kind;
  Node root;
};

std::string_view stem_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

class Loader {
 public:
  explicit Loader(std::vector<SourceFile> files) : release_(std::make_shared<Release>()) {
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    release_->sources = std::move(files);
  }

  Loaded load(bool is_published) {
    parse();
    gather_names();
    build();
    if (!is_published) lint();
    Loaded loaded;
    if (!faults_.any_error()) {
      std::vector<std::pair<std::string, const Node*>> content;
      for (const ParsedFile& file : files_) content.emplace_back(file.path, &file.root);
      release_->canonical_json = canonical_json(content);
      release_->id = sha256_hex(release_->canonical_json);
      loaded.release = release_;
    }
    loaded.diagnostics = faults_.sorted();
    return loaded;
  }

 private:
  void parse() {
    std::string_view last;
    for (const SourceFile& source : release_->sources) {
      if (source.path == last) {
        faults_.add("E0302", "文件给了两次", {source.path, 0, 0}, "留下一个");
        continue;
      }
      last = source.path;
      SourceText text(source.path, source.text);
      std::optional<Node> root = read_yaml(text, faults_);
      library_.sources.add(std::move(text));
      const KindShape* kind = root ? check_file(*root, faults_) : nullptr;
      if (kind == nullptr) {
        library_.is_complete = false;
        continue;
      }
      files_.push_back({source.path, kind->kind, std::move(*root)});
      check_id(files_.back());
    }
  }

  void check_id(const ParsedFile& file) {
    if (file.kind != "dialog" && file.kind != "part" && file.kind != "rules" && file.kind != "matters") return;
    const Node* id = file.root.find("id");
    if (id == nullptr || !id->is_scalar() || id->text.empty() || id->text == stem_of(file.path)) return;
    faults_.add("E0203", "id“" + id->text + "”和文件名不一样", id->place,
                "改成 id: " + std::string(stem_of(file.path)));
  }

  template <class Visit>
  void each(std::string_view kind, Visit visit) {
    for (const ParsedFile& file : files_) {
      if (file.kind == kind) visit(file);
    }
  }

  // True the first time; E0302 afterwards.
  bool is_new(std::string_view what, const std::string& id, const Place& place) {
    const auto [known, is_first] = ids_.try_emplace(std::string(what) + " " + id, place);
    if (!is_first) {
      faults_.add("E0302", std::string(what) + "“" + id + "”写了两次（" + known->second.file + " 已有）", place,
                  "改名，或删掉一个");
    }
    return is_first;
  }

  void gather_names() {
    bool has_global = false;
    library_.global = usual_global();
    each("global", [&](const ParsedFile& file) {
      if (is_new("全局文件", "", file.root.place)) library_.global = read_global(file.root, library_.sources, faults_);
      has_global = true;
    });
    if (!has_global && library_.is_complete) {
      faults_.add("E0202", "缺少 _global.yaml", {std::string(kGlobalPath), 0, 0},
                  "新建这个文件，第一行写 kind: global");
    }
    each("types", [&](const ParsedFile& file) {
      for (auto& [name, options] : read_types(file.root)) {
        if (is_new("选项表", name, file.root.place)) library_.types.emplace(name, std::move(options));
      }
    });
    each("lexicon", [&](const ParsedFile& file) {
      if (is_new("词典", std::string(text_at(file.root, "id")), file.root.place)) {
        add_lexicon_file(file.root, library_.lexicon, faults_);
      }
    });
    each("points", [&](const ParsedFile& file) { compile_points(file); });
    each("rules", [&](const ParsedFile& file) {
      RulesFile rules = read_rules_file(file.root);
      if (rules.verdict) {
        for (RuleOutput& output : verdict_outputs()) rules.outputs.push_back(std::move(output));
      }
      if (is_new("规则", rules.id, file.root.place)) library_.rules.emplace(rules.id, std::move(rules));
    });
    each("part", [&](const ParsedFile& file) {
      const std::string id(text_at(file.root, "id"));
      if (is_new("片段", id, file.root.place)) library_.parts.emplace(id, &file.root);
    });
    each("dialog", [&](const ParsedFile& file) {
      const std::string id(text_at(file.root, "id"));
      if (!is_new("话本", id, file.root.place)) return;
      library_.dialogs.emplace(id, file.root.place);
      library_.starts.emplace(id, start_places(file.root));
    });
  }

  static StartPlaces start_places(const Node& root) {
    StartPlaces places{root.place, {}};
    const Node* start = root.find("start");
    if (start == nullptr) return places;
    places.start = start->place;
    const Node* words = start->find("words");
    if (words == nullptr) return places;
    for (const Node& word : words->items) {
      if (word.is_scalar() && !word.text.empty()) places.words.push_back(word.place);
    }
    return places;
  }

  void build() {
    release_->global = library_.global;
    each("global", [&](const ParsedFile& file) { check_intents(file.root); });
    compile_matters();
    // Rules that others name come first.
    each("rules", [&](const ParsedFile& file) {
      if (file.root.find("verdict") == nullptr) compile(file);
    });
    each("rules", [&](const ParsedFile& file) {
      if (file.root.find("verdict") != nullptr) compile(file);
    });
    std::set<std::string> used;
    each("dialog", [&](const ParsedFile& file) {
      release_->dialogs.push_back(read_dialog(file.root, library_, faults_));
      const Node* steps = file.root.find("steps");
      if (steps == nullptr) return;
      for (std::string& part : used_parts(*steps, library_, faults_)) used.insert(std::move(part));
    });
    each("part", [&](const ParsedFile& file) {
      if (!used.contains(std::string(text_at(file.root, "id")))) check_unused_part(file.root, library_, faults_);
    });
    each("cards", [&](const ParsedFile& file) {
      for (Card& card : read_cards(file.root, library_.sources, faults_)) release_->cards.push_back(std::move(card));
    });
    each("answers", [&](const ParsedFile& file) {
      for (LegalAnswer& answer : read_answers(file.root)) release_->answers.push_back(std::move(answer));
    });
    each("notices", [&](const ParsedFile& file) {
      for (Notice& notice : read_notices(file.root, library_.sources, faults_)) {
        if (is_new("通知", notice.notice, notice.place)) release_->notices.push_back(std::move(notice));
      }
    });
    each("limits", [&](const ParsedFile& file) {
      for (LegalLimit& limit : read_limits(file.root)) {
        if (is_new("期限", limit.limit, limit.place)) release_->limits.push_back(std::move(limit));
      }
    });
    each("dangers", [&](const ParsedFile& file) {
      if (is_new("危险文件", "", file.root.place)) release_->dangers = read_dangers(file.root, library_.sources, faults_);
    });
    each("global", [&](const ParsedFile& file) { check_safety(file.root); });
    each("tests", [&](const ParsedFile& file) {
      for (ConversationTest& test : read_tests(file.root)) release_->tests.push_back(std::move(test));
    });
  }

  void check_intents(const Node& root) {
    const Node* intents = root.find("intents");
    if (intents == nullptr || library_.rules.contains(library_.global.intents)) return;
    library_.unknown("规则", *intents, names_of(library_.rules), faults_);
  }

  /// Every danger the rules can find has its words; a danger without words would be met with silence.
  void check_safety(const Node& root) {
    const Node* safety = root.find("safety");
    if (safety == nullptr) return;
    const auto rules = library_.rules.find(library_.global.safety);
    if (rules == library_.rules.end()) return library_.unknown("规则", *safety, names_of(library_.rules), faults_);
    const std::vector<RuleOutput>& outputs = rules->second.outputs;
    const auto output = std::find_if(outputs.begin(), outputs.end(),
                                     [](const RuleOutput& one) { return one.output == kDangerOutput; });
    if (output == outputs.end()) {
      return faults_.add("E0306", "规则“" + rules->first + "”没有结论“" + std::string(kDangerOutput) + "”", safety->place,
                         "在它的 outputs 里写 output: " + std::string(kDangerOutput));
    }
    for (const std::string& value : output->values) {
      if (value == kNoDanger || release_->dangers.find(value) != nullptr) continue;
      faults_.add("E0306", "危险“" + value + "”没有写遇到时说什么", output->place,
                  "在 kind: dangers 的文件里加一项 danger: " + value);
    }
  }

  void compile_points(const ParsedFile& file) {
    if (faults_.any_error_in(file.path)) return;
    std::vector<Diagnostic> found;
    std::shared_ptr<const PointTable> table = PointTable::compile(read_points_file(file.root), found);
    faults_.add_all(found);
    if (table == nullptr) return;
    const std::string id = table->file().id;
    if (is_new("分值表", id, file.root.place)) library_.tables.emplace(id, std::move(table));
  }

  /// Null also when no table is named; what is named and not there is a fault.
  std::shared_ptr<const PointTable> table_of(const ParsedFile& file) {
    const Node* points = file.root.find("points");
    const Node* name = points == nullptr ? nullptr : points->find("table");
    if (name == nullptr) return nullptr;
    const auto found = library_.tables.find(name->text);
    if (found != library_.tables.end()) return found->second;
    library_.unknown("分值表", *name, names_of(library_.tables), faults_);
    return nullptr;
  }

  /// All files of matters are one catalogue; with a fault in one of them there is none.
  void compile_matters() {
    std::vector<MattersFile> files;
    bool is_sound = true;
    each("matters", [&](const ParsedFile& file) {
      is_sound = is_sound && !faults_.any_error_in(file.path);
      files.push_back(read_matters_file(file.root));
      is_sound = is_new("事项文件", files.back().id, file.root.place) && is_sound;
    });
    if (files.empty() || !is_sound) return;
    std::vector<Diagnostic> found;
    release_->matters = MatterCatalogue::compile(std::move(files), found);
    faults_.add_all(found);
  }

  /// Null also when none are named; what is named and not there is a fault.
  std::shared_ptr<const RuleSet> kinds_of(const ParsedFile& file) {
    const Node* verdict = file.root.find("verdict");
    const Node* name = verdict == nullptr ? nullptr : verdict->find("kinds");
    if (name == nullptr) return nullptr;
    for (const auto& [id, rules] : release_->rules) {
      if (id == name->text) return rules;
    }
    if (!library_.rules.contains(name->text)) library_.unknown("规则", *name, names_of(library_.rules), faults_);
    return nullptr;
  }

  // Only what the schema accepts is compiled: the rules' own faults are about words, not about shapes.
  void compile(const ParsedFile& file) {
    if (faults_.any_error_in(file.path)) return;
    Companions companions{.table = table_of(file), .matters = nullptr, .kinds = kinds_of(file)};
    if (file.root.find("verdict") != nullptr) companions.matters = release_->matters;
    if (faults_.any_error_in(file.path)) return;
    std::vector<Diagnostic> found;
    std::shared_ptr<const RuleSet> rules =
        RuleSet::compile(read_rules_file(file.root), found, std::move(companions), library_.lexicon);
    faults_.add_all(found);
    if (rules != nullptr) release_->rules.emplace_back(rules->file().id, std::move(rules));
  }

  // Proofs about paths mean nothing while names are wrong.
  void lint() {
    for (const Dialog& dialog : release_->dialogs) {
      lint_words(dialog, library_, faults_);
      if (!faults_.any_error()) lint_paths(dialog, library_, faults_);
    }
    lint_dialogs(release_->dialogs, library_, faults_);
  }

  std::shared_ptr<Release> release_;
  Library library_;
  Faults faults_;
  std::deque<ParsedFile> files_;  // stable addresses: the library points into them
  std::map<std::string, Place> ids_;
};

template <class T, class Matches>
const T* find_in(const std::vector<T>& list, Matches matches) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

Loaded load_release(std::vector<SourceFile> files) { return Loader(std::move(files)).load(false); }

Loaded load_published(std::vector<SourceFile> files) { return Loader(std::move(files)).load(true); }

std::vector<ConversationTest> load_tests(const SourceFile& file, std::vector<Diagnostic>& faults) {
  Faults found;
  const SourceText text(file.path, file.text);
  const std::optional<Node> root = read_yaml(text, found);
  const KindShape* kind = root ? check_file(*root, found) : nullptr;
  if (kind != nullptr && kind->kind != "tests" && kind->kind != "dialog") {
    found.add("E0203", "这里要的是测试文件", root->place, "第一行写 kind: tests；带 tests: 的话本也可以");
  }
  const std::vector<Diagnostic> sorted = found.sorted();
  faults.insert(faults.end(), sorted.begin(), sorted.end());
  if (found.any_error()) return {};
  return read_tests(*root);
}

const Dialog* Release::find_dialog(std::string_view dialog) const {
  return find_in(dialogs, [dialog](const Dialog& d) { return d.id == dialog; });
}

const RuleSet* Release::find_rules(std::string_view rule_set) const {
  const auto* found = find_in(rules, [rule_set](const auto& entry) { return entry.first == rule_set; });
  return found == nullptr ? nullptr : found->second.get();
}

const Danger* Dangers::find(std::string_view danger) const {
  return find_in(list, [danger](const Danger& one) { return one.danger == danger; });
}

const Slot* Dialog::find_slot(std::string_view slot) const {
  return find_in(slots, [slot](const Slot& s) { return s.name == slot; });
}

const Text& Global::text(std::string_view name) const {
  const auto* found = find_in(texts, [name](const auto& entry) { return entry.first == name; });
  BASE_INVARIANT(found != nullptr, "the name of a system text");
  return found->second;
}

const ChannelTraits& Global::channel(std::string_view name) const {
  const auto* found = find_in(channels, [name](const ChannelTraits& traits) { return traits.channel == name; });
  return found == nullptr ? channels.front() : *found;
}

}  // namespace dialogs
