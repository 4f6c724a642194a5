#include "bot/publishing/trial.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/publishing/recordings_file.hpp"
#include "bot/releases.hpp"
#include "dialogs/engine/step.hpp"
#include "dialogs/language/published.hpp"

namespace bot {
namespace {

using nlohmann::json;

constexpr std::size_t kRecordings = 500;
constexpr std::size_t kHistoryMost = 1000;

/// False: it refused, and no gate behind it is asked.
bool passes(Trial& trial, GateStep step) {
  trial.steps.push_back(std::move(step));
  return trial.steps.back().refusals.empty();
}

}  // namespace

base::Result<CurrentRelease> current_release(const AskStore& ask) {
  const base::Result<json> found = ask({{"ask", "release"}, {"of", "current"}});
  if (!found && found.error().code == base::ErrorCode::kNotFound) return CurrentRelease{};
  if (!found) return found.error();
  CurrentRelease current{.number = found->at("number").get<std::int64_t>(), .id = found->at("release").get<std::string>(), .release = {}};
  auto files = decode_sources(found->at("sources").get<std::string>());
  if (files) current.release = dialogs::load_published(std::move(*files)).release;
  return current;
}

base::Result<std::string> moves_to(const AskStore& ask, const std::string& sources, const Following& following) {
  const base::Result<json> moves =
      ask({{"ask", "moves"}, {"sources", sources}, {"moves_all", following.moves_all}, {"withdraw", following.withdraw}});
  if (!moves) return moves.error();
  return moves->at("report").get<std::string>();
}

base::Result<Trial> try_draft(const AskStore& ask, CurrentRelease before, LoadedScripts draft, const std::string& sources, const Following& following) {
  Trial trial;
  trial.before = std::move(before);
  trial.draft = draft.release;
  GateStep lint{.title = "语法检查（lint）", .checked = 1, .refusals = std::move(draft.faults), .remarks = std::move(draft.warnings)};
  if (!trial.draft && lint.refusals.empty()) lint.refusals.emplace_back("没有可用的话本");
  if (!passes(trial, std::move(lint))) return trial;
  trial.is_same = trial.draft->id == trial.before.id;
  if (trial.is_same) return trial;
  if (trial.before.release) trial.comparison = dialogs::compare(*trial.before.release, *trial.draft);
  if (!passes(trial, check_against(trial.before.release.get(), *trial.draft))) return trial;
  if (!passes(trial, check_own_tests(trial.draft))) return trial;
  if (!passes(trial, check_conformance(trial.draft))) return trial;
  if (trial.before.release) {
    const base::Result<json> answer = ask({{"ask", "recordings"}, {"most", kRecordings}});
    if (!answer) return answer.error();
    const auto recordings = decode_recordings(answer->dump());
    if (!recordings) return recordings.error();
    const dialogs::OneRelease now(trial.before.release);
    trial.replay = dialogs::replay(&now, dialogs::OneRelease(trial.draft), *recordings);
  }
  base::Result<std::string> moves = moves_to(ask, sources, following);
  if (!moves) return moves.error();
  trial.moves = std::move(*moves);
  trial.passed = true;
  return trial;
}

base::Result<std::int64_t> publish_sources(const AskStore& ask, const PublicationRequest& publication) {
  const base::Result<json> published = ask({{"ask", "publish"},
                                            {"expected", publication.expected},
                                            {"sources", publication.sources},
                                            {"kind", publication.kind},
                                            {"by", publication.by},
                                            {"confirmed_by", publication.confirmed_by},
                                            {"note", publication.note},
                                            {"moves_all", publication.following.moves_all},
                                            {"withdraw", publication.following.withdraw}});
  if (!published) return published.error();
  return published->at("number").get<std::int64_t>();
}

base::Result<Earlier> earlier_release(const AskStore& ask, const std::string& of) {
  const base::Result<json> history = ask({{"ask", "history"}, {"before", 0}, {"most", kHistoryMost}});
  if (!history) return history.error();
  const json& lines = history->at("history");
  Earlier earlier;
  if (!lines.empty()) {
    earlier.current = lines.front().at("number").get<std::int64_t>();
    earlier.current_release = lines.front().at("release").get<std::string>();
  }
  std::vector<std::string> candidates{of};
  if (of.empty()) {
    candidates.clear();
    for (const json& line : lines) {
      if (line.at("release") != earlier.current_release) candidates.push_back(std::to_string(line.at("number").get<std::int64_t>()));
    }
  }
  for (const std::string& candidate : candidates) {
    const base::Result<json> found = ask({{"ask", "release"}, {"of", candidate}});
    if (!found && !of.empty()) return found.error();
    if (!found || (of.empty() && found->at("withdrawn").get<bool>())) continue;
    earlier.number = found->at("number").get<std::int64_t>();
    earlier.release = found->at("release").get<std::string>();
    earlier.sources = found->at("sources").get<std::string>();
    earlier.withdrawn = found->at("withdrawn").get<bool>();
    return earlier;
  }
  return base::Error{base::ErrorCode::kNotFound, "没有更早的版本可退；用 xinsheng releases 看全部"};
}

}  // namespace bot
