// xinsheng rules what-if: what a changed file of rules would do to messages that were already answered.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/changed_rules.hpp"
#include "bot/cli/labelled_rows.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/cli/rules_commands.hpp"
#include "bot/files.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/what_if.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string changed;
  std::string messages;  // "": the tickets of the store
  StoreChoice store;
  std::string folder = "dialogs/scripts";
  std::size_t shown = 20;
};

constexpr std::size_t kTicketsPerPage = 500;

struct Message {
  std::string id, text, decided;
};

base::Result<std::vector<Message>> messages_of_file(const std::string& path) {
  const auto rows = read_labelled_rows(path);
  if (!rows) return rows.error();
  std::vector<Message> messages;
  for (const LabelledRow& row : *rows) messages.push_back({row.id, row.text, row.routes.front()});
  return messages;
}

/// Every ticket's story; where it stands now is what people left it at.
base::Result<std::vector<Message>> messages_of_store(storage::Store& store) {
  std::vector<Message> messages;
  for (std::string before;;) {
    const auto page = store.tickets().list(before, kTicketsPerPage);
    if (!page) return page.error();
    if (page->empty()) return messages;
    for (const tickets::Ticket& ticket : *page) {
      const std::string_view story = ticket.field(kContentField);
      if (!story.empty()) messages.push_back({ticket.number, std::string(story), ticket.hotline});
    }
    before = page->back().number;
  }
}

base::Result<std::vector<Message>> messages_of(const Options& options) {
  if (!options.messages.empty()) return messages_of_file(options.messages);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const auto store = open_store(options.store, clock, random, log);
  if (store == nullptr) return base::Error{base::ErrorCode::kStorage, "库打不开；也可以用 --messages 指定标注文件"};
  return messages_of_store(*store);
}

/// Ids only: what drivers wrote is not shown here.
void print(const char* what, const std::vector<dialogs::Rerouted>& messages, std::size_t shown) {
  std::cout << what << " " << messages.size() << " 条\n";
  for (std::size_t i = 0; i < messages.size() && i < shown; ++i) {
    const dialogs::Rerouted& one = messages[i];
    std::cout << "  " << one.id << "  " << one.before << " → " << one.after;
    if (!one.decided.empty()) std::cout << "  人定的是 " << one.decided << (one.after == one.decided ? "（改对）" : "");
    std::cout << "\n";
  }
  if (messages.size() > shown) std::cout << "  …还有 " << messages.size() - shown << " 条\n";
}

int what_if(const Options& options) {
  auto sources = read_scripts(options.folder);
  auto text = read_file(options.changed);
  if (!sources || !text) {
    std::cerr << (!sources ? sources.error().text : text.error().text) << "\n";
    return kExitNoInput;
  }
  const auto path = path_of_changed(*sources, options.changed);
  if (!path) {
    std::cerr << path.error().text << "\n";
    return kExitUsage;
  }
  const LoadedScripts today = load_scripts(options.folder);
  const ChangedScripts changed = with_changed_file(*sources, *path, *std::move(text));
  for (const std::string& fault : today.faults) std::cerr << fault << "\n";
  for (const std::string& fault : changed.faults) std::cerr << fault << "\n";
  if (!today.release || !changed.release) return kExitConfig;
  const dialogs::RuleSet* before = today.release->find_rules("routing");
  const dialogs::RuleSet* after = changed.release->find_rules("routing");
  if (before == nullptr || after == nullptr) {
    std::cerr << "没有 id 是 routing 的规则文件\n";
    return kExitConfig;
  }
  const auto messages = messages_of(options);
  if (!messages) {
    std::cerr << messages.error().text << "\n";
    return kExitNoInput;
  }
  std::vector<dialogs::Rerouted> rerouted;
  for (const Message& message : *messages) {
    rerouted.push_back({message.id, dialogs::route_of(before->classify(message.text)).route,
                        dialogs::route_of(after->classify(message.text)).route, message.decided});
  }
  const dialogs::WhatIf result = dialogs::what_if(rerouted);
  std::cout << "看了 " << result.messages << " 条\n";
  print("新接住", result.caught, options.shown);
  print("漏掉", result.lost, options.shown);
  print("换了热线", result.moved, options.shown);
  std::cout << "比人定的：改对 " << result.mended << " 条，改坏 " << result.broken << " 条" << std::endl;
  return result.broken > 0 ? kExitNegative : kExitOk;
}

}  // namespace

void add_rules_what_if(CLI::App& rules, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      rules.add_subcommand("what-if", "Say what a changed rules file would do to messages that were answered (exit 1: something breaks)");
  command->add_option("--rules", options->changed, "The changed file, of the same name as the one it replaces")->required();
  command->add_option("--messages", options->messages, "Labelled file; without it, the tickets of the store");
  command->add_option("--shown", options->shown, "How many of each kind to list")->capture_default_str();
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  add_store_options(*command, options->store);
  command->callback([options, &run] { run = [options] { return what_if(*options); }; });
}

}  // namespace bot::cli
