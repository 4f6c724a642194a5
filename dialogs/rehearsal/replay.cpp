#include "dialogs/rehearsal/replay.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace dialogs {
namespace {

constexpr std::array<std::string_view, kReplayLayers> kTitles{"分派变了", "结局变了", "多问/少问", "只有话术变", "不变"};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
  return text.empty() ? "（无）" : text;
}

std::string value_of(const Fields& fields, const std::string& name) {
  for (const auto& [known, value] : fields) {
    if (known == name) return value;
  }
  return "（未定）";
}

std::vector<std::string> only_in(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> only;
  for (const std::string& one : a) {
    if (std::find(b.begin(), b.end(), one) == b.end()) only.push_back(one);
  }
  return only;
}

Fields sorted(Fields fields) {
  std::sort(fields.begin(), fields.end());
  return fields;
}

void note_decisions(const Outcome& before, const Outcome& after, const std::string& name, ReplayReport& report) {
  if (before.dialogs != after.dialogs) {
    report.differences.push_back(
        {name, ReplayLayer::kDecided, "话本：" + joined(before.dialogs) + " → " + joined(after.dialogs)});
  }
  std::vector<std::string> names;
  for (const auto& [slot, value] : before.decided) names.push_back(slot);
  for (const auto& [slot, value] : after.decided) {
    if (std::find(names.begin(), names.end(), slot) == names.end()) names.push_back(slot);
  }
  for (const std::string& slot : names) {
    const std::string was = value_of(before.decided, slot);
    const std::string is = value_of(after.decided, slot);
    if (was != is) report.differences.push_back({name, ReplayLayer::kDecided, slot + "：" + was + " → " + is});
  }
}

void note_ends(const Outcome& before, const Outcome& after, const std::string& name, ReplayReport& report) {
  if (before.end != after.end) {
    report.differences.push_back({name, ReplayLayer::kEnded, "结局：" + before.end + " → " + after.end});
  }
  if (before.actions != after.actions) {
    report.differences.push_back(
        {name, ReplayLayer::kEnded, "动作：" + joined(before.actions) + " → " + joined(after.actions)});
  }
}

void note_questions(const Outcome& before, const Outcome& after, const std::string& name, ReplayReport& report,
                    std::map<std::string, std::size_t>& more, std::map<std::string, std::size_t>& less) {
  const std::vector<std::string> added = only_in(after.asked, before.asked);
  const std::vector<std::string> gone = only_in(before.asked, after.asked);
  for (const std::string& slot : added) ++more[slot];
  for (const std::string& slot : gone) ++less[slot];
  report.expected_turns += static_cast<double>(added.size()) - static_cast<double>(gone.size());
  if (!added.empty()) report.differences.push_back({name, ReplayLayer::kAsked, "多问：" + joined(added)});
  if (!gone.empty()) report.differences.push_back({name, ReplayLayer::kAsked, "少问：" + joined(gone)});
  if (added.empty() && gone.empty() && before.asked != after.asked) {
    report.differences.push_back({name, ReplayLayer::kAsked, "次序变了：" + joined(after.asked)});
  }
}

std::vector<std::pair<std::string, std::size_t>> most_first(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::string, std::size_t>> all(counts.begin(), counts.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return all;
}

std::string tenths(double number) {
  const long rounded = std::lround(number * 10);
  return (rounded < 0 ? "-" : "") + std::to_string(std::abs(rounded) / 10) + "." + std::to_string(std::abs(rounded) % 10);
}

void render_asked(std::string& text, std::string_view heading,
                  const std::vector<std::pair<std::string, std::size_t>>& slots) {
  if (slots.empty()) return;
  text += heading;
  for (const auto& [slot, times] : slots) text += " " + slot + " ×" + std::to_string(times);
  text += "\n";
}

}  // namespace

std::string_view title(ReplayLayer layer) { return kTitles[static_cast<std::size_t>(layer)]; }

ReplayLayer compare(const Outcome& before, const Outcome& after) {
  if (before.dialogs != after.dialogs || sorted(before.decided) != sorted(after.decided)) return ReplayLayer::kDecided;
  if (before.end != after.end || before.actions != after.actions) return ReplayLayer::kEnded;
  if (before.asked != after.asked) return ReplayLayer::kAsked;
  return before.texts != after.texts ? ReplayLayer::kWording : ReplayLayer::kSame;
}

ReplayReport replay(const ReleaseSet* before, const ReleaseSet& after, const std::vector<Recording>& recordings) {
  ReplayReport report;
  std::map<std::string, std::size_t> more, less;
  for (const Recording& recording : recordings) {
    const Outcome was = before == nullptr ? recording.was : play(*before, recording);
    const Outcome is = play(after, recording);
    ++report.counts[static_cast<std::size_t>(compare(was, is))];
    note_decisions(was, is, recording.name, report);
    note_ends(was, is, recording.name, report);
    note_questions(was, is, recording.name, report, more, less);
  }
  std::stable_sort(report.differences.begin(), report.differences.end(),
                   [](const ReplayDifference& a, const ReplayDifference& b) { return a.layer < b.layer; });
  report.more_asked = most_first(more);
  report.less_asked = most_first(less);
  report.recordings = recordings.size();
  if (!recordings.empty()) report.expected_turns /= static_cast<double>(recordings.size());
  return report;
}

std::string render(const ReplayReport& report, std::size_t examples_max) {
  std::string text = "== 答案本重放：" + std::to_string(report.recordings) + " 段录下的对话 ==\n";
  for (std::size_t i = 0; i < kReplayLayers; ++i) {
    text += (i == 0 ? "" : "   ") + std::string(kTitles[i]) + " " + std::to_string(report.counts[i]);
  }
  text += "\n";
  for (std::size_t i = 0; i < 3; ++i) {
    std::size_t shown = 0;
    std::size_t all = 0;
    for (const ReplayDifference& one : report.differences) {
      if (static_cast<std::size_t>(one.layer) != i) continue;
      ++all;
      if (shown == examples_max) continue;
      if (shown++ == 0) text += std::string(kTitles[i]) + "，例如：\n";
      text += "  第 " + one.recording + " 段  " + one.what + "\n";
    }
    if (all > shown) text += "  …… 另有 " + std::to_string(all - shown) + " 处\n";
  }
  render_asked(text, "新增提问：", report.more_asked);
  render_asked(text, "不再提问：", report.less_asked);
  if (report.expected_turns != 0) text += "每段对话平均多问 " + tenths(report.expected_turns) + " 句\n";
  return text;
}

}  // namespace dialogs
