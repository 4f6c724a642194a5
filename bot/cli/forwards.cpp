// xinsheng forwards: what waits for a person on its way to a hotline, and what the person decides; also while a server runs.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::string state, number, by, reason, ticket, hotline;
  std::int64_t forward = 0;
  std::size_t most = 50;
};

std::string text_of(const json& line, const char* name) { return line.at(name).get<std::string>(); }

std::string minute_of(const json& line, const char* name) {
  return base::to_minute_text({line.at(name).get<std::int64_t>()});
}

int list(const Options& options) {
  const auto store = connect(options.store);
  if (!store) return kExitConfig;
  const auto answer = store->ask({{"ask", "forwards"}, {"state", options.state}, {"most", options.most}});
  if (!answer) return report_error(answer.error());
  const json& all = answer->at("forwards");
  for (const json& one : all) {
    std::cout << one.at("id") << "  " << text_of(one, "ticket") << "  " << text_of(one, "hotline") << "  "
              << text_of(one, "state") << "  试过 " << one.at("attempt") << " 次  期限 " << minute_of(one, "deadline") << "  "
              << (text_of(one, "number").empty() ? text_of(one, "error") : text_of(one, "number")) << "\n";
  }
  if (all.empty()) std::cout << (options.state.empty() ? "没有等人处理的转办" : "没有这样的转办") << std::endl;
  return kExitOk;
}

int history(const Options& options) {
  const auto store = connect(options.store);
  if (!store) return kExitConfig;
  const auto answer = store->ask({{"ask", "forward_exchanges"}, {"ticket", options.ticket}});
  if (!answer) return report_error(answer.error());
  for (const json& one : answer->at("exchanges")) {
    std::cout << one.at("sequence") << "  " << base::to_rfc3339({one.at("began").get<std::int64_t>()}) << "  "
              << text_of(one, "hotline") << "  " << text_of(one, "act") << "  " << text_of(one, "outcome");
    for (const char* name : {"number", "by", "note"}) {
      if (!text_of(one, name).empty()) std::cout << "  " << text_of(one, name);
    }
    std::cout << "  sent " << text_of(one, "sent_digest").substr(0, 12) << "  chain " << text_of(one, "chain").substr(0, 12)
              << "\n"
              << text_of(one, "form");
  }
  return kExitOk;
}

int act(const Options& options, const json& request, const char* said) {
  const auto store = connect(options.store);
  if (!store) return kExitConfig;
  const auto answer = store->ask(request);
  if (!answer) return report_error(answer.error());
  std::cout << said << std::endl;
  return kExitOk;
}

CLI::App* add_act(CLI::App& group, const std::shared_ptr<Options>& options, const char* name, const char* says) {
  CLI::App* command = group.add_subcommand(name, says);
  add_store_options(*command, options->store);
  command->add_option("--by", options->by, "Who decides; kept with the decision")->required();
  return command;
}

}  // namespace

void add_forwards(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* group = app.add_subcommand("forwards", "Forwards that wait for a person, and what the person decides");
  group->require_subcommand(0, 1);
  add_store_options(*group, options->store);
  group->add_option("--state", options->state, "pending sending delivered unknown parked dead (default: what waits for a person)");
  group->add_option("--most", options->most, "How many at the most")->capture_default_str();

  CLI::App* confirm = add_act(*group, options, "confirm", "The hotline has it, under this number");
  confirm->add_option("forward", options->forward, "Id of the forward")->required();
  confirm->add_option("--number", options->number, "The hotline's number")->required();
  CLI::App* resend = add_act(*group, options, "resend", "Send it again, now");
  resend->add_option("forward", options->forward, "Id of the forward")->required();
  CLI::App* close = add_act(*group, options, "close", "Never send it, because of this reason");
  close->add_option("forward", options->forward, "Id of the forward")->required();
  close->add_option("--reason", options->reason, "Why")->required();
  CLI::App* transfer = add_act(*group, options, "transfer", "The same ticket to another hotline");
  transfer->add_option("ticket", options->ticket, "Ticket number")->required();
  transfer->add_option("--to", options->hotline, "The hotline")->required();
  transfer->add_option("--reason", options->reason, "Why")->required();
  CLI::App* kept = group->add_subcommand("history", "What was exchanged about a ticket");
  add_store_options(*kept, options->store);
  kept->add_option("ticket", options->ticket, "Ticket number")->required();

  group->callback([=, &run] {
    if (confirm->parsed()) {
      run = [options] {
        const Options& o = *options;
        return act(o, {{"ask", "forward_confirm"}, {"forward", o.forward}, {"number", o.number}, {"by", o.by}},
                   "记下了：热线已收到");
      };
    } else if (resend->parsed()) {
      run = [options] {
        const Options& o = *options;
        return act(o, {{"ask", "forward_resend"}, {"forward", o.forward}, {"by", o.by}}, "马上再发一次");
      };
    } else if (close->parsed()) {
      run = [options] {
        const Options& o = *options;
        return act(o, {{"ask", "forward_close"}, {"forward", o.forward}, {"reason", o.reason}, {"by", o.by}}, "关闭了，不再发送");
      };
    } else if (transfer->parsed()) {
      run = [options] {
        const Options& o = *options;
        return act(o,
                   {{"ask", "forward_transfer"}, {"ticket", o.ticket}, {"hotline", o.hotline}, {"reason", o.reason}, {"by", o.by}},
                   "改派了，还是同一张工单");
      };
    } else if (kept->parsed()) {
      run = [options] { return history(*options); };
    } else {
      run = [options] { return list(*options); };
    }
  });
}

}  // namespace bot::cli
