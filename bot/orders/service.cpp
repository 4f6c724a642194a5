#include "bot/orders/service.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "bot/orders/report.hpp"
#include "bot/orders/show.hpp"
#include "bot/publishing/service.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/ticket_orders.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

using nlohmann::json;

constexpr std::size_t kListMost = 5000;
constexpr std::size_t kPage = 500;
constexpr int kConflictsMax = 3;

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

json failure(const base::Error& error) { return to_json(error); }

TicketOrder order_of(const json& request, OrderKind kind) {
  TicketOrder order;
  order.kind = kind;
  order.ticket = request.at("ticket").get<std::string>();
  order.by = request.value("by", "");
  order.reason = request.value("reason", "");
  order.words = request.value("words", "");
  order.other = request.value("other", "");
  if (const auto until = request.value("until", std::int64_t{0}); until != 0) order.until = base::UnixMs{until};
  return order;
}

}  // namespace

bool TicketService::knows(const json& request) {
  constexpr std::array<std::string_view, 6> kAsks{"tickets", "ticket", "ticket_form", "ticket_report", "ticket_order", "clock"};
  if (!request.is_object() || !request.contains("ask") || !request["ask"].is_string()) return false;
  return std::find(kAsks.begin(), kAsks.end(), request["ask"].get<std::string>()) != kAsks.end();
}

json TicketService::answer(const json& request) {
  try {
    const std::string ask = request.at("ask").get<std::string>();
    if (ask == "tickets") return list(request);
    if (ask == "ticket") return one(request);
    if (ask == "ticket_form") return form(request);
    if (ask == "ticket_report") return report(request);
    if (ask == "ticket_order") return order(request);
    return clock(request);
  } catch (const json::exception&) {
    return failure(invalid("这个请求里缺了东西，或者写的不是该写的样子"));
  }
}

json TicketService::list(const json& request) {
  const std::size_t most = std::min<std::size_t>(request.value("most", std::size_t{50}), kListMost);
  json lines = json::array();
  std::string before;
  std::size_t shown = 0;
  while (shown < most) {
    const auto page = parts_.store.tickets().list(before, std::min(most - shown, kPage));
    if (!page) return failure(page.error());
    if (page->empty()) break;
    for (const tickets::Ticket& ticket : *page) {
      for (std::string& line : ticket_lines(ticket)) lines.push_back(std::move(line));
    }
    before = page->back().number;
    shown += page->size();
  }
  return {{"lines", std::move(lines)}};
}

json TicketService::one(const json& request) {
  const base::UnixMs now = parts_.clock.now();
  const auto life =
      TicketLife::read(parts_.store.tickets(), parts_.promises.now(), request.at("number").get<std::string>(), {}, now);
  if (!life) return failure(life.error());
  return {{"lines", life_lines(*life, now)}};
}

json TicketService::form(const json& request) {
  const std::string number = request.at("number").get<std::string>();
  const auto ticket = parts_.store.tickets().find(number);
  if (!ticket) return failure(ticket.error());
  if (!*ticket) return failure({base::ErrorCode::kNotFound, "没有工单 " + number + "；用 xinsheng tickets 看全部"});
  std::string recipient = request.value("for", "");
  if (recipient.empty()) recipient = (*ticket)->hotline;
  const auto promises = parts_.promises.now();
  if (!promises->contents.knows(recipient)) {
    return failure(invalid("contents 文件里没有 " + recipient + "\n  = 怎么改：写热线号（12345、12328、12348）或 company"));
  }
  return {{"text", tickets::to_text(form_for(**ticket, *promises, recipient))}};
}

json TicketService::report(const json& request) {
  const Period period{base::UnixMs{request.at("from").get<std::int64_t>()}, base::UnixMs{request.at("to").get<std::int64_t>()}};
  const auto counted = count_report(parts_.store.tickets(), *parts_.promises.now(), period, parts_.clock.now());
  if (!counted) return failure(counted.error());
  return {{"text", request.value("csv", false) ? to_csv(*counted) : to_text(*counted)}};
}

json TicketService::order(const json& request) {
  const auto kind = order_from_name(request.at("kind").get<std::string>());
  if (!kind) return failure(invalid("没有这种操作；用 xinsheng tickets --help 看全部"));
  if (parts_.mailboxes == nullptr) {
    return failure({base::ErrorCode::kUnreached, "服务器没有运行：工单的操作要经过司机的会话。先 xinsheng serve，再来一次"});
  }
  const TicketOrder order = order_of(request, *kind);
  for (int attempt = 0; attempt < kConflictsMax; ++attempt) {
    const auto ticket = parts_.store.tickets().find(order.ticket);
    if (!ticket) return failure(ticket.error());
    if (!*ticket) return failure({base::ErrorCode::kNotFound, "没有工单 " + order.ticket + "；用 xinsheng tickets 看全部"});
    const auto conversation = parts_.store.turns().load((*ticket)->conversation);
    if (!conversation) return failure(conversation.error());
    if (!*conversation) return failure({base::ErrorCode::kNotFound, "这张工单的会话不在了"});
    const Answer answer = post_and_wait(*parts_.mailboxes, {.key = (*conversation)->key, .what = order, .done = {}});
    if (answer.outcome == Answer::Outcome::kDone) return json::object();
    if (answer.outcome == Answer::Outcome::kRefused) return failure(invalid(answer.text));
  }
  return failure({base::ErrorCode::kBusy, "这张工单正在变动或者存不进去，没有改；请再来一次"});
}

json TicketService::clock(const json& request) {
  if (parts_.clock_watch == nullptr) {
    return failure({base::ErrorCode::kUnreached, "服务器没有运行，没有要确认的时钟"});
  }
  const bool held = parts_.clock_watch->holds();
  if (held && request.value("confirm", false)) {
    const std::string by = request.value("by", "");
    if (by.empty()) return failure(invalid("要写是谁确认的（--by 姓名或工号）"));
    (void)parts_.clock_watch->confirm();
    if (parts_.log != nullptr) parts_.log->info("clock_confirmed_by", {{"by", base::OurWord{by}}});
  }
  return {{"held", held}};
}

}  // namespace bot
