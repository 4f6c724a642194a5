// xinsheng rollback: the content of an earlier publication under a new number.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"

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

/// The newest earlier publication with another content that may still be used; "" if there is none.
std::string before_the_current(LiveStore& store, const json& history) {
  for (const json& line : history) {
    if (line.at("release") == history.front().at("release")) continue;
    std::string number = std::to_string(line.at("number").get<std::int64_t>());
    const base::Result<json> release = store.ask({{"ask", "release"}, {"of", number}});
    if (release && !release->at("withdrawn").get<bool>()) return number;
  }
  return {};
}

int rollback(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> history = store->ask({{"ask", "history"}, {"before", 0}, {"most", 1000}});
  if (!history) return report_error(history.error());
  const json& lines = history->at("history");
  const std::string to = options.to.empty() && !lines.empty() ? before_the_current(*store, lines) : options.to;
  if (to.empty()) {
    std::cout << "没有更早的版本可退；用 xinsheng releases 看全部" << std::endl;
    return kExitNegative;
  }
  const base::Result<json> target = store->ask({{"ask", "release"}, {"of", to}});
  if (!target) return report_error(target.error());
  const json& current = lines.front();
  const std::int64_t number = target->at("number").get<std::int64_t>();
  if (target->at("release") == current.at("release")) {
    std::cout << "第 " << number << " 版就是现在用的内容，没有什么要退的" << std::endl;
    return kExitOk;
  }
  if (target->at("withdrawn").get<bool>()) {
    std::cout << "第 " << number << " 版是撤回过的，不能再用；换一个版本，或改好重新发布" << std::endl;
    return kExitNegative;
  }
  const json withdraw = options.withdraws ? json::array({current.at("release")}) : json::array();
  const json& sources = target->at("sources");
  const base::Result<json> moves =
      store->ask({{"ask", "moves"}, {"sources", sources}, {"moves_all", options.moves_all}, {"withdraw", withdraw}});
  if (!moves) return report_error(moves.error());
  std::cout << moves->at("report").get<std::string>();
  if (options.dry_run) {
    std::cout << "只是试算，没有退回" << std::endl;
    return kExitOk;
  }
  const std::string note = options.note.empty() ? "退回第 " + std::to_string(number) + " 版的内容" : options.note;
  const base::Result<json> published = store->ask({{"ask", "publish"},
                                                   {"expected", current.at("number")},
                                                   {"sources", sources},
                                                   {"kind", "rollback"},
                                                   {"by", options.by},
                                                   {"confirmed_by", ""},
                                                   {"note", note},
                                                   {"moves_all", options.moves_all},
                                                   {"withdraw", withdraw}});
  if (!published) return report_error(published.error());
  std::cout << "退回好了：第 " << published->at("number").get<std::int64_t>() << " 版，内容和第 " << number
            << " 版一样。话本文件夹没有动；要在旧内容上接着改：xinsheng releases --take "
            << published->at("number").get<std::int64_t>() << " --to 文件夹" << std::endl;
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
