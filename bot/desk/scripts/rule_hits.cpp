#include "bot/desk/scripts/rule_hits.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/drafts.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "bot/releases.hpp"
#include "bot/turns/ticket_form.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/what_if.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kMessagesMost = 2000;
constexpr std::size_t kPage = 500;
constexpr std::size_t kDays = 30;
constexpr std::size_t kExamplesMost = 50;

struct Message {
  std::string ticket, text, hotline;
  std::size_t days_ago = 0;
};

base::Result<std::vector<Message>> newest_messages(DeskParts& desk) {
  std::vector<Message> messages;
  const base::UnixMs now = desk.clock.now();
  std::string before;
  for (bool more = true; more && messages.size() < kMessagesMost;) {
    const auto page = desk.store.tickets().list(before, kPage);
    if (!page) return page.error();
    more = page->size() == kPage;
    for (const tickets::Ticket& ticket : *page) {
      before = ticket.number;
      const std::string_view story = ticket.field(kContentField);
      if (story.empty() || messages.size() == kMessagesMost) continue;
      const std::int64_t age = std::max<std::int64_t>((now - ticket.accepted_at).count, 0) / base::days(1).count;
      messages.push_back({ticket.number, std::string(story), ticket.hotline, static_cast<std::size_t>(age)});
    }
  }
  return messages;
}

std::shared_ptr<const dialogs::RuleSet> rules_in(const dialogs::Release& release, const std::string& path) {
  for (const auto& [id, rules] : release.rules) {
    if (rules->file().place.file == path) return rules;
  }
  return nullptr;
}

/// How often a rule spoke, before and after, and with the draft on each of the last days, today first.
struct Counts {
  std::size_t before = 0, after = 0;
  std::vector<std::size_t> days = std::vector<std::size_t>(kDays, 0);
};

void count(std::map<std::string, Counts>& counts, const dialogs::Decision& decision, bool is_draft, std::size_t days_ago) {
  std::set<std::string> spoke;
  for (const dialogs::RuleHit& hit : decision.hits) spoke.insert(hit.rule);
  for (const std::string& rule : spoke) {
    Counts& one = counts[rule];
    if (!is_draft) ++one.before;
    if (is_draft) ++one.after;
    if (is_draft && days_ago < kDays) ++one.days[days_ago];
  }
}

json examples_of(const std::vector<dialogs::Rerouted>& messages) {
  json all = json::array();
  for (std::size_t i = 0; i < messages.size() && i < kExamplesMost; ++i) {
    all.push_back({{"ticket", messages[i].id}, {"before", messages[i].before}, {"after", messages[i].after}, {"hotline", messages[i].decided}});
  }
  return all;
}

json what_if_json(const dialogs::WhatIf& result) {
  return {{"caught", result.caught.size()},
          {"lost", result.lost.size()},
          {"moved", result.moved.size()},
          {"mended", result.mended},
          {"broken", result.broken},
          {"examples", [&] {
             json all = examples_of(result.moved);
             for (const auto* more : {&result.lost, &result.caught}) {
               for (json& one : examples_of(*more)) all.push_back(std::move(one));
             }
             return all;
           }()}};
}

json report_of(const std::vector<Message>& messages, const dialogs::RuleSet* before, const dialogs::RuleSet& after) {
  std::map<std::string, Counts> counts;
  for (const dialogs::Rule& rule : after.file().rules) counts[rule.rule];
  std::vector<dialogs::Rerouted> rerouted;
  for (const Message& message : messages) {
    const dialogs::Decision now = after.classify(message.text);
    count(counts, now, true, message.days_ago);
    if (before == nullptr) continue;
    const dialogs::Decision was = before->classify(message.text);
    count(counts, was, false, message.days_ago);
    rerouted.push_back({message.ticket, dialogs::route_of(was).route, dialogs::route_of(now).route, message.hotline});
  }
  json rules = json::array();
  for (const auto& [name, one] : counts) rules.push_back({{"rule", name}, {"before", one.before}, {"after", one.after}, {"days", one.days}});
  json report{{"messages", messages.size()}, {"rules", std::move(rules)}};
  if (before != nullptr && after.file().id == "routing") report["what_if"] = what_if_json(dialogs::what_if(rerouted));
  return report;
}

}  // namespace

void try_rules(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] {
    DeskParts& desk = *call->desk;
    auto open = open_draft(call, reply);
    const std::string path = call->text("path");
    if (!open || !put_file(call, reply, open->files, path, call->text("text"))) return;
    const auto review = desk.workbench.review(open->files);
    if (!review->release) return reply(refusal(*call, 422, "faults", "规则里还有错误，改好红线标出的地方再试"));
    const auto after = rules_in(*review->release, path);
    if (after == nullptr) return reply(refusal(*call, 422, "no_rules", "这个文件不是规则（kind: rules）"));
    const auto messages = newest_messages(desk);
    if (!messages) return reply(store_failed(*call));
    const auto current = desk.releases.view()->shared_current();
    reply(json_answer(200, report_of(*messages, rules_in(*current, path).get(), *after)));
  });
}

}  // namespace bot::desk
