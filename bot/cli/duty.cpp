// xinsheng duty: the roster checked, open calls listed, a call acknowledged, a conversation given back to the bot.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/duty/alert.hpp"
#include "bot/duty/roster.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "integrations/http_client.hpp"

namespace bot::cli {
namespace {

constexpr std::size_t kAlertsShown = 200;

struct Options {
  StoreChoice store;
  std::string file;
  bool dev = false;
  std::string key, by, at, config = "config/demo.yaml";
};

int check(const Options& options) {
  base::Result<std::string> text = read_file(options.file);
  if (!text) {
    std::cerr << "值班表读不出来：" << text.error().text << std::endl;
    return kExitNoInput;
  }
  const ReadRoster read = read_roster(options.file, *text, options.dev);
  for (const dialogs::Diagnostic& fault : read.faults) std::cerr << dialogs::render(fault, *text) << "\n";
  if (!read.faults.empty()) {
    std::cerr << "共 " << read.faults.size() << " 处要改。" << std::endl;
    return kExitNegative;
  }
  const base::SystemClock clock;
  std::cout << "值班表没有问题，一周每一分钟都有人。现在先后呼叫：";
  bool first = true;
  for (const std::size_t person : read.roster.ladder_at(clock.now())) {
    std::cout << (first ? "" : "、") << read.roster.people[person].person;
    first = false;
  }
  std::cout << std::endl;
  return kExitOk;
}

int list(const Options& options) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::JsonLinesLog log(2, clock);
  const auto store = open_store(options.store, clock, random, log);
  if (store == nullptr) return kExitConfig;
  const auto alerts = store->outbox().open_alerts(kAlertsShown);
  if (!alerts) {
    std::cerr << alerts.error().text << std::endl;
    return kExitInternal;
  }
  for (const storage::Alert& alert : *alerts) {
    const auto facts = decode_alert(alert.payload);
    std::cout << alert.key << "  " << (facts ? facts->urgency + " " + facts->danger : "?") << "  "
              << base::to_minute_text(alert.created) << "  工单 " << (alert.ticket.empty() ? "-" : alert.ticket)
              << "  叫过 " << alert.attempt << " 次"
              << (alert.state == storage::OutboxState::kDead ? "，没有人接手" : "") << "\n";
  }
  std::cout << alerts->size() << " 个呼叫还没有人接手" << std::endl;
  return kExitOk;
}

/// The running server does it: its mailboxes own the conversations.
int act(const Options& options, const std::string& what) {
  const OpenedConfig opened = open_config(options.config);
  if (!opened.ok) return opened.exit_code;
  const std::string base = !options.at.empty()
                               ? options.at
                               : "http://" + opened.config.address + ":" + std::to_string(opened.config.port);
  integrations::HttpRequest request{.method = "POST",
                                    .url = base + "/duty/" + options.key + "/" + what,
                                    .headers = {{"Content-Type", "application/json"}},
                                    .body = to_text({{"by", options.by}})};
  if (options.at.empty() && !opened.config.hosts.empty()) request.headers.emplace_back("Host", opened.config.hosts.front());
  const auto http = integrations::make_http_client({});
  const auto response = http->call(request, {});
  if (!response) {
    std::cerr << "连不上 " << base << "：服务没有运行，或者用 --at 写它的地址" << std::endl;
    return kExitNegative;
  }
  if (response->status == 200) {
    std::cout << (what == "release" ? "已放开，机器人重新答话" : "已接手，不再呼叫别人") << std::endl;
    return kExitOk;
  }
  if (response->status == 404) {
    std::cerr << "没有这个呼叫：用 xinsheng duty list 看编号" << std::endl;
  } else if (response->status == 409) {
    const auto json = parse_strict(response->body);
    std::cerr << "已经由 " << (json && json->contains("by") ? (*json)["by"].get<std::string>() : "别人") << " 接手" << std::endl;
  } else {
    std::cerr << "没有成功（" << response->status << "），请再试一次" << std::endl;
  }
  return kExitNegative;
}

void add_act(CLI::App& duty, std::function<int()>& run, const char* name, const char* what, const char* about) {
  auto options = std::make_shared<Options>();
  CLI::App* command = duty.add_subcommand(name, about);
  command->add_option("key", options->key, "The call's key, as the call shows it")->required();
  command->add_option("--by", options->by, "Your name, as colleagues know it")->required();
  command->add_option("--config", options->config, "Configuration of the running server")->capture_default_str();
  command->add_option("--at", options->at, "Where the server is reached, if not at the configuration's address");
  command->callback([options, &run, what] { run = [options, what] { return act(*options, what); }; });
}

}  // namespace

void add_duty(CLI::App& app, std::function<int()>& run) {
  CLI::App* duty = app.add_subcommand("duty", "Who is called when a driver is in danger");
  duty->require_subcommand(1);
  auto checked = std::make_shared<Options>();
  CLI::App* check_command = duty->add_subcommand("check", "Check a roster file and say who is on duty now");
  check_command->add_option("file", checked->file, "The roster")->required();
  check_command->add_flag("--dev", checked->dev, "Secrets may stand in the file, as in mode: dev");
  check_command->callback([checked, &run] { run = [checked] { return check(*checked); }; });
  auto listed = std::make_shared<Options>();
  CLI::App* list_command = duty->add_subcommand("list", "Calls that nobody has acknowledged");
  add_store_options(*list_command, listed->store);
  list_command->callback([listed, &run] { run = [listed] { return list(*listed); }; });
  add_act(*duty, run, "ack", "acknowledge", "Say that you have it: nobody else is called");
  add_act(*duty, run, "release", "release", "The danger is over: the bot answers the driver again");
}

}  // namespace bot::cli
