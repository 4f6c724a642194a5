// xinsheng releases: what was published, when, by whom and why; takes one out into a folder.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/releases.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::size_t most = 20;
  bool json = false;
  std::string take, to;
};

const char* kind_of(const std::string& kind) {
  if (kind == "start") return "启动";
  return kind == "rollback" ? "退回" : "发布";
}

const char* change_of(const std::string& change) {
  if (change == "T") return "T 只有话术";
  if (change == "R") return "R 规则";
  return change == "S" ? "S 结构" : "-";
}

void print(const json& line) {
  std::cout << "第 " << line.at("number").get<std::int64_t>() << " 版  "
            << base::to_minute_text(base::UnixMs{line.at("at").get<std::int64_t>()}) << "  "
            << kind_of(line.at("kind").get<std::string>()) << "  " << line.at("by").get<std::string>();
  if (const std::string second = line.at("confirmed_by").get<std::string>(); !second.empty()) std::cout << "（" << second << " 确认）";
  std::cout << "  " << change_of(line.at("change").get<std::string>());
  if (line.at("moves_all").get<bool>()) std::cout << "，进行中的也换";
  std::cout << "  " << line.at("release").get<std::string>().substr(0, 12) << "  " << line.at("note").get<std::string>() << "\n";
}

int list(LiveStore& store, const Options& options) {
  const base::Result<json> history = store.ask({{"ask", "history"}, {"before", 0}, {"most", options.most}});
  if (!history) return report_error(history.error());
  if (options.json) {
    std::cout << to_text(*history) << std::endl;
    return kExitOk;
  }
  for (const json& line : history->at("history")) print(line);
  if (history->at("history").empty()) std::cout << "还没有发布过任何版本" << std::endl;
  return kExitOk;
}

}  // namespace

int write_scripts(const std::string& sources, const std::string& folder) {
  std::error_code failure;
  if (std::filesystem::exists(folder, failure) && !std::filesystem::is_empty(folder, failure)) {
    std::cerr << folder << " 里已经有东西；写一个空的或新的文件夹，免得盖掉别的改动" << std::endl;
    return kExitUsage;
  }
  const auto files = decode_sources(sources);
  if (!files) return report_error(files.error());
  for (const dialogs::SourceFile& file : *files) {
    if (file.path.starts_with('/') || file.path.find("..") != std::string::npos) {
      return report_error({base::ErrorCode::kInvalid, "里面有一个文件要写到文件夹外面去，不写"});
    }
    const std::filesystem::path path = std::filesystem::path(folder) / file.path;
    if (base::Status made = make_folder(path.parent_path().string()); !made) return report_error(made.error());
    if (base::Status written = write_durably(path.string(), file.text); !written) return report_error(written.error());
  }
  std::cout << files->size() << " 个文件写进了 " << folder << std::endl;
  return kExitOk;
}

namespace {

int releases(const Options& options) {
  if (options.take.empty() != options.to.empty()) {
    std::cerr << "--take 和 --to 要一起写" << std::endl;
    return kExitUsage;
  }
  std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  if (options.take.empty()) return list(*store, options);
  const base::Result<json> found = store->ask({{"ask", "release"}, {"of", options.take}});
  if (!found) return report_error(found.error());
  const int code = write_scripts(found->at("sources").get<std::string>(), options.to);
  if (code == kExitOk) note_base(options.to, found->at("number").get<std::int64_t>(), found->at("release").get<std::string>());
  return code;
}

}  // namespace

void add_releases(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("releases", "List what was published, or take one out into a folder");
  add_store_options(*command, options->store);
  command->add_option("--most", options->most, "How many at the most")->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->add_option("--take", options->take, "Write this publication (number, id or current) into the folder --to");
  command->add_option("--to", options->to, "A new folder");
  command->callback([options, &run] { run = [options] { return releases(*options); }; });
}

}  // namespace bot::cli
