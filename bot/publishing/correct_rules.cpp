#include "bot/publishing/correct_rules.hpp"

#include <algorithm>
#include <utility>

#include "bot/publishing/changed_scripts.hpp"
#include "dialogs/rules/amend.hpp"
#include "dialogs/rules/matters.hpp"

namespace bot {
namespace {

constexpr char kOutput[] = "路由";

struct Strength {
  int tier, score;
};
// The weakest that does it is taken: a strong rule of one word breaks what others say.
constexpr Strength kStrengths[] = {{0, 15}, {0, 30}, {1, 30}, {2, 30}, {4, 30}, {6, 30}};

std::string why_not(const dialogs::Decision& today) {
  if (today.matters != nullptr && !today.matters->matters.empty()) {
    const dialogs::Matter& matter = *today.matters->matters.front().matter;
    return "没有改动文件：这句话认成了事项“" + matter.name + "”（" + matter.matter + "），热线跟着事项走。认错了事，就在 rules/matters/ 里改它的词：" +
           "给该认的事项加 strong，或给这一项加 veto";
  }
  return "没有改动文件：这个词单独做不到，或会带坏别的测试；换个更长的词，或手写一条规则";
}

}  // namespace

Corrected correct_rules(const std::vector<dialogs::SourceFile>& sources, const std::string& path, const dialogs::Decision& today,
                        const Correction& correction) {
  const auto source = std::find_if(sources.begin(), sources.end(), [&](const dialogs::SourceFile& one) { return one.path == path; });
  if (source == sources.end()) return {.file = std::nullopt, .why = "没有 " + path + " 这个文件", .faults = {}};
  const auto tested = dialogs::with_test(source->text, {correction.text, kOutput, correction.route});
  if (!tested) return {.file = std::nullopt, .why = path + "：没有单独一行的 tests:，加上这一行再试", .faults = {}};
  std::vector<std::string> faults;
  for (const Strength& strength : kStrengths) {
    std::string text = *tested;
    if (!correction.word.empty()) {
      const auto ruled = dialogs::with_rule(text, {"更正：" + correction.word, correction.word, strength.tier, strength.score, kOutput, correction.route});
      if (!ruled) return {.file = std::nullopt, .why = path + "：没有单独一行的 rules:，加上这一行再试", .faults = {}};
      text = *ruled;
    }
    ChangedScripts changed = with_changed_file(sources, path, text);
    if (changed.release) return {.file = std::move(text), .why = {}, .faults = {}};
    faults = std::move(changed.faults);
    if (correction.word.empty()) break;
  }
  return {.file = std::nullopt, .why = why_not(today), .faults = std::move(faults)};
}

}  // namespace bot
