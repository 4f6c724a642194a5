#include "bot/desk/search/search_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/conversations/summary.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/search/search_desk.hpp"
#include "bot/desk/tickets/ticket_json.hpp"
#include "bot/releases.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;
using storage::search::Among;

constexpr std::int64_t kPageUsual = 30;
constexpr std::int64_t kPageMost = 100;
constexpr std::int64_t kInstantMax = 4'102'444'800'000;  // the year 2100

json places_json(const std::vector<storage::search::Place>& places) {
  json all = json::array();
  for (const auto& place : places) all.push_back({{"begin", place.begin}, {"end", place.end}});
  return all;
}

json found_json(const FoundText& found) {
  const std::string& driver = found.conversation.key.driver;
  json item{{"id", std::to_string(found.id)},
            {"conversation", found.ticket ? found.ticket->conversation : found.conversation.id},
            {"channel", found.conversation.key.channel},
            {"driver", last_signs(driver)},
            {"at", found.at.count},
            {"text", found.text},
            {"marks", places_json(found.places)}};
  if (found.ticket) {
    item["ticket"] = ticket_json(*found.ticket);
    return item;
  }
  const json extra = found.said.extra.empty() ? json::object() : json::parse(found.said.extra, nullptr, false);
  json line{{"sequence", found.sequence}, {"line", found.line}, {"from", speaker_name(found.said.speaker)}};
  if (extra.is_object() && extra.contains("by")) line["by"] = extra["by"];
  if (extra.is_object() && extra.value("internal", false)) line["internal"] = true;
  item["line"] = std::move(line);
  return item;
}

Wish wish_of(const json& body) {
  const std::string among = body.value("among", "");
  const std::string before = body.value("before", "");
  const bool is_number = !before.empty() && before.size() <= 18 && before.find_first_not_of("0123456789") == std::string::npos;
  return {.words = body["words"].get<std::string>(),
          .among = among == "lines" ? Among::kLines : among == "tickets" ? Among::kTickets : Among::kEverything,
          .from = {std::clamp<std::int64_t>(body.value("from", std::int64_t{0}), 0, kInstantMax)},
          .to = {std::clamp<std::int64_t>(body.value("to", std::int64_t{0}), 0, kInstantMax)},
          .before = is_number ? std::stoll(before) : 0,
          .most = static_cast<std::size_t>(std::clamp<std::int64_t>(body.value("most", kPageUsual), 1, kPageMost))};
}

void search(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const std::shared_ptr<const ReleaseView> view = desk.releases.view();
  const auto page = desk.search.find(view->current(), wish_of(*call->body));
  if (!page && page.error().code == base::ErrorCode::kUnreached) {
    return reply(refusal(*call, 503, "search_away", "这台服务器现在不能搜索；请管理员看启动时的提示"));
  }
  if (!page) return reply(store_failed(*call));
  json items = json::array();
  for (const FoundText& found : page->texts) items.push_back(found_json(found));
  json body{{"items", std::move(items)}};
  if (page->next != 0) body["next"] = std::to_string(page->next);
  if (!page->hint.empty()) body["hint"] = page->hint;
  reply(json_answer(200, body));
}

}  // namespace

ViewTable search_view() {
  using namespace schema;
  const Shape place = object({{"begin", integer()}, {"end", integer()}});
  const Shape line = object({{"sequence", integer()}, {"line", integer()}, {"from", text()}, {"by", maybe(text())}, {"internal", maybe(boolean())}});
  return {.routes = {{.method = "POST", .path = "/api/search", .name = "search", .summary = "Texts that hold all of these words, newest first; masked.",
                      .roles = kReaders,
                      .body = object({{"words", text()}, {"among", maybe(words({"everything", "lines", "tickets"}))}, {"from", maybe(instant())},
                                      {"to", maybe(instant())}, {"before", maybe(text())}, {"most", maybe(integer())}}),
                      .answer = object({{"items", schema::list(named("Found"))}, {"next", maybe(text())}, {"hint", maybe(text())}}), .serve = search,
                      .asks = true}},
          .shapes = {{"Found", object({{"id", text()}, {"conversation", integer()}, {"channel", text()}, {"driver", text()}, {"at", instant()},
                                       {"text", text()}, {"marks", schema::list(place)}, {"line", maybe(line)}, {"ticket", maybe(named("Ticket"))}})}}};
}

}  // namespace bot::desk
