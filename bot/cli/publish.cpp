// xinsheng publish: through the gate (lint, tests, conformance, replay) into the live store, while conversations run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/files.hpp"
#include "bot/publishing/gate.hpp"
#include "bot/publishing/recordings_file.hpp"
#include "bot/releases.hpp"
#include "dialogs/language/published.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kRecordings = 500;
constexpr std::size_t kExamples = 5;
constexpr std::size_t kRefusalsShown = 5;  // one is a dozen lines where a conversation went astray
constexpr char kBaseFile[] = "/.release";  // in a working copy: the publication it was made from, "7 <id>"

struct Options {
  StoreChoice store;
  std::string from = "dialogs/scripts";
  std::string by, confirmed_by, note;
  std::int64_t base = -1;
  bool moves_all = false;
  bool dry_run = false;
  std::vector<std::string> withdraw;
};

struct Base {
  std::int64_t number = 0;  // 0: nothing was published yet
  std::string id;
  std::shared_ptr<const dialogs::Release> release;
};

int refuse(const GateStep& step) {
  for (std::size_t i = 0; i < step.refusals.size() && i < kRefusalsShown; ++i) std::cout << step.refusals[i] << "\n";
  if (step.refusals.size() > kRefusalsShown) std::cout << "…… 先说这 " << kRefusalsShown << " 处，改好再看其余的\n";
  std::cout << "没有发布：" << step.title << "没有通过，共 " << step.refusals.size() << " 处。改好再来。" << std::endl;
  return kExitNegative;
}

/// True: passed.
bool passed(const GateStep& step) {
  for (const std::string& remark : step.remarks) std::cout << remark << "\n";
  if (!step.refusals.empty()) return false;
  std::cout << "通过  " << step.title;
  if (step.checked > 1) std::cout << "（" << step.checked << " 条）";
  std::cout << "\n";
  return true;
}

/// The publication a working copy was made from: what the option says, else what a draft keeps, else the note that the last
/// publication left in the folder, else the current one.
std::int64_t base_of(const Options& options, const NamedScripts& draft, LiveStore& store, std::int64_t current) {
  if (options.base >= 0) return options.base;
  if (draft.base >= 0) return draft.base;
  const base::Result<std::string> note = read_file(options.from + kBaseFile);
  if (!note) return current;
  std::istringstream words(*note);
  std::int64_t number = 0;
  std::string id;
  words >> number >> id;
  // Of another store, or of one that was made anew: it says nothing here.
  const base::Result<json> known = store.ask({{"ask", "history"}, {"before", number + 1}, {"most", 1}});
  if (!known || known->at("history").empty()) return current;
  const json& line = known->at("history").front();
  return line.at("number") == number && line.at("release") == id ? number : current;
}

std::optional<Base> current_of(LiveStore& store) {
  const base::Result<json> found = store.ask({{"ask", "release"}, {"of", "current"}});
  if (!found && found.error().code == base::ErrorCode::kNotFound) return Base{};
  if (!found) {
    report_error(found.error());
    return std::nullopt;
  }
  Base base{.number = found->at("number").get<std::int64_t>(), .id = found->at("release").get<std::string>(), .release = {}};
  auto files = decode_sources(found->at("sources").get<std::string>());
  if (files) base.release = dialogs::load_published(std::move(*files)).release;
  return base;
}

int refuse_conflict(LiveStore& store, std::int64_t base, std::int64_t current) {
  std::string who;
  if (const base::Result<json> line = store.ask({{"ask", "history"}, {"before", current + 1}, {"most", 1}});
      line && !line->at("history").empty()) {
    who = "，" + line->at("history").front().at("by").get<std::string>() + " 发布的";
  }
  std::cout << "没有发布：您是从第 " << base << " 版改的，现在已经是第 " << current << " 版" << who
            << "。\n  = 怎么改：用 xinsheng diff " << base << " " << current
            << " 看别人改了什么，合进您的文件夹，再加 --base " << current << " 发布" << std::endl;
  return kExitNegative;
}

/// The replay gate. nullopt: it refused, or the recordings could not be had.
std::optional<int> replay_gate(const Options& options, LiveStore& store, const Base& base,
                               const std::shared_ptr<const dialogs::Release>& draft) {
  if (!base.release) {
    std::cout << "通过  答案本重放（还没有可比的版本）\n";
    return std::nullopt;
  }
  const base::Result<json> answer = store.ask({{"ask", "recordings"}, {"most", kRecordings}});
  if (!answer) return report_error(answer.error());
  const auto recordings = decode_recordings(answer->dump());
  if (!recordings) return report_error(recordings.error());
  const dialogs::OneRelease before(base.release);
  const dialogs::OneRelease after(draft);
  const dialogs::ReplayReport report = dialogs::replay(&before, after, *recordings);
  std::cout << dialogs::render(report, kExamples);
  if (!needs_confirmation(report)) return std::nullopt;
  if (options.confirmed_by.empty()) {
    std::cout << "没有发布：有对话的分派变了，要第二个人看过上面的例子点头。\n  = 怎么改：请同事看过后，加 --confirm-by 同事的名字"
              << std::endl;
    return kExitNegative;
  }
  if (options.confirmed_by == options.by) {
    std::cout << "没有发布：--confirm-by 要是第二个人，不能是发布的人自己" << std::endl;
    return kExitNegative;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> ids_of(LiveStore& store, const std::vector<std::string>& references) {
  std::vector<std::string> ids;
  for (const std::string& reference : references) {
    const base::Result<json> found = store.ask({{"ask", "release"}, {"of", reference}});
    if (!found) {
      report_error(found.error());
      return std::nullopt;
    }
    ids.push_back(found->at("release").get<std::string>());
  }
  return ids;
}

int publish(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const std::optional<Base> base = current_of(*store);
  if (!base) return kExitInternal;
  std::optional<NamedScripts> draft = open_scripts(options.from, options.store, store);
  if (!draft) return kExitNegative;
  const std::int64_t from = base_of(options, *draft, *store, base->number);
  if (from != base->number) return refuse_conflict(*store, from, base->number);

  const GateStep lint{.title = "语法检查（lint）", .checked = 1, .refusals = draft->loaded.faults, .remarks = draft->loaded.warnings};
  if (!passed(lint) || !draft->loaded.release) return refuse(lint);
  const std::shared_ptr<const dialogs::Release> release = draft->loaded.release;
  if (release->id == base->id) {
    std::cout << draft->name << "和现在的第 " << base->number << " 版一样，没有什么要发布的" << std::endl;
    return kExitOk;
  }
  const GateStep against = check_against(base->release.get(), *release);
  if (!passed(against)) return refuse(against);
  const GateStep tests = check_own_tests(release);
  if (!passed(tests)) return refuse(tests);
  const GateStep conformance = check_conformance(release);
  if (!passed(conformance)) return refuse(conformance);
  if (const std::optional<int> refused = replay_gate(options, *store, *base, release)) return *refused;

  const std::optional<std::vector<std::string>> withdraw = ids_of(*store, options.withdraw);
  if (!withdraw) return kExitNegative;
  const base::Result<json> moves = store->ask(
      {{"ask", "moves"}, {"sources", draft->sources}, {"moves_all", options.moves_all}, {"withdraw", *withdraw}});
  if (!moves) return report_error(moves.error());
  std::cout << moves->at("report").get<std::string>();
  if (options.dry_run) {
    std::cout << "只是试算，没有发布" << std::endl;
    return kExitOk;
  }
  const base::Result<json> published = store->ask({{"ask", "publish"},
                                                   {"expected", from},
                                                   {"sources", draft->sources},
                                                   {"kind", "publish"},
                                                   {"by", options.by},
                                                   {"confirmed_by", options.confirmed_by},
                                                   {"note", options.note},
                                                   {"moves_all", options.moves_all},
                                                   {"withdraw", *withdraw}});
  if (!published) return report_error(published.error());
  const std::int64_t number = published->at("number").get<std::int64_t>();
  note_base(options.from, number, release->id);
  std::cout << "发布好了：第 " << number << " 版。新来的对话从现在起用它；要退回：xinsheng rollback --by " << options.by
            << std::endl;
  return kExitOk;
}

}  // namespace

void note_base(const std::string& folder, std::int64_t number, const std::string& id) {
  std::ofstream note(folder + kBaseFile, std::ios::trunc);
  if (note) note << number << " " << id << "\n";
}

void add_publish(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("publish", "Publish a folder of scripts into the live store, through the gate");
  command->add_option("--dialogs", options->from, "Folder of scripts, or draft:NAME")->capture_default_str();
  add_store_options(*command, options->store);
  command->add_option("--by", options->by, "Who publishes")->required();
  command->add_option("--confirm-by", options->confirmed_by, "The second person, where conversations are decided otherwise");
  command->add_option("--note", options->note, "What was changed and why");
  command->add_option("--base", options->base, "Number of the publication the folder was made from (default: it is known)");
  command->add_flag("--move", options->moves_all, "Running conversations move too, although the structure changed");
  command->add_option("--withdraw", options->withdraw, "Publications nothing may run on any more: number or id");
  command->add_flag("--dry-run", options->dry_run, "All gates and what would move; nothing is published");
  command->callback([options, &run] { run = [options] { return publish(*options); }; });
}

}  // namespace bot::cli
