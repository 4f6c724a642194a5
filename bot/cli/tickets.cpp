// xinsheng tickets: what was opened and where it stands, each with its life line and its clocks; and what people do to tickets. Orders go
// through the conversation of the ticket, in the server that has it.
#include <CLI/CLI.hpp>
#include <array>
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
  std::string number, recipient;
  std::size_t most = 50;
};

struct OrderOptions {
  StoreChoice store;
  std::string number, by, reason, words, other, until;
};

struct OrderHelp {
  const char* name;
  const char* help;
};

constexpr std::array<OrderHelp, 17> kOrders{{
    {"contact", "A person reached the driver (--reason: how)"},
    {"tried", "A person tried to reach the driver and did not"},
    {"act", "The first substantive action (--words: what was done)"},
    {"pause", "CLOSE and DISP stand still: --reason waiting_driver, or waiting_body with --until; the driver is told"},
    {"resume", "They go on"},
    {"return", "The hotline sent it back (--reason)"},
    {"extend", "Asks for a later deadline (--until, --reason), before the deadline"},
    {"approve", "Approves the extension that was asked for; by somebody else than who asked"},
    {"refuse", "Refuses it"},
    {"close", "Result and answer (--reason: code 10 11 20 21 30 40 41 50 60 70; --words: what the driver is told)"},
    {"revisit-tried", "The driver was called for the revisit and did not answer"},
    {"revisited", "The revisit's outcome (--reason: satisfied solved unsolved unsatisfied)"},
    {"reopen", "Once more, as a new round (--reason)"},
    {"merge", "Into another ticket of the same matter (--other NUMBER), which answers for it"},
    {"split", "A second matter (--words) becomes a ticket of its own (--other: another hotline)"},
    {"withdraw", "The driver took it back by other ways than the chat (--reason)"},
    {"note", "A remark for colleagues (--words)"},
}};

int print_lines(const StoreChoice& choice, const json& request) {
  const std::unique_ptr<LiveStore> store = connect(choice);
  if (!store) return kExitConfig;
  const base::Result<json> answer = store->ask(request);
  if (!answer) return report_error(answer.error());
  const json& lines = answer->at("lines");
  for (const json& line : lines) std::cout << line.get<std::string>() << "\n";
  if (lines.empty()) std::cout << "还没有工单\n";
  std::cout.flush();
  return kExitOk;
}

int show(const Options& options) {
  if (options.number.empty()) return print_lines(options.store, {{"ask", "tickets"}, {"most", options.most}});
  return print_lines(options.store, {{"ask", "ticket"}, {"number", options.number}});
}

int print(const Options& options) {
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> answer = store->ask({{"ask", "ticket_form"}, {"number", options.number}, {"for", options.recipient}});
  if (!answer) return report_error(answer.error());
  std::cout << answer->at("text").get<std::string>() << std::flush;
  return kExitOk;
}

int order(const std::string& kind, const OrderOptions& options) {
  std::int64_t until = 0;
  if (!options.until.empty()) {
    const auto moment = base::from_rfc3339(options.until);
    if (!moment) {
      std::cerr << "--until 要写成 2026-03-10T18:00:00+08:00 的样子" << std::endl;
      return kExitUsage;
    }
    until = moment->count;
  }
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> done = store->ask({{"ask", "ticket_order"},
                                              {"kind", kind},
                                              {"ticket", options.number},
                                              {"by", options.by},
                                              {"reason", options.reason},
                                              {"words", options.words},
                                              {"other", options.other},
                                              {"until", until}});
  if (!done) return report_error(done.error());
  std::cout << "记下了：" << options.number << " " << kind << std::endl;
  return kExitOk;
}

int clock(const StoreChoice& choice, const std::string& confirmed_by) {
  const std::unique_ptr<LiveStore> store = connect(choice);
  if (!store) return kExitConfig;
  const base::Result<json> answer =
      store->ask({{"ask", "clock"}, {"confirm", !confirmed_by.empty()}, {"by", confirmed_by}});
  if (!answer) return report_error(answer.error());
  if (!answer->at("held").get<bool>()) {
    std::cout << "时钟没有跳过，承诺照常计时" << std::endl;
  } else if (confirmed_by.empty()) {
    std::cout << "时钟跳过，督办和提醒都停着等人确认。\n  = 怎么改：核对服务器的时间，对了就加 --confirm --by 您的名字" << std::endl;
    return kExitNegative;
  } else {
    std::cout << "确认了：停着的督办和提醒现在补上，晚了多少都记着" << std::endl;
  }
  return kExitOk;
}

void add_orders(CLI::App& tickets, std::function<int()>& run) {
  for (const OrderHelp& one : kOrders) {
    auto options = std::make_shared<OrderOptions>();
    CLI::App* command = tickets.add_subcommand(one.name, one.help);
    command->add_option("number", options->number, "Ticket number")->required();
    add_store_options(*command, options->store);
    command->add_option("--by", options->by, "Who acts")->required();
    command->add_option("--reason", options->reason, "Reason or code");
    command->add_option("--words", options->words, "What was done, or what the driver is told");
    command->add_option("--other", options->other, "The other ticket or hotline");
    command->add_option("--until", options->until, "An instant, e.g. 2026-03-10T18:00:00+08:00");
    command->callback([name = std::string(one.name), options, &run] { run = [name, options] { return order(name, *options); }; });
  }
}

}  // namespace

void add_tickets(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("tickets", "List tickets, show one with its life line and clocks, or act on one");
  command->add_option("number", options->number, "Ticket number");
  add_store_options(*command, options->store);
  command->add_option("--most", options->most, "How many at the most")->capture_default_str();
  command->callback([options, command, &run] {
    if (command->get_subcommands().empty()) run = [options] { return show(*options); };
  });

  auto one = std::make_shared<Options>();
  CLI::App* shown = command->add_subcommand("show", "One ticket with its life line and its clocks, explained");
  shown->add_option("number", one->number, "Ticket number")->required();
  add_store_options(*shown, one->store);
  shown->callback([one, &run] { run = [one] { return show(*one); }; });

  auto form = std::make_shared<Options>();
  CLI::App* printed = command->add_subcommand("print", "The form as its hotline gets it, to be read aloud or typed off");
  printed->add_option("number", form->number, "Ticket number")->required();
  printed->add_option("--for", form->recipient, "Another hotline, or company");
  add_store_options(*printed, form->store);
  printed->callback([form, &run] { run = [form] { return print(*form); }; });

  struct ClockOptions {
    StoreChoice store;
    bool confirm = false;
    std::string by;
  };
  auto time = std::make_shared<ClockOptions>();
  CLI::App* watch = command->add_subcommand("clock", "Whether a jump of the clock holds the promises; --confirm says that the time is right");
  add_store_options(*watch, time->store);
  CLI::Option* by = watch->add_option("--by", time->by, "Who confirms");
  watch->add_flag("--confirm", time->confirm, "The time is right")->needs(by);
  watch->callback([time, &run] { run = [time] { return clock(time->store, time->confirm ? time->by : ""); }; });

  add_orders(*command, run);
}

}  // namespace bot::cli
