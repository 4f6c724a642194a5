#include "bot/desk/scripts/script_json.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/canonical_json.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "storage/names.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kExamples = 5;
constexpr std::size_t kDifferencesMost = 200;

/// The value of a key that stands at the beginning of a line. Good enough to name a file that may not even be YAML yet.
std::string top_value(std::string_view text, std::string_view key) {
  const std::string sign = std::string(key) + ":";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(sign)) continue;
    line.remove_prefix(sign.size());
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    const std::size_t from = line.find_first_not_of(" \"'");
    if (from == std::string_view::npos) return {};
    return std::string(line.substr(from, line.find_last_not_of(" \"'\r") + 1 - from));
  }
  return {};
}

json pairs_json(const std::vector<std::pair<std::string, std::size_t>>& counts) {
  json all = json::array();
  for (const auto& [name, count] : counts) all.push_back({{"name", name}, {"count", count}});
  return all;
}

json replay_json(const dialogs::ReplayReport& report) {
  json layers = json::array();
  for (std::size_t i = 0; i < dialogs::kReplayLayers; ++i) {
    layers.push_back({{"name", dialogs::title(static_cast<dialogs::ReplayLayer>(i))}, {"count", report.counts[i]}});
  }
  json differences = json::array();
  for (const dialogs::ReplayDifference& one : report.differences) {
    if (differences.size() == kDifferencesMost) break;
    differences.push_back({{"recording", one.recording}, {"layer", dialogs::title(one.layer)}, {"what", one.what}});
  }
  return {{"recordings", report.recordings},
          {"layers", std::move(layers)},
          {"differences", std::move(differences)},
          {"more_asked", pairs_json(report.more_asked)},
          {"less_asked", pairs_json(report.less_asked)},
          {"text", dialogs::render(report, kExamples)}};
}

json words_json(const dialogs::Fields& fields) {
  json all = json::array();
  for (const auto& [name, value] : fields) all.push_back({{"name", name}, {"value", value}});
  return all;
}

json outcomes_json(const std::string& name) {
  json all = json::array();
  const dialogs::Action* action = dialogs::find_action(name);
  if (action == nullptr) return all;
  for (const std::string_view outcome : action->outcomes) all.push_back(outcome);
  for (const char* outcome : {"fail", "timeout"}) all.push_back(outcome);
  return all;
}

json line_json(const dialogs::TestLine& line) {
  json made{{"key", line.key}, {"text", line.value.is_scalar() ? line.value.text : std::string()}};
  if (line.key != "result") return made;
  const std::string of = dialogs::text_at(line.value, "of");
  made["of"] = of;
  made["as"] = dialogs::text_at(line.value, "as");
  made["give"] = words_json(dialogs::fields_at(line.value, "give"));
  made["outcomes"] = outcomes_json(of);
  return made;
}

}  // namespace

std::string version_of(const std::string& text) { return dialogs::sha256_hex(text); }

json file_json(const dialogs::SourceFile& file) {
  return {{"path", file.path},
          {"kind", top_value(file.text, "kind")},
          {"title", top_value(file.text, "title")},
          {"bytes", file.text.size()},
          {"version", version_of(file.text)}};
}

json draft_json(const storage::ReleaseDraft& draft) {
  return {{"name", draft.name}, {"revision", draft.revision}, {"base", draft.base}, {"by", draft.by}, {"at", draft.at.count}};
}

json release_json(const storage::Publication& line) {
  return {{"number", line.number}, {"release", line.release}, {"kind", storage::to_name(line.kind)},
          {"at", line.at.count},   {"by", line.by},           {"confirmed_by", line.confirmed_by},
          {"note", line.note},     {"change", line.change},   {"moves_all", line.moves_all}};
}

json diagnostics_json(const std::vector<dialogs::Diagnostic>& diagnostics) {
  json all = json::array();
  for (const dialogs::Diagnostic& one : diagnostics) {
    all.push_back({{"code", one.code},
                   {"severity", one.is_error() ? "error" : "warning"},
                   {"message", one.message},
                   {"file", one.place.file},
                   {"line", one.place.line},
                   {"column", one.place.column},
                   {"fix", one.fix}});
  }
  return all;
}

json flow_json(const dialogs::Flow& flow) {
  json nodes = json::array(), edges = json::array();
  for (const dialogs::FlowNode& node : flow.nodes) {
    nodes.push_back({{"id", node.id}, {"kind", node.kind}, {"title", node.title}, {"lines", node.lines}, {"line", node.place.line}});
  }
  for (const dialogs::FlowEdge& edge : flow.edges) edges.push_back({{"from", edge.from}, {"to", edge.to}, {"label", edge.label}});
  return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

json trial_json(const Trial& trial) {
  json steps = json::array(), changes = json::array();
  for (const GateStep& step : trial.steps) {
    steps.push_back({{"title", step.title}, {"checked", step.checked}, {"refusals", step.refusals}, {"remarks", step.remarks}});
  }
  json made{{"passed", trial.passed},
            {"is_same", trial.is_same},
            {"needs_second_person", trial.needs_second_person()},
            {"steps", std::move(steps)},
            {"change", ""},
            {"moves", trial.moves}};
  if (trial.comparison) {
    made["change"] = dialogs::letter(trial.comparison->change);
    for (const dialogs::Change& change : trial.comparison->changes) {
      changes.push_back({{"change", dialogs::letter(change.change)}, {"what", change.what}, {"file", change.place.file}, {"line", change.place.line}});
    }
  }
  made["changes"] = std::move(changes);
  if (trial.replay) made["replay"] = replay_json(*trial.replay);
  return made;
}

json try_out_json(const dialogs::TryOut& out) {
  json lines = json::array(), visits = json::array();
  for (const dialogs::TriedLine& one : out.lines) {
    json line = line_json(one.line);
    line.update({{"fault", one.fault}, {"said", one.said}, {"effects", one.effects}, {"trace", one.trace},
                 {"asked", one.asked}, {"ended", one.ended}, {"at", one.at.count}});
    lines.push_back(std::move(line));
  }
  for (const dialogs::Visit& visit : out.visits) {
    if (visit.branch.empty()) visits.push_back({{"dialog", visit.dialog}, {"step", visit.step}});
  }
  return {{"lines", std::move(lines)}, {"visits", std::move(visits)}, {"slots", words_json(out.slots)}, {"dialog", out.dialog}};
}

std::vector<dialogs::TestLine> lines_of(const json& lines) {
  std::vector<dialogs::TestLine> all;
  for (const json& line : lines) {
    const std::string key = line.at("key").get<std::string>();
    if (key != "result") {
      all.push_back(dialogs::line_of(key, dialogs::scalar(line.value("text", ""))));
      continue;
    }
    dialogs::Fields give;
    if (const auto given = line.find("give"); given != line.end()) {
      for (const json& one : *given) give.emplace_back(one.at("name").get<std::string>(), one.at("value").get<std::string>());
    }
    all.push_back(dialogs::line_of(key, dialogs::map_of({{"of", dialogs::scalar(line.value("of", ""))},
                                                         {"as", dialogs::scalar(line.value("as", ""))},
                                                         {"give", dialogs::map_of(give)}})));
  }
  return all;
}

}  // namespace bot::desk
