#include "bot/desk/scripts/corrections.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/drafts.hpp"
#include "bot/desk/scripts/newest_stories.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "bot/desk/tickets/ticket_json.hpp"
#include "bot/publishing/correct_rules.hpp"
#include "bot/releases.hpp"
#include "bot/turns/ticket_form.hpp"
#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/suggest.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr char kRules[] = "routing";
constexpr std::string_view kHidden = "＊";
constexpr std::size_t kCorrectionsMost = 50;
constexpr std::size_t kWordsMost = 8;
constexpr std::size_t kTextPointsMax = 1000;

/// A ticket's story as the desk may show it, and what the rules make of it.
struct Story {
  tickets::Ticket ticket;
  std::string text;
  std::string says;    // the route
  std::string matter;  // that decided it; "" where none did
};

struct Moved {
  base::UnixMs at;
  std::string by, from, reason;
};

/// How many stories a word would put right, and how many that are right hold it.
struct Weight {
  std::size_t gains = 0, breaks = 0;
};
using Weights = std::map<std::string, Weight, std::less<>>;  // by word

/// The last time that a person moved the ticket (bot/turns/forward_acts: "12328 -> 12345：why").
std::optional<Moved> last_move(const std::vector<tickets::TicketEvent>& log, const Masking& masking) {
  for (auto event = log.rbegin(); event != log.rend(); ++event) {
    if (event->action != "transferred" || !event->actor.starts_with("operator:")) continue;
    const std::size_t arrow = event->note.find(" -> "), colon = event->note.find("：");
    if (arrow == std::string::npos || colon == std::string::npos) continue;
    return Moved{event->at, event->actor.substr(event->actor.find(':') + 1), event->note.substr(0, arrow),
                 masking.hide(event->note.substr(colon + std::string_view("：").size()))};
  }
  return std::nullopt;
}

std::vector<Story> judged(const std::vector<tickets::Ticket>& tickets, const dialogs::RuleSet& rules) {
  std::vector<Story> stories;
  for (const tickets::Ticket& ticket : tickets) {
    const std::string story(ticket.field(kContentField));
    const dialogs::Decision decision = rules.classify(story);
    Story one{ticket, masking_of(ticket).hide(story), dialogs::route_of(decision).route, {}};
    if (decision.matters != nullptr && !decision.matters->matters.empty()) one.matter = decision.matters->matters.front().matter->name;
    stories.push_back(std::move(one));
  }
  return stories;
}

/// Weighs, for what belongs to `route`, the words of `text` over all stories.
Weights weigh(const std::vector<Story>& stories, const std::string& text, const std::string& route) {
  Weights weights;
  for (const std::string& word : dialogs::words_in(text, {})) {
    if (word.find(kHidden) == std::string::npos) weights.emplace(word, Weight{});
  }
  for (const Story& story : stories) {
    const bool is_right = story.says == story.ticket.hotline;
    const bool may_gain = !is_right && story.ticket.hotline == route;
    const bool may_break = is_right && story.ticket.hotline != route;
    if (!may_gain && !may_break) continue;
    for (auto& [word, weight] : weights) {
      if (story.text.find(word) == std::string::npos) continue;
      weight.gains += may_gain ? 1 : 0;
      weight.breaks += may_break ? 1 : 0;
    }
  }
  return weights;
}

/// The best first: least broken, most gained, then the longer; a word within one that stands before it is not named.
json best_words(const Weights& weights) {
  std::vector<std::pair<std::string, Weight>> all(weights.begin(), weights.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    if (a.second.breaks != b.second.breaks) return a.second.breaks < b.second.breaks;
    if (a.second.gains != b.second.gains) return a.second.gains > b.second.gains;
    return a.first.size() > b.first.size();
  });
  std::vector<std::string> taken;
  json words = json::array();
  for (const auto& one : all) {
    const std::string& word = one.first;
    if (taken.size() == kWordsMost) break;
    if (std::any_of(taken.begin(), taken.end(), [&word](const std::string& longer) { return longer.find(word) != std::string::npos; })) continue;
    taken.push_back(word);
    words.push_back({{"word", word}, {"gains", one.second.gains}, {"breaks", one.second.breaks}});
  }
  return words;
}

}  // namespace

void list_corrections(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] {
    DeskParts& desk = *call->desk;
    const auto tickets = newest_stories(desk.store.tickets());
    if (!tickets) return reply(store_failed(*call));
    const auto current = desk.releases.view()->shared_current();
    const dialogs::RuleSet* rules = current->find_rules(kRules);
    if (rules == nullptr) return reply(refusal(*call, 422, "no_rules", "现用版里没有分派热线的规则（id: routing）"));
    const std::vector<Story> stories = judged(*tickets, *rules);
    json items = json::array();
    for (const Story& story : stories) {
      if (items.size() == kCorrectionsMost) break;
      if (story.says == story.ticket.hotline) continue;
      const auto log = desk.store.tickets().log(story.ticket.number);
      if (!log) return reply(store_failed(*call));
      const auto moved = last_move(*log, masking_of(story.ticket));
      if (!moved) continue;
      items.push_back({{"ticket", story.ticket.number}, {"story", story.text}, {"at", moved->at.count}, {"by", moved->by}, {"from", moved->from},
                       {"to", story.ticket.hotline}, {"reason", moved->reason}, {"says", story.says}, {"matter", story.matter},
                       {"words", best_words(weigh(stories, story.text, story.ticket.hotline))}});
    }
    reply(json_answer(200, {{"looked", stories.size()}, {"items", std::move(items)}}));
  });
}

void correct_draft(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] {
    const auto open = open_draft(call, reply);
    if (!open) return;
    Correction correction{.text = call->text("text"), .route = call->text("route"), .word = call->text("word")};
    std::replace(correction.text.begin(), correction.text.end(), '\n', ' ');
    if (correction.text.empty() || base::count_code_points(correction.text) > kTextPointsMax) {
      return reply(refusal(*call, 422, "text", "写上司机说的话（1 到 1000 字），去掉姓名和号码"));
    }
    const auto review = call->desk->workbench.review(open->files);
    const dialogs::RuleSet* rules = review->release ? review->release->find_rules(kRules) : nullptr;
    if (rules == nullptr) return reply(refusal(*call, 422, "faults", "这个草稿里还有错误，先改好再加更正"));
    const std::string path = rules->file().place.file;
    const dialogs::Decision today = rules->classify(correction.text);
    if (correction.word.empty() && dialogs::route_of(today).route != correction.route) {
      return reply(refusal(*call, 422, "word", "规则现在判成别的热线，要挑一个说明是这件事的词"));
    }
    const Corrected corrected = correct_rules(open->files, path, today, correction);
    if (!corrected.file) {
      return reply(refusal(*call, 422, "not_corrected", corrected.why + (corrected.faults.empty() ? "" : "\n" + corrected.faults.front())));
    }
    reply(json_answer(200, {{"path", path}, {"text", *corrected.file}}));
  });
}

}  // namespace bot::desk
