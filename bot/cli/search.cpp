// xinsheng search rebuild: throws away what the console's search knows and lets it be filled anew from the store.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/random.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/json.hpp"
#include "bot/publishing/spool.hpp"
#include "storage/search/search_file.hpp"

namespace bot::cli {
namespace {

constexpr base::Millis kPatience = base::seconds(10);

int rebuild(const StoreChoice& choice) {
  Config config;
  if (choice.config.empty()) {
    config.data = choice.data;
  } else {
    OpenedConfig opened = open_config(choice.config);
    if (!opened.ok) return opened.exit_code;
    config = std::move(opened.config);
  }
  const auto file = storage::search::SearchFile::open(search_path(config), "");
  // Opened here: nobody serves, and with another owner's word in it it is empty now.
  if (file) {
    std::cout << "搜索文件已清空；服务器下次启动后从库里重新填" << std::endl;
    return kExitOk;
  }
  if (file.error().code != base::ErrorCode::kBusy) return report_error(file.error());
  base::SystemRandom random;
  const auto answer = ask_server(spool_of(config.data), to_text({{"ask", "search_rebuild"}}), random, kPatience);
  if (!answer) return report_error(answer.error());
  std::cout << "服务器正在从库里重新填搜索文件；填好以前搜得到的不全，填好了日志里有一行 search_complete" << std::endl;
  return kExitOk;
}

}  // namespace

void add_search(CLI::App& app, std::function<int()>& run) {
  auto choice = std::make_shared<StoreChoice>();
  CLI::App* search = app.add_subcommand("search", "The console's search");
  search->require_subcommand(1);
  CLI::App* command = search->add_subcommand("rebuild", "Fills the search file anew from the store; the server may be running");
  add_store_options(*command, *choice);
  command->callback([choice, &run] { run = [choice] { return rebuild(*choice); }; });
}

}  // namespace bot::cli
