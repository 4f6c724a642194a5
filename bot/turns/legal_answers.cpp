#include "bot/turns/legal_answers.hpp"

#include "dialogs/text/normal.hpp"

namespace bot {

std::optional<std::string> find_legal_answer(const dialogs::Release& release, std::string_view area,
                                             std::string_view question) {
  const std::string folded = dialogs::normalise(question).folded;
  const dialogs::LegalAnswer* best = nullptr;
  std::size_t best_words = 0;
  for (const dialogs::LegalAnswer& answer : release.answers) {
    if (!answer.area.empty() && !area.empty() && answer.area != area) continue;
    std::size_t words = 0;
    for (const std::string& word : answer.has) {
      if (folded.find(dialogs::normalise(word).folded) != std::string::npos) ++words;
    }
    if (words > best_words) {
      best = &answer;
      best_words = words;
    }
  }
  if (best == nullptr) return std::nullopt;
  return best->say;
}

}  // namespace bot
