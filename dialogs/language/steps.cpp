#include "dialogs/language/steps.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/conditions.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/schema_check.hpp"
#include "dialogs/language/several.hpp"

namespace dialogs {
namespace {

constexpr std::string_view kBlocks[] = {"then", "else"};
constexpr int kRedoTimes = 2;  // where the script does not say (dialog language §3.5)

// Calls visit(step) for every step of a list and of its blocks, in document order.
template <class Visit>
void each_step_node(const Node& list, const Visit& visit) {
  for (const Node& item : list.items) {
    if (!item.is_map()) continue;
    visit(item);
    for (const std::string_view block : kBlocks) {
      if (const Node* steps = item.find(block)) each_step_node(*steps, visit);
    }
    if (const Node* outcomes = item.find("outcome")) {
      for (const Node::Entry& entry : outcomes->entries) each_step_node(entry.value, visit);
    }
  }
}

class PartFinder {
 public:
  PartFinder(const Library& library, Faults& faults) : library_(library), faults_(faults) {}

  void search(const Node& steps) {
    each_step_node(steps, [this](const Node& step) {
      const Node* use = step.find("use");
      if (use != nullptr && use->is_scalar()) enter(*use);
    });
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  void enter(const Node& use) {
    const auto part = library_.parts.find(use.text);
    if (part == library_.parts.end()) return library_.unknown("片段", use, names_of(library_.parts), faults_);
    if (std::find(path_.begin(), path_.end(), use.text) != path_.end()) {
      faults_.add("E0408", "片段“" + use.text + "”绕了一圈又用到自己", use.place, "去掉这个 use");
      return;
    }
    if (path_.size() >= static_cast<std::size_t>(kUseDepthMax)) {
      faults_.add("E0408", "片段套片段超过 " + std::to_string(kUseDepthMax) + " 层", use.place,
                  "把内层的步骤直接写在这里");
      return;
    }
    if (std::find(found_.begin(), found_.end(), use.text) != found_.end()) return;
    found_.push_back(use.text);
    path_.push_back(use.text);
    if (const Node* steps = part->second->find("steps")) search(*steps);
    path_.pop_back();
  }

  const Library& library_;
  Faults& faults_;
  std::vector<std::string> path_;
  std::vector<std::string> found_;
};

class StepReader {
 public:
  StepReader(const std::vector<Slot>& slots, const TextNames& names, const Library& library, Faults& faults)
      : slots_(slots), names_(names), library_(library), faults_(faults) {}

  std::vector<Step> list(const Node& nodes) {
    std::vector<Step> steps;
    for (const Node& node : nodes.items) {
      const ObjectShape* shape = node.is_map() ? step_shape_of(node) : nullptr;
      if (shape == nullptr) continue;
      if (shape->name == "use") {
        splice(node, steps);
      } else {
        ++count_;
        steps.push_back(step(node, shape->name));
      }
    }
    return steps;
  }

 private:
  using Read = void (StepReader::*)(Step&, const Node& step, const Node& value);
  struct Kind {
    std::string_view key;
    StepKind kind;
    Read read;
  };

  void splice(const Node& node, std::vector<Step>& steps) {
    const auto part = library_.parts.find(std::string(text_at(node, "use")));
    if (part == library_.parts.end() || depth_ >= kUseDepthMax || count_ > kStepsMax) return;
    const Node* inner = part->second->find("steps");
    if (inner == nullptr) return;
    ++depth_;
    for (Step& step : list(*inner)) steps.push_back(std::move(step));
    --depth_;
  }

  Step step(const Node& node, std::string_view key) {
    static constexpr std::array<Kind, 11> kKinds{{
        {"say", StepKind::kSay, &StepReader::say},
        {"collect", StepKind::kCollect, &StepReader::collect},
        {"confirm", StepKind::kConfirm, &StepReader::confirm},
        {"if", StepKind::kIf, &StepReader::branch},
        {"set", StepKind::kSet, &StepReader::assign},
        {"classify", StepKind::kClassify, &StepReader::classify},
        {"do", StepKind::kDo, &StepReader::act},
        {"redo", StepKind::kRedo, &StepReader::redo},
        {"human", StepKind::kHuman, &StepReader::human},
        {"next", StepKind::kNext, &StepReader::go_on},
        {"end", StepKind::kEnd, &StepReader::end},
    }};
    Step step;
    step.place = node.place;
    step.id = std::string(text_at(node, "id"));
    step.has_own_id = !step.id.empty();
    step.note = std::string(text_at(node, "note"));
    for (const Kind& kind : kKinds) {
      if (kind.key != key) continue;
      step.kind = kind.kind;
      (this->*kind.read)(step, node, *node.find(key));
    }
    return step;
  }

  const Slot* slot(const Node& name) {
    if (!name.is_scalar() || name.text.empty()) return nullptr;
    const auto found = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) { return s.name == name.text; });
    if (found != slots_.end()) return &*found;
    faults_.add("E0301", "没有“" + name.text + "”这个槽", name.place,
                is_several(name.text) ? kApart : did_you_mean(name.text, {names_.slots.begin(), names_.slots.end()}));
    return nullptr;
  }

  void slots_of(Step& step, const Node& value) {
    for (const Node& name : value.items) {
      if (slot(name) != nullptr) step.slots.push_back(name.text);
    }
  }

  void say(Step& step, const Node&, const Node& value) {
    step.say = read_texts(value, names_, library_.sources, faults_);
  }

  void collect(Step& step, const Node&, const Node& value) {
    slots_of(step, value);
    for (const std::string& name : step.slots) {
      const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) { return s.name == name; });
      if (!slot->ask.empty()) continue;
      faults_.add("E0205", "“" + name + "”要向用户问，却没有写 ask", slot->place, "补上 ask: 怎么问");
    }
  }

  void confirm(Step& step, const Node&, const Node& value) { slots_of(step, value); }

  void branch(Step& step, const Node& node, const Node& value) {
    step.condition = read_condition(value, slots_, library_.sources, faults_);
    if (const Node* then = node.find("then")) step.then_steps = list(*then);
    otherwise(step, node);
  }

  void otherwise(Step& step, const Node& node) {
    const Node* block = node.find("else");
    step.has_else = block != nullptr;
    if (block != nullptr) step.else_steps = list(*block);
  }

  void assign(Step& step, const Node&, const Node& value) {
    for (const Node::Entry& entry : value.entries) {
      Node name;
      name.text = entry.key;
      name.place = entry.key_place;
      const Slot* target = slot(name);
      if (target == nullptr || !entry.value.is_scalar()) continue;
      if (!target->computed) {
        faults_.add("E0407", "“" + entry.key + "”由用户回答，不能用 set 改", entry.key_place,
                    "给这个槽写 computed: true，或换一个槽");
      }
      const bool is_known =
          target->options.empty() || std::any_of(target->options.begin(), target->options.end(),
                                                 [&](const Option& option) { return option.is == entry.value.text; });
      if (!is_known) {
        std::vector<std::string_view> known;
        for (const Option& option : target->options) known.push_back(option.is);
        faults_.add("E0303", "“" + entry.key + "”没有“" + entry.value.text + "”这个选项", entry.value.place,
                    did_you_mean(entry.value.text, known));
      }
      step.set.emplace_back(entry.key, entry.value.text);
    }
  }

  void classify(Step& step, const Node& node, const Node& value) {
    step.rules = value.text;
    const auto rules = library_.rules.find(step.rules);
    if (rules == library_.rules.end()) {
      library_.unknown("规则", value, names_of(library_.rules), faults_);
    } else {
      check_outputs(rules->second, value);
    }
    const Node* of = node.find("of");
    if (of != nullptr && slot(*of) != nullptr) step.of = of->text;
  }

  void check_outputs(const RulesFile& rules, const Node& at) {
    for (const RuleOutput& output : rules.outputs) {
      const auto target =
          std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) { return s.name == output.output; });
      if (target == slots_.end() || target->options.empty()) continue;
      for (const std::string& value : output.values) {
        const bool is_known = std::any_of(target->options.begin(), target->options.end(),
                                          [&](const Option& option) { return option.is == value; });
        if (is_known) continue;
        faults_.add("E0303", "规则“" + rules.id + "”会给出“" + value + "”，而“" + target->name + "”没有这个选项",
                    at.place, "给这个槽补上选项“" + value + "”");
      }
    }
  }

  void act(Step& step, const Node& node, const Node& value) {
    step.action = value.text;
    const Action* action = find_action(step.action);
    if (action == nullptr && value.is_scalar() && !value.text.empty()) {
      std::vector<std::string_view> known;
      for (const Action& one : actions()) known.push_back(one.name);
      faults_.add("E0304", "没有“" + value.text + "”这个动作", value.place, did_you_mean(value.text, known));
    }
    const Node* outcomes = node.find("outcome");
    if (outcomes == nullptr) return;
    for (const Node::Entry& entry : outcomes->entries) {
      if (action != nullptr) check_outcome(*action, entry);
      step.outcomes.emplace_back(entry.key, list(entry.value));
    }
  }

  void check_outcome(const Action& action, const Node::Entry& entry) {
    std::vector<std::string_view> known(action.outcomes.begin(), action.outcomes.end());
    known.insert(known.end(), {"fail", "timeout"});
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) return;
    faults_.add("E0305", "动作 " + std::string(action.name) + " 没有“" + entry.key + "”这种结果", entry.key_place,
                did_you_mean(entry.key, known));
  }

  void redo(Step& step, const Node& node, const Node& value) {
    slots_of(step, value);
    step.times = parse_whole(text_at(node, "times")).value_or(kRedoTimes);
    if (const Node* why = node.find("why")) step.why = read_text(*why, names_, library_.sources, faults_);
    otherwise(step, node);
  }

  void human(Step& step, const Node&, const Node& value) { step.reason = value.text; }

  void go_on(Step& step, const Node&, const Node& value) {
    step.dialog = value.text;
    if (!library_.dialogs.contains(step.dialog)) library_.unknown("话本", value, names_of(library_.dialogs), faults_);
  }

  void end(Step& step, const Node&, const Node& value) {
    step.end = value.text == "cancelled" ? EndKind::kCancelled
               : value.text == "failed"  ? EndKind::kFailed
                                         : EndKind::kDone;
  }

  const std::vector<Slot>& slots_;
  const TextNames& names_;
  const Library& library_;
  Faults& faults_;
  int depth_ = 0;
  std::size_t count_ = 0;  // parts multiply: what is over the limit is not spliced any more
};

template <class Visit>
void each_step(std::vector<Step>& steps, const Visit& visit) {
  for (Step& step : steps) {
    visit(step);
    each_step(step.then_steps, visit);
    each_step(step.else_steps, visit);
    for (auto& [outcome, block] : step.outcomes) each_step(block, visit);
  }
}

}  // namespace

std::vector<std::string> used_parts(const Node& steps, const Library& library, Faults& faults) {
  PartFinder finder(library, faults);
  finder.search(steps);
  return finder.take();
}

std::vector<Step> read_steps(const Node& list, const std::vector<Slot>& slots, const TextNames& names,
                             const Library& library, Faults& faults) {
  return StepReader(slots, names, library, faults).list(list);
}

std::size_t number_steps(std::vector<Step>& steps, Faults& faults) {
  std::size_t count = 0;
  std::set<std::string> known;
  each_step(steps, [&](Step& step) {
    ++count;
    if (!step.has_own_id) step.id = "s" + std::to_string(count);
    if (!known.insert(step.id).second) {
      faults.add("E0302", "id“" + step.id + "”在这个话本里用了两次", step.place, "换一个 id");
    }
  });
  return count;
}

}  // namespace dialogs
