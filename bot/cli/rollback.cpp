// xinsheng rollback: the content of an earlier publication under a new number.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/publishing/trial.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::string to;
  std::string by, note;
  bool moves_all = false;
  bool withdraws = false;
  bool dry_run = false;
};

int rollback(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const AskStore ask = [&store](const json& request) { return store->ask(request); };
  const base::Result<Earlier> target = earlier_release(ask, options.to);
  if (!target && target.error().code == base::ErrorCode::kNotFound && options.to.empty()) {
    std::cout << target.error().text << std::endl;
    return kExitNegative;
  }
  if (!target) return report_error(target.error());
  if (target->release == target->current_release) {
    std::cout << "第 " << target->number << " 版就是现在用的内容，没有什么要退的" << std::endl;
    return kExitOk;
  }
  if (target->withdrawn) {
    std::cout << "第 " << target->number << " 版是撤回过的，不能再用；换一个版本，或改好重新发布" << std::endl;
    return kExitNegative;
  }
  Following following{.moves_all = options.moves_all, .withdraw = {}};
  if (options.withdraws) following.withdraw.push_back(target->current_release);
  const base::Result<std::string> moves = moves_to(ask, target->sources, following);
  if (!moves) return report_error(moves.error());
  std::cout << *moves;
  if (options.dry_run) {
    std::cout << "只是试算，没有退回" << std::endl;
    return kExitOk;
  }
  const std::string note = options.note.empty() ? "退回第 " + std::to_string(target->number) + " 版的内容" : options.note;
  const base::Result<std::int64_t> published = publish_sources(ask, {.expected = target->current,
                                                                     .sources = target->sources,
                                                                     .kind = "rollback",
                                                                     .by = options.by,
                                                                     .confirmed_by = "",
                                                                     .note = note,
                                                                     .following = following});
  if (!published) return report_error(published.error());
  std::cout << "退回好了：第 " << *published << " 版，内容和第 " << target->number
            << " 版一样。话本文件夹没有动；要在旧内容上接着改：xinsheng releases --take " << *published << " --to 文件夹" << std::endl;
  return kExitOk;
}

}  // namespace

void add_rollback(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("rollback", "Go back to the content of an earlier publication");
  command->add_option("to", options->to, "Its number or the beginning of its id (default: the one before)");
  add_store_options(*command, options->store);
  command->add_option("--by", options->by, "Who goes back")->required();
  command->add_option("--note", options->note, "Why");
  command->add_flag("--move", options->moves_all, "Running conversations move too, although the structure changed");
  command->add_flag("--withdraw", options->withdraws,
                    "Nothing may run on the current one any more: what cannot move goes to a person");
  command->add_flag("--dry-run", options->dry_run, "What would move; nothing is changed");
  command->callback([options, &run] { run = [options] { return rollback(*options); }; });
}

}  // namespace bot::cli
