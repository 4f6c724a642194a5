#include "dialogs/language/cards.hpp"

#include "dialogs/language/library.hpp"
#include "dialogs/language/slots.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {

std::vector<std::pair<std::string, std::vector<Option>>> read_types(const Node& root) {
  std::vector<std::pair<std::string, std::vector<Option>>> types;
  for (const Node* node : maps_at(root, "types")) {
    const Node* options = node->find("options");
    if (options == nullptr) continue;
    types.emplace_back(std::string(text_at(*node, "type")), read_options(*options));
  }
  return types;
}

std::vector<Card> read_cards(const Node& root, const Sources& sources, Faults& faults) {
  const TextNames names{{}, {"今天"}};
  std::vector<Card> cards;
  for (const Node* node : maps_at(root, "cards")) {
    const Node* say = node->find("say");
    if (say == nullptr) continue;
    cards.push_back({std::string(text_at(*node, "card")), words_at(*node, "has"),
                     read_text(*say, names, sources, faults), node->place});
  }
  return cards;
}

std::vector<LegalAnswer> read_answers(const Node& root) {
  std::vector<LegalAnswer> answers;
  for (const Node* node : maps_at(root, "answers")) {
    answers.push_back({std::string(text_at(*node, "answer")), std::string(text_at(*node, "area")),
                       words_at(*node, "has"), std::string(text_at(*node, "say")),
                       std::string(text_at(*node, "checked")), node->place});
  }
  return answers;
}

std::vector<Notice> read_notices(const Node& root, const Sources& sources, Faults& faults) {
  const TextNames names{{}, {"工单号", "热线", "热线编号", "事项", "答复"}};
  std::vector<Notice> notices;
  for (const Node* node : maps_at(root, "notices")) {
    const Node* say = node->find("say");
    if (say == nullptr) continue;
    notices.push_back({std::string(text_at(*node, "notice")), read_text(*say, names, sources, faults), node->place});
  }
  return notices;
}

}  // namespace dialogs
