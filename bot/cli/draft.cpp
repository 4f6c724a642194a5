// xinsheng draft: working copies that wait in the store for their publication.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/files.hpp"
#include "bot/releases.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::string name, folder, by;
  std::int64_t over = 0;
};

int save(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const auto files = read_scripts(options.folder);
  if (!files) return report_error(files.error());
  const base::Result<json> history = store->ask({{"ask", "history"}, {"before", 0}, {"most", 1}});
  if (!history) return report_error(history.error());
  const json& lines = history->at("history");
  const std::int64_t current = lines.empty() ? 0 : lines.front().at("number").get<std::int64_t>();
  const base::Result<json> saved = store->ask({{"ask", "draft_save"},
                                               {"name", options.name},
                                               {"revision", options.over},
                                               {"base", current},
                                               {"sources", encode_sources(*files)},
                                               {"by", options.by}});
  if (!saved) return report_error(saved.error());
  std::cout << "草稿“" << options.name << "”存好了，第 " << saved->at("revision").get<std::int64_t>()
            << " 次；发布：xinsheng publish --dialogs draft:" << options.name << " --by " << options.by << std::endl;
  return kExitOk;
}

int list(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> found = store->ask({{"ask", "drafts"}});
  if (!found) return report_error(found.error());
  for (const json& draft : found->at("drafts")) {
    std::cout << draft.at("name").get<std::string>() << "  第 " << draft.at("revision").get<std::int64_t>() << " 次  "
              << base::to_minute_text(base::UnixMs{draft.at("at").get<std::int64_t>()}) << "  "
              << draft.at("by").get<std::string>() << "  从第 " << draft.at("base").get<std::int64_t>() << " 版改起\n";
  }
  if (found->at("drafts").empty()) std::cout << "没有草稿" << std::endl;
  return kExitOk;
}

int take(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> found = store->ask({{"ask", "draft"}, {"name", options.name}});
  if (!found) return report_error(found.error());
  return write_scripts(found->at("sources").get<std::string>(), options.folder);
}

int drop(const Options& options) {
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> dropped = store->ask({{"ask", "draft_drop"}, {"name", options.name}});
  if (!dropped) return report_error(dropped.error());
  std::cout << "草稿“" << options.name << "”删掉了" << std::endl;
  return kExitOk;
}

}  // namespace

void add_draft(CLI::App& app, std::function<int()>& run) {
  CLI::App* draft = app.add_subcommand("draft", "Working copies in the store");
  draft->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*act)(const Options&)) {
    auto options = std::make_shared<Options>();
    CLI::App* command = draft->add_subcommand(name, help);
    add_store_options(*command, options->store);
    command->callback([options, act, &run] { run = [options, act] { return act(*options); }; });
    return std::make_pair(command, options);
  };
  const auto [saving, saved] = add("save", "Keep a folder under a name", save);
  saving->add_option("name", saved->name, "What the draft is called")->required();
  saved->folder = "dialogs/scripts";
  saving->add_option("--dialogs", saved->folder, "Folder of scripts")->capture_default_str();
  saving->add_option("--by", saved->by, "Who saves")->required();
  saving->add_option("--over", saved->over, "The revision it replaces (default: a new draft)");
  add("list", "All drafts", list);
  const auto [taking, taken] = add("take", "Write a draft into a new folder", take);
  taking->add_option("name", taken->name, "The draft")->required();
  taking->add_option("--to", taken->folder, "A new folder")->required();
  const auto [dropping, dropped] = add("drop", "Delete a draft", drop);
  dropping->add_option("name", dropped->name, "The draft")->required();
}

}  // namespace bot::cli
