#include "dialogs/language/cards.hpp"

#include "dialogs/language/library.hpp"
#include "dialogs/language/scalars.hpp"
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
  const TextNames names{{}, {"工单号", "热线", "热线编号", "事项", "答复", "承诺", "催办到", "期限", "说明", "另一张", "轮次"}};
  std::vector<Notice> notices;
  for (const Node* node : maps_at(root, "notices")) {
    const Node* say = node->find("say");
    if (say == nullptr) continue;
    notices.push_back({std::string(text_at(*node, "notice")), read_text(*say, names, sources, faults), node->place});
  }
  return notices;
}

std::vector<LegalLimit> read_limits(const Node& root) {
  std::vector<LegalLimit> limits;
  for (const Node* node : maps_at(root, "limits")) {
    LegalLimit limit;
    limit.place = node->place;
    limit.limit = std::string(text_at(*node, "limit"));
    limit.matter = std::string(text_at(*node, "matter"));
    limit.document = std::string(text_at(*node, "document"));
    limit.own = text_at(*node, "side") == "本人";
    limit.start = std::string(text_at(*node, "start"));
    limit.length = parse_whole(text_at(*node, "length")).value_or(limit.length);
    const std::string_view unit = text_at(*node, "unit");
    limit.unit = unit == "工作日" ? LimitUnit::kWorkingDay
                 : unit == "月"   ? LimitUnit::kMonth
                 : unit == "年"   ? LimitUnit::kYear
                                  : LimitUnit::kDay;
    limit.roll = parse_truth(text_at(*node, "roll")).value_or(limit.roll);
    limit.basis = std::string(text_at(*node, "basis"));
    limit.checked = std::string(text_at(*node, "checked"));
    limit.pending = parse_truth(text_at(*node, "pending")).value_or(limit.pending);
    limits.push_back(std::move(limit));
  }
  return limits;
}

Dangers read_dangers(const Node& root, const Sources& sources, Faults& faults) {
  Dangers dangers;
  dangers.chat = parse_whole(text_at(root, "chat")).value_or(dangers.chat);
  for (const Node* node : maps_at(root, "dangers")) {
    Danger danger;
    danger.place = node->place;
    danger.danger = std::string(text_at(*node, "danger"));
    danger.code = std::string(text_at(*node, "code"));
    danger.urgency = std::string(text_at(*node, "urgency"));
    danger.category = std::string(text_at(*node, "category"));
    danger.mute = parse_truth(text_at(*node, "mute")).value_or(danger.mute);
    if (const Node* say = node->find("say")) danger.say = read_texts(*say, TextNames{}, sources, faults);
    dangers.list.push_back(std::move(danger));
  }
  return dangers;
}

}  // namespace dialogs
