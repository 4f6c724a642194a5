#include "bot/cli/decision_json.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "bot/json.hpp"
#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/route.hpp"

namespace bot::cli {
namespace {

nlohmann::json as_json(const std::vector<dialogs::Evidence>& evidence, const std::string& text) {
  nlohmann::json list = nlohmann::json::array();
  for (const dialogs::Evidence& one : evidence) {
    list.push_back({{"word", one.word},
                    {"said", text.substr(one.span.begin, one.span.end - one.span.begin)},
                    {"begin", one.span.begin},
                    {"end", one.span.end},
                    {"negated", one.negated}});
  }
  return list;
}

nlohmann::json as_json(const std::vector<dialogs::MatterFinding>& findings, const std::string& text) {
  nlohmann::json list = nlohmann::json::array();
  for (const dialogs::MatterFinding& one : findings) {
    list.push_back({{"matter", one.matter->matter},
                    {"name", one.matter->name},
                    {"to", one.matter->to},
                    {"also", one.matter->also},
                    {"urgency", one.urgency},
                    {"points", one.points},
                    {"evidence", as_json(one.evidence, text)}});
  }
  return list;
}

nlohmann::json as_json(const dialogs::Decision& decision, const std::string& text) {
  nlohmann::json outputs = nlohmann::json::object();
  for (const dialogs::OutputDecision& output : decision.outputs) {
    outputs[output.output] = {{"value", output.value ? nlohmann::json(*output.value) : nlohmann::json()},
                              {"score", output.score},
                              {"runner_up", output.runner_up},
                              {"runner_up_score", output.runner_up_score},
                              {"margin", output.score - output.runner_up_score}};
  }
  nlohmann::json rules = nlohmann::json::array();
  for (const dialogs::RuleHit& hit : decision.hits) {
    rules.push_back({{"rule", hit.rule}, {"score", hit.score}, {"evidence", as_json(hit.evidence, text)}});
  }
  nlohmann::json json{{"outputs", outputs}, {"rules", rules}};
  if (decision.matters != nullptr) {
    json["route"] = dialogs::route_of(decision).route;
    json["confidence"] = decision.matters->confidence();
    json["matters"] = as_json(decision.matters->matters, text);
    json["choices"] = as_json(decision.matters->choices, text);
  }
  return json;
}

}  // namespace

std::string decisions_as_json(const dialogs::Release& release, const std::string& text) {
  nlohmann::json all = nlohmann::json::object();
  for (const auto& [id, rules] : release.rules) all[id] = as_json(rules->classify(text), text);
  return to_text(all);
}

}  // namespace bot::cli
