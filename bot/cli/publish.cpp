// xinsheng publish: through the gate (lint, tests, conformance, replay) into the live store, while conversations run.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/files.hpp"
#include "bot/publishing/trial.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

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

/// nullopt: whoever must agree did.
std::optional<int> refuse_unconfirmed(const Options& options, const Trial& trial) {
  if (!trial.replay) {
    std::cout << "通过  答案本重放（还没有可比的版本）\n";
    return std::nullopt;
  }
  std::cout << dialogs::render(*trial.replay, kExamples);
  if (!trial.needs_second_person()) return std::nullopt;
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
  const AskStore ask = [&store](const json& request) { return store->ask(request); };
  const base::Result<CurrentRelease> current = current_release(ask);
  if (!current) return report_error(current.error());
  std::optional<NamedScripts> draft = open_scripts(options.from, options.store, store);
  if (!draft) return kExitNegative;
  const std::int64_t from = base_of(options, *draft, *store, current->number);
  if (from != current->number) return refuse_conflict(*store, from, current->number);
  const std::optional<std::vector<std::string>> withdraw = ids_of(*store, options.withdraw);
  if (!withdraw) return kExitNegative;
  const Following following{.moves_all = options.moves_all, .withdraw = *withdraw};
  const base::Result<Trial> trial = try_draft(ask, *current, draft->loaded, draft->sources, following);
  if (!trial) return report_error(trial.error());
  for (const GateStep& step : trial->steps) {
    if (!passed(step)) return refuse(step);
  }
  if (trial->is_same) {
    std::cout << draft->name << "和现在的第 " << current->number << " 版一样，没有什么要发布的" << std::endl;
    return kExitOk;
  }
  if (const std::optional<int> refused = refuse_unconfirmed(options, *trial)) return *refused;
  std::cout << trial->moves;
  if (options.dry_run) {
    std::cout << "只是试算，没有发布" << std::endl;
    return kExitOk;
  }
  const base::Result<std::int64_t> number = publish_sources(ask, {.expected = from,
                                                                  .sources = draft->sources,
                                                                  .by = options.by,
                                                                  .confirmed_by = options.confirmed_by,
                                                                  .note = options.note,
                                                                  .following = following});
  if (!number) return report_error(number.error());
  note_base(options.from, *number, trial->draft->id);
  std::cout << "发布好了：第 " << *number << " 版。新来的对话从现在起用它；要退回：xinsheng rollback --by " << options.by
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
