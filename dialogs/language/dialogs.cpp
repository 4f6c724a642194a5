#include "dialogs/language/dialogs.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/slots.hpp"
#include "dialogs/language/steps.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {
namespace {

class DialogReader {
 public:
  DialogReader(const Node& root, const Library& library, Faults& faults)
      : root_(root), library_(library), faults_(faults) {}

  Dialog read() {
    dialog_.place = root_.place;
    dialog_.id = std::string(text_at(root_, "id"));
    dialog_.title = std::string(text_at(root_, "title"));
    dialog_.about = std::string(text_at(root_, "about"));
    start();
    policies();
    late();
    slots_and_steps();
    dialog_.tests = read_tests(root_);
    return std::move(dialog_);
  }

 private:
  void start() {
    const Node* start = root_.find("start");
    if (start == nullptr) return;
    dialog_.start_words = words_at(*start, "words");
    dialog_.start_intent = std::string(text_at(*start, "intent"));
    dialog_.start_menu = parse_whole(text_at(*start, "menu"));
    dialog_.start_event = std::string(text_at(*start, "event"));
    dialog_.start_after = parse_duration(text_at(*start, "after")).value_or(base::Millis{0});
    if (const Node* intent = start->find("intent")) check_intent(*intent);
  }

  void check_intent(const Node& intent) {
    const auto rules = library_.rules.find(library_.global.intents);
    if (rules == library_.rules.end()) {
      if (!library_.global.intents.empty() || !library_.is_complete) return;  // said at `intents:`
      faults_.add("E0306", "全局文件没有写 intents，start.intent 用不上", intent.place,
                  "在 _global.yaml 写 intents: 规则的 id");
      return;
    }
    std::vector<std::string_view> known;
    for (const RuleOutput& output : rules->second.outputs)
      known.insert(known.end(), output.values.begin(), output.values.end());
    if (std::find(known.begin(), known.end(), intent.text) != known.end()) return;
    faults_.add("E0303", "规则“" + rules->first + "”不会给出“" + intent.text + "”", intent.place,
                did_you_mean(intent.text, known));
  }

  void policies() {
    const std::string_view interrupt = text_at(root_, "interrupt");
    dialog_.interrupt = interrupt == "allow"  ? Interrupt::kAllow
                        : interrupt == "deny" ? Interrupt::kDeny
                                              : Interrupt::kAsk;
    dialog_.remind = library_.global.remind;
    if (const Node* remind = root_.find("remind")) {
      dialog_.remind.clear();
      for (const Node& item : remind->items) {
        if (const auto duration = parse_duration(item.text)) dialog_.remind.push_back(*duration);
      }
    }
    dialog_.expire = parse_duration(text_at(root_, "expire")).value_or(library_.global.expire);
  }

  void late() {
    const Node* late = root_.find("late");
    if (late == nullptr || !late->is_map()) return;
    const Node* action = late->find("do");
    if (action != nullptr && action->is_scalar() && find_action(action->text) == nullptr) {
      std::vector<std::string_view> known;
      for (const Action& one : actions()) known.push_back(one.name);
      faults_.add("E0304", "没有“" + action->text + "”这个动作", action->place, did_you_mean(action->text, known));
    }
    dialog_.late =
        Late{std::string(text_at(*late, "accept")), parse_duration(text_at(*late, "within")).value_or(base::Millis{0}),
             std::string(text_at(*late, "do"))};
  }

  void slots_and_steps() {
    const Node* steps = root_.find("steps");
    add_slots(root_);
    if (steps != nullptr) {
      for (const std::string& part : used_parts(*steps, library_, faults_)) add_slots(*library_.parts.at(part));
    }
    if (excess_ > 0) {
      faults_.add("E0108", "一个话本最多 30 个槽，这里多了 " + std::to_string(excess_) + " 个", dialog_.place,
                  "拆成两个话本");
    }
    TextNames names{{}, dialog_built_ins()};
    for (const Slot& slot : dialog_.slots) names.slots.push_back(slot.name);
    for (std::size_t i = 0; i < dialog_.slots.size(); ++i) {
      finish_slot(dialog_.slots[i], *nodes_[i], dialog_.slots, names, library_, faults_);
    }
    if (steps == nullptr) return;
    dialog_.steps = read_steps(*steps, dialog_.slots, names, library_, faults_);
    const std::size_t count = number_steps(dialog_.steps, faults_);
    if (count > kStepsMax) {
      faults_.add("E0108", "一个话本最多 120 步，这里有 " + std::to_string(count) + " 步", dialog_.place,
                  "拆成两个话本，用 next 接上");
    }
  }

  void add_slots(const Node& file) {
    for (const Node* node : maps_at(file, "slots")) {
      if (dialog_.slots.size() >= kSlotsMax) {
        ++excess_;
        continue;
      }
      Slot slot = read_slot(*node, library_, faults_);
      if (slot.name.empty()) continue;
      for (const Slot& other : dialog_.slots) {
        const bool same_name = other.name == slot.name;
        if (!same_name && (slot.field.empty() || other.field != slot.field)) continue;
        const Node* where = node->find(same_name ? "slot" : "field");
        faults_.add("E0302",
                    (same_name ? "槽“" + slot.name : "field“" + slot.field) + "”写了两次（" + other.place.file +
                        " 第 " + std::to_string(other.place.line) + " 行已有）",
                    where->place, "改名，或删掉一个");
      }
      const auto same = [&](const Slot& other) { return other.name == slot.name; };
      if (std::any_of(dialog_.slots.begin(), dialog_.slots.end(), same)) continue;
      dialog_.slots.push_back(std::move(slot));
      nodes_.push_back(node);
    }
  }

  const Node& root_;
  const Library& library_;
  Faults& faults_;
  Dialog dialog_;
  std::vector<const Node*> nodes_;  // of dialog_.slots
  std::size_t excess_ = 0;          // slots beyond the limit
};

}  // namespace

Dialog read_dialog(const Node& root, const Library& library, Faults& faults) {
  return DialogReader(root, library, faults).read();
}

void check_unused_part(const Node& root, const Library& library, Faults& faults) {
  DialogReader(root, library, faults).read();
}

std::vector<ConversationTest> read_tests(const Node& root) {
  std::vector<ConversationTest> tests;
  for (const Node* node : maps_at(root, "tests")) {
    ConversationTest test;
    test.place = node->place;
    test.name = std::string(text_at(*node, "test"));
    if (const Node* given = node->find("given"); given != nullptr && given->is_map()) test.given = *given;
    for (const Node* line : maps_at(*node, "talk")) {
      if (line->entries.size() != 1) continue;
      const Node::Entry& entry = line->entries.front();
      test.talk.push_back({entry.key, entry.value, entry.key_place});
    }
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace dialogs
