// xinsheng replay: recorded conversations against changed scripts, worst first; --record writes the recordings.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/publishing/recordings_file.hpp"
#include "dialogs/rehearsal/replay.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::string draft = "dialogs/scripts";
  std::string against;
  std::string recordings;
  std::string record;
  std::size_t most = 500;
  std::size_t examples = 5;
  bool json = false;
};

int record(LiveStore& store, const Options& options) {
  const base::Result<json> answer = store.ask({{"ask", "recordings"}, {"most", options.most}});
  if (!answer) return report_error(answer.error());
  if (base::Status written = write_durably(options.record, to_text(*answer) + "\n"); !written) {
    return report_error(written.error());
  }
  std::cout << answer->at("recordings").size() << " 段对话录进了 " << options.record
            << "；电话、车牌、证件号、姓名、门牌已换成假的，其余的话仍是司机的原话，请照规定保管" << std::endl;
  return kExitOk;
}

base::Result<std::vector<dialogs::Recording>> recordings_of(const Options& options, std::unique_ptr<LiveStore>& store) {
  if (!options.recordings.empty()) {
    base::Result<std::string> text = read_large_file(options.recordings);
    if (!text) return text.error();
    return decode_recordings(*text);
  }
  if (!store) store = connect(options.store);
  if (!store) return base::Error{base::ErrorCode::kNotFound, "没有库可读；也可以用 --recordings 文件"};
  base::Result<json> answer = store->ask({{"ask", "recordings"}, {"most", options.most}});
  if (!answer) return answer.error();
  return decode_recordings(answer->dump());
}

void print_json(const dialogs::ReplayReport& report) {
  json layers = json::object(), differences = json::array();
  for (std::size_t i = 0; i < dialogs::kReplayLayers; ++i) {
    layers[std::string(dialogs::title(static_cast<dialogs::ReplayLayer>(i)))] = report.counts[i];
  }
  for (const dialogs::ReplayDifference& one : report.differences) {
    differences.push_back({{"recording", one.recording}, {"layer", dialogs::title(one.layer)}, {"what", one.what}});
  }
  std::cout << to_text({{"recordings", report.recordings},
                        {"layers", std::move(layers)},
                        {"more_asked", report.more_asked},
                        {"less_asked", report.less_asked},
                        {"expected_turns", report.expected_turns},
                        {"differences", std::move(differences)}})
            << std::endl;
}

int replay(const Options& options) {
  std::unique_ptr<LiveStore> store;
  if (!options.record.empty()) {
    store = connect(options.store);
    return store ? record(*store, options) : kExitConfig;
  }
  const std::optional<NamedScripts> draft = open_scripts(options.draft, options.store, store);
  if (!draft) return kExitNegative;
  if (!draft->loaded.release) {
    for (const std::string& fault : draft->loaded.faults) std::cerr << fault << "\n";
    return kExitNegative;
  }
  const auto recordings = recordings_of(options, store);
  if (!recordings) return report_error(recordings.error());
  std::unique_ptr<dialogs::OneRelease> before;
  const std::string against = options.against.empty() && options.recordings.empty() ? "current" : options.against;
  if (!against.empty()) {
    const std::optional<NamedScripts> base = open_scripts(against, options.store, store);
    if (!base || !base->loaded.release) return kExitNegative;
    before = std::make_unique<dialogs::OneRelease>(base->loaded.release);
  }
  const dialogs::OneRelease after(draft->loaded.release);
  const dialogs::ReplayReport report = dialogs::replay(before.get(), after, *recordings);
  if (options.json) {
    print_json(report);
  } else {
    std::cout << dialogs::render(report, options.examples);
  }
  return report.count(dialogs::ReplayLayer::kDecided) == 0 ? kExitOk : kExitNegative;
}

}  // namespace

void add_replay(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("replay", "Play recorded conversations on changed scripts; worst differences first");
  command->add_option("--dialogs", options->draft, "Folder of changed scripts, or draft:NAME")->capture_default_str();
  command->add_option("--against", options->against,
                      "What to compare with: current, number, id or folder (default: the current one; with --recordings: what "
                      "each came to when it was recorded)");
  CLI::Option* file = command->add_option("--recordings", options->recordings, "File of recordings (default: from the store)");
  command->add_option("--record", options->record, "Only write recordings of the store's last conversations to this file")
      ->excludes(file);
  add_store_options(*command, options->store);
  command->add_option("--most", options->most, "How many conversations")->capture_default_str();
  command->add_option("--examples", options->examples, "How many examples a layer")->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->callback([options, &run] { run = [options] { return replay(*options); }; });
}

}  // namespace bot::cli
