// xinsheng tickets: what was opened and where it stands. Personal fields are not shown.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/civil_time.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

struct Options {
  StoreChoice store;
  std::string number;
  std::size_t most = 50;
};

void print(const tickets::Ticket& ticket) {
  std::cout << ticket.number << "  " << ticket.hotline << "  " << tickets::to_name(ticket.status) << "  "
            << base::to_minute_text(ticket.accepted_at) << "  " << ticket.urgency << "  "
            << (ticket.external_number.empty() ? "-" : ticket.external_number) << "  conversation "
            << ticket.conversation << "\n";
}

// What the rules made of the matter; the driver's own words stay out of sight.
void print_matter(const tickets::Ticket& ticket) {
  const auto shown = [&](const char* label, std::string_view field) {
    if (const std::string_view value = ticket.field(field); !value.empty()) std::cout << "  " << label << " " << value;
  };
  shown("种类", "appeal_type");
  shown("人群", ticket.field("group").empty() ? "driver_group" : "group");
  shown("事项", "matter_code");
  shown("", "matter_name");
  shown("另有", "related_matters");
  shown("级别", "urgency_level");
  shown("去向", "destination");
  if (!ticket.field("appeal_type").empty()) std::cout << "\n";
}

int one(storage::Store& store, const std::string& number) {
  const auto ticket = store.tickets().find(number);
  const auto log = store.tickets().log(number);
  if (!ticket || !log) {
    std::cerr << (!ticket ? ticket.error().text : log.error().text) << std::endl;
    return kExitInternal;
  }
  if (!*ticket) {
    std::cerr << "没有工单 " << number << "；用 xinsheng tickets 看全部" << std::endl;
    return kExitNegative;
  }
  print(**ticket);
  print_matter(**ticket);
  for (const tickets::TicketEvent& event : *log) {
    std::cout << "  " << event.sequence << "  " << base::to_rfc3339(event.at) << "  " << event.actor << "  "
              << event.action << "  " << event.from << " -> " << event.to << "\n";
  }
  return kExitOk;
}

int list(storage::Store& store, std::size_t most) {
  std::string before;
  std::size_t shown = 0;
  while (shown < most) {
    const auto page = store.tickets().list(before, std::min<std::size_t>(most - shown, 500));
    if (!page) {
      std::cerr << page.error().text << std::endl;
      return kExitInternal;
    }
    if (page->empty()) break;
    for (const tickets::Ticket& ticket : *page) {
      print(ticket);
      print_matter(ticket);
    }
    before = page->back().number;
    shown += page->size();
  }
  if (shown == 0) std::cout << "还没有工单" << std::endl;
  return kExitOk;
}

int show(const Options& options) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const auto store = open_store(options.store, clock, random, log);
  if (!store) return kExitConfig;
  return options.number.empty() ? list(*store, options.most) : one(*store, options.number);
}

}  // namespace

void add_tickets(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("tickets", "List tickets, or show one with its log");
  command->add_option("number", options->number, "Ticket number");
  add_store_options(*command, options->store);
  command->add_option("--most", options->most, "How many at the most")->capture_default_str();
  command->callback([options, &run] { run = [options] { return show(*options); }; });
}

}  // namespace bot::cli
