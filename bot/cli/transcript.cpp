// xinsheng transcript: conversations as they were, both sides. An ID is a conversation's number or a ticket's.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "base/civil_time.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/ingress/live_turns.hpp"
#include "bot/wiring.hpp"
#include "tickets/number.hpp"

namespace bot::cli {
namespace {

constexpr std::size_t kPageTurns = 200;

struct Options {
  StoreChoice store;
  std::vector<std::string> ids;
  bool json = false;
};

const char* speaker(storage::Speaker who) {
  switch (who) {
    case storage::Speaker::kDriver:
      return "司机";
    case storage::Speaker::kBot:
      return "机器人";
    case storage::Speaker::kOperator:
      return "人工";
    case storage::Speaker::kSystem:
      return "系统";
  }
  return "系统";
}

std::optional<std::int64_t> conversation_of(storage::Store& store, const std::string& id) {
  if (tickets::parse_number(id)) {
    const auto ticket = store.tickets().find(id);
    if (!ticket || !*ticket) return std::nullopt;
    return (*ticket)->conversation;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size() || number <= 0) return std::nullopt;
  return number;
}

void print(const storage::Turn& turn, bool json) {
  if (json) {
    std::cout << R"({"conversation":)" << turn.conversation << ',' << turn_json(turn).substr(1) << "\n";
    return;
  }
  for (const storage::Line& line : turn.lines) {
    std::cout << turn.sequence << "  " << base::to_rfc3339(turn.at) << "  " << speaker(line.speaker) << "："
              << line.text;
    if (!line.extra.empty()) std::cout << "  " << line.extra;
    std::cout << "\n";
  }
}

int show(storage::Store& store, const std::string& id, bool json) {
  const auto conversation = conversation_of(store, id);
  std::uint64_t after = 0;
  while (conversation) {
    const auto page = store.turns().transcript(*conversation, after, kPageTurns);
    if (!page) {
      std::cerr << page.error().text << std::endl;
      return kExitInternal;
    }
    if (page->empty()) break;
    for (const storage::Turn& turn : *page) print(turn, json);
    after = page->back().sequence;
  }
  if (after == 0) {
    std::cerr << "没有这段对话：" << id << "（应是对话编号，或 JN 开头的工单号）" << std::endl;
    return kExitNegative;
  }
  return kExitOk;
}

int transcript(const Options& options) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const auto store = open_store(options.store, clock, random, log);
  if (!store) return kExitConfig;
  int worst = kExitOk;
  for (const std::string& id : options.ids) worst = std::max(worst, show(*store, id, options.json));
  return worst;
}

}  // namespace

void add_transcript(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("transcript", "Print conversations, both sides");
  command->add_option("id", options->ids, "Conversation numbers or ticket numbers")->required();
  add_store_options(*command, options->store);
  command->add_flag("--json", options->json, "One JSON object per turn");
  command->callback([options, &run] { run = [options] { return transcript(*options); }; });
}

}  // namespace bot::cli
