#include "bot/turns/notices.hpp"

#include <algorithm>

#include "bot/turns/ticket_form.hpp"

namespace bot {

std::string notice(const dialogs::Release& release, std::string_view name, const dialogs::Fields& fields) {
  for (const dialogs::Notice& candidate : release.notices) {
    if (candidate.notice != name || candidate.say.zh.empty()) continue;
    std::string text;
    for (const dialogs::TextPart& part : candidate.say.zh.front()) {
      if (part.kind == dialogs::TextPart::Kind::kLiteral) {
        text += part.value;
        continue;
      }
      const std::string_view value = field_of(fields, part.value);
      text += !value.empty() ? std::string(value) : part.fallback.value_or("");
    }
    return text;
  }
  return std::string(kLastResort);
}

bool has_notice(const dialogs::Release& release, std::string_view name) {
  return std::any_of(release.notices.begin(), release.notices.end(), [&](const dialogs::Notice& candidate) {
    return candidate.notice == name && !candidate.say.zh.empty();
  });
}

}  // namespace bot
