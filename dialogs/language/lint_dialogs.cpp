#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dialogs/language/lint.hpp"

namespace dialogs {
namespace {

void collect_next(const std::vector<Step>& steps, std::vector<const Step*>& found) {
  for (const Step& step : steps) {
    if (step.kind == StepKind::kNext) found.push_back(&step);
    collect_next(step.then_steps, found);
    collect_next(step.else_steps, found);
    for (const auto& [outcome, block] : step.outcomes) collect_next(block, found);
  }
}

using Arrows = std::map<std::string, std::vector<const Step*>>;

bool reaches(const Arrows& arrows, const std::string& from, const std::string& to) {
  std::set<std::string> seen;
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const std::string dialog = open.back();
    open.pop_back();
    if (dialog == to) return true;
    const auto found = arrows.find(dialog);
    if (found == arrows.end() || !seen.insert(dialog).second) continue;
    for (const Step* step : found->second) open.push_back(step->dialog);
  }
  return false;
}

// A conversation that can go round for ever never ends (G1).
void check_circles(const std::vector<Dialog>& dialogs, Faults& faults) {
  Arrows arrows;
  for (const Dialog& dialog : dialogs) collect_next(dialog.steps, arrows[dialog.id]);
  for (const auto& [dialog, steps] : arrows) {
    for (const Step* step : steps) {
      if (!reaches(arrows, step->dialog, dialog)) continue;
      faults.add("E0408", "“next: " + step->dialog + "”绕了一圈又回到“" + dialog + "”", step->place,
                 "去掉其中一个 next，或改成 end: done");
    }
  }
}

void check_starts(const std::vector<Dialog>& dialogs, const Library& library, Faults& faults) {
  std::map<std::string, const Dialog*> owner;
  const auto claim = [&](const std::string& what, const Dialog& dialog, const Place& place) {
    const auto [known, is_new] = owner.try_emplace(what, &dialog);
    if (is_new) return;
    faults.add("E0302", what + "在话本“" + known->second->id + "”里已经写了", place, "换一个，或删掉一个");
  };
  for (const Dialog& dialog : dialogs) {
    const StartPlaces& places = library.starts.at(dialog.id);
    for (std::size_t i = 0; i < dialog.start_words.size(); ++i) {
      claim("触发词“" + dialog.start_words[i] + "”", dialog, places.words[i]);
    }
    if (dialog.start_menu) claim("菜单号 " + std::to_string(*dialog.start_menu), dialog, places.start);
    if (!dialog.start_intent.empty()) claim("意图“" + dialog.start_intent + "”", dialog, places.start);
  }
}

}  // namespace

void lint_dialogs(const std::vector<Dialog>& dialogs, const Library& library, Faults& faults) {
  const std::vector<ChannelTraits>& channels = library.global.channels;
  check_circles(dialogs, faults);
  check_starts(dialogs, library, faults);
  const bool has_wechat = std::any_of(channels.begin(), channels.end(),
                                      [](const ChannelTraits& traits) { return traits.channel == "wechat"; });
  for (const Dialog& dialog : dialogs) {
    if (dialog.start_event.empty() || dialog.remind.empty() || !has_wechat) continue;
    faults.add("W0804", "“" + dialog.title + "”由系统发起，微信没有免费窗口，提醒发不出去", dialog.place,
               "写 remind: []");
  }
}

}  // namespace dialogs
