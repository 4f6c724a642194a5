#include "bot/turns/driver_data.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "dialogs/text/extract.hpp"

namespace bot {
namespace {

struct Remembered {
  std::string_view field;
  std::string_view title;
};
// Export names of slots that scripts let the driver have remembered.
constexpr std::array<Remembered, 4> kRemembered{
    {{"phone", "电话"}, {"plate", "车牌"}, {"vehicle_type", "车型"}, {"company", "公司"}}};

}  // namespace

std::string describe_memory(const dialogs::State& state) {
  std::string text;
  for (const Remembered& one : kRemembered) {
    const auto found = std::find_if(state.profile.begin(), state.profile.end(),
                                    [&](const auto& entry) { return entry.first == one.field; });
    if (found == state.profile.end()) continue;
    text += text.empty() ? "我记着您的" : "、";
    text += std::string(one.title) + " " + dialogs::mask_phone(found->second);
  }
  if (!text.empty()) text += "。";
  const std::size_t unfinished =
      (state.draft ? state.draft->frames.size() : 0) + (state.frames.empty() ? 0 : state.frames.size() - 1);
  if (unfinished > 0) text += "还有没办完的 " + std::to_string(unfinished) + " 件，内容存在草稿里。";
  if (!state.kept.empty()) text += "另存着 " + std::to_string(state.kept.size()) + " 张没用上的图片。";
  return text;
}

void forget_memory(dialogs::State& state) {
  state.profile.clear();
  state.draft.reset();
  state.kept.clear();
  state.held.clear();
  if (state.frames.size() > 1) state.frames.erase(state.frames.begin(), state.frames.end() - 1);
}

void correct_memory(dialogs::State& state, const dialogs::Fields& fields) {
  for (auto& kept : state.profile) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.first == kept.first; });
    if (found != fields.end()) kept.second = found->second;
  }
}

}  // namespace bot
