#include "bot/desk/conversations/understood.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/utf8.hpp"
#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/rules.hpp"
#include "dialogs/safety/safety.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kMarksMax = 40;

class Marks {
 public:
  explicit Marks(const std::string& text) : text_(text) {}
  void add(const std::vector<dialogs::Evidence>& evidence, const std::string& why) {
    for (const dialogs::Evidence& one : evidence) add(one.span, why, one.negated);
  }
  void add(dialogs::Span span, const std::string& why, bool negated) {
    if (span.end > text_.size() || span.begin >= span.end || list_.size() >= kMarksMax) return;
    if (!known_.insert({span.begin, span.end, why}).second) return;
    const std::string_view whole = text_;
    list_.push_back({{"begin", base::count_code_points(whole.substr(0, span.begin))},
                     {"end", base::count_code_points(whole.substr(0, span.end))},
                     {"why", why},
                     {"negated", negated}});
  }
  json take() { return std::move(list_); }

 private:
  const std::string& text_;
  std::set<std::tuple<std::size_t, std::size_t, std::string>> known_;
  json list_ = json::array();
};

}  // namespace

json understood_json(const dialogs::Release& release, const std::string& text) {
  Marks marks(text);
  json outputs = json::array();
  std::string route;
  int confidence = 0;
  for (const auto& [id, rules] : release.rules) {
    const dialogs::Decision decision = rules->classify(text);
    if (decision.matters == nullptr) continue;  // only the rules that send a ticket somewhere speak here
    for (const dialogs::RuleHit& hit : decision.hits) marks.add(hit.evidence, "规则「" + hit.rule + "」");
    for (const dialogs::MatterFinding& one : decision.matters->matters) marks.add(one.evidence, "事项「" + one.matter->name + "」");
    for (const dialogs::OutputDecision& output : decision.outputs) {
      if (!output.value && output.best.empty()) continue;
      outputs.push_back({{"name", output.output},
                         {"value", output.value.value_or("")},
                         {"score", output.score},
                         {"runner_up", output.runner_up},
                         {"runner_up_score", output.runner_up_score}});
    }
    // The whole decision says where a matter goes; without one, routing rules and table alone.
    route = decision.value("去向");
    if (route.empty()) route = dialogs::route_of(decision).route;
    confidence = decision.matters->confidence();
  }
  const dialogs::FoundDanger found = dialogs::find_danger(release, text);
  std::string danger;
  if (found.danger != nullptr) danger = found.danger->danger;
  json list = marks.take();
  if (list.empty() && danger.empty()) return nullptr;
  return {{"route", route}, {"confidence", confidence}, {"danger", danger}, {"outputs", std::move(outputs)}, {"marks", std::move(list)}};
}

}  // namespace bot::desk
