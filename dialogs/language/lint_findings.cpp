#include "dialogs/language/lint_findings.hpp"

namespace dialogs {
namespace {

constexpr int kTextsMax = 3;  // between two waits (dialog language §4.12, G8)

std::string key_of(const Place& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string told(const std::vector<std::string>& path) {
  std::string way;
  for (const std::string& label : path) way += (way.empty() ? "" : " → ") + label;
  return way.empty() ? "" : "（路径：" + way + "）";
}

}  // namespace

PathFindings::PathFindings(const Dialog& dialog, const Library& library, Faults& faults)
    : dialog_(dialog), channels_(library.global.channels), faults_(faults) {
  for (const ChannelTraits& traits : library.global.channels) {
    if (traits.channel == "wechat") wechat_out_max_ = traits.out_max;
  }
}

void PathFindings::empty(std::string_view slot, const Place& place, const std::vector<std::string>& path) {
  const std::string name(slot);
  if (!empty_.insert(key_of(place) + name).second) return;
  faults_.add("E0402", "走到这里时 <" + name + "> 可能还是空的" + told(path), place,
              "写成 <" + name + "|或:未提供>，或先 collect");
}

void PathFindings::texts(const SaidOnPath& said, const Step& step) {
  if (said.texts <= kTextsMax) return;
  faults_.add("E0405", "到这里一口气说了超过 3 句，用户还没机会答", step.place, "合并几句，或中间问一句");
}

void PathFindings::too_long(const SaidOnPath& said, const Place& place) {
  for (const ChannelTraits& traits : channels_) {
    if (said.bytes <= static_cast<std::size_t>(traits.text_bytes)) continue;
    faults_.add("E0502",
                "说到这里一条消息有 " + std::to_string(said.bytes) + " 字节，渠道 " + traits.channel + " 一条最多 " +
                    std::to_string(traits.text_bytes) + " 字节",
                place, "删短，或中间问一句");
    return;
  }
}

void PathFindings::two_actions(const Step& second) {
  if (wechat_out_max_ == 0) return;
  faults_.add("E0406", "两个 do 连着做，微信上每个结果都可能多发一条，超出每句话能发的条数", second.place,
              "把后一个 do 写进前一个的 outcome 里，或中间问一句");
}

void PathFindings::quota(const SaidOnPath& said, bool waits) {
  if (wechat_out_max_ == 0 || said.last_do == nullptr) return;
  const int later = waits ? static_cast<int>(dialog_.remind.size()) + 1 : 0;  // reminders, and the farewell
  if (said.messages + later <= wechat_out_max_) return;
  faults_.add("E0406",
              "司机说一句之后，到这里已经发 " + std::to_string(said.messages) + " 条" +
                  (waits ? "，加上提醒和收起共 " + std::to_string(said.messages + later) + " 条" : "") + "，微信只许 " +
                  std::to_string(wechat_out_max_) + " 条",
              said.last_do->place, "把几个 do 之间的 say 并到最后一句，或中间问一句");
}

void PathFindings::silence(const Step& step, const std::vector<std::string>& path) {
  if (!silent_.insert(key_of(step.place)).second) return;
  faults_.add("E0404", "有一条路走到这里就结束了，司机答完最后一句什么也没听到" + told(path), step.place, "在结束之前加一句 say");
}

void PathFindings::phone_before_consent(const Slot& phone, const Step& step) {
  faults_.add("E0801", "还没征得同意就问“" + phone.name + "”", step.place,
              "先问一个 field: consent 的 yesno 槽，并给“" + phone.name + "”写 when: 那个槽 = 是");
}

void PathFindings::too_many() {
  faults_.add("W0401", "分支组合太多，没能逐条走完“" + dialog_.title + "”", dialog_.place,
              "把话本拆小，或少用几个槽做条件");
}

}  // namespace dialogs
