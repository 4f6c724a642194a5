#include "bot/desk/tickets/tickets_view.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "bot/desk/filters.hpp"
#include "bot/desk/live/feed.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/tickets/sheet.hpp"
#include "bot/desk/tickets/ticket_json.hpp"
#include "bot/json.hpp"
#include "bot/promises/book.hpp"
#include "bot/publishing/service.hpp"
#include "bot/releases.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kPageUsual = 50;
constexpr std::size_t kPageMost = 200;
constexpr base::Millis kDueSoon = base::days(1);
constexpr std::size_t kForwardsMost = 200;

storage::TicketFilter filter_of(const Call& call) {
  using Which = storage::TicketFilter::Which;
  const std::string_view show = call.query("show"), status = call.query("status");
  const base::UnixMs now = call.desk->clock.now();
  storage::TicketFilter filter;
  filter.matter = matter_of(call);
  filter.which = show == "overdue" || show == "due_soon" ? Which::kDue
                 : show == "needs"                       ? Which::kNeeds
                 : show == "mine"                        ? Which::kOne
                 : status == "open"                      ? Which::kOpen
                                                         : Which::kAny;
  filter.until = show == "due_soon" ? now + kDueSoon : now;
  if (filter.which == Which::kOne) filter.person = call.person.name;
  if (status != "open") filter.status = std::string(status);
  return filter;
}

/// nullopt: the store failed.
std::optional<std::string> list_text(const CallPtr& call) {
  DeskParts& desk = *call->desk;
  const storage::TicketFilter filter = filter_of(*call);
  const std::size_t most = call->page_size(kPageUsual, kPageMost);
  const auto page = desk.store.tickets().list(filter, call->query("before"), most);
  if (!page) return std::nullopt;
  json items = json::array();
  for (const tickets::Ticket& ticket : *page) items.push_back(ticket_json(ticket));
  json body{{"items", std::move(items)}};
  if (page->size() == most) body["next"] = page->back().number;
  if (call->query("before").empty()) {
    const base::UnixMs now = desk.clock.now();
    const auto counts = desk.store.desk().count_tickets(filter.matter, now, now + kDueSoon);
    if (!counts) return std::nullopt;
    body["counts"] = {{"open", counts->open}, {"overdue", counts->overdue}, {"due_soon", counts->due_soon}, {"needs", counts->needs}, {"taken", taken_json(counts->taken)}};
  }
  return to_text(body);
}

/// `live` as in the list of conversations.
void list_all(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const bool may_share = !call->query("live").empty() && call->query("show") != "mine";
  const auto text = desk.shared_answers.answer(question_of(*call, "tickets", {"status", "show"}), may_share ? desk.feed.beat() : 0,
                                               [&] { return list_text(call); });
  reply(text ? json_text_answer(*text) : store_failed(*call));
}

/// nullopt: answered.
std::optional<TicketLife> life_of(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  auto life = TicketLife::read(desk.store.tickets(), desk.promises.now(), call->segment("number"), {}, desk.clock.now());
  if (life) return std::move(*life);
  if (life.error().code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", "没有这张工单")), std::nullopt;
  return reply(store_failed(*call)), std::nullopt;
}

void show(const CallPtr& call, const Reply& reply) {
  const auto life = life_of(call, reply);
  if (!life) return;
  const auto forwards = call->desk->store.forwards().of_ticket(life->ticket().number);
  if (!forwards) return reply(store_failed(*call));
  const auto exchanges = call->desk->store.forwards().exchanges(life->ticket().number);
  if (!exchanges) return reply(store_failed(*call));
  reply(json_answer(200, {{"ticket", ticket_json(life->ticket())},
                          {"promise_title", life->profile() == nullptr ? std::string() : life->profile()->title},
                          {"form", form_json(life->ticket(), true)},
                          {"events", events_json(*life)},
                          {"clocks", clocks_json(*life, call->desk->clock.now())},
                          {"forwards", forwards_json(*forwards)},
                          {"exchanges", exchanges_json(*exchanges)}}));
}

void unmask(const CallPtr& call, const Reply& reply) {
  if (call->text("reason").size() < 2) return reply(refusal(*call, 422, "reason", "请写明为什么要看没有打码的内容；理由会记进审计日志"));
  const auto life = life_of(call, reply);
  if (life) reply(json_answer(200, {{"form", form_json(life->ticket(), false)}}));
}

/// What the commands of the same name do, with the same refusals.
void command(const CallPtr& call, const Reply& reply, json request) {
  request["by"] = call->person.name;
  const json answer = call->desk->command(request);
  const auto error = error_in(answer);
  if (!error) {
    call->desk->feed.lost();
    return reply(json_answer(200, json::object()));
  }
  if (error->code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", error->text));
  if (error->code == base::ErrorCode::kConflict) return reply(conflict(*call, error->text, {{"refused", error->text}}));
  if (error->code == base::ErrorCode::kInvalid) return reply(refusal(*call, 422, "refused", error->text));
  reply(store_failed(*call));
}

void order(const CallPtr& call, const Reply& reply) {
  command(call, reply,
          {{"ask", "ticket_order"},
           {"kind", call->text("kind")},
           {"ticket", std::string(call->segment("number"))},
           {"reason", call->text("reason")},
           {"words", call->text("words")},
           {"other", call->text("other")},
           {"until", call->body->value("until", std::int64_t{0})}});
}

/// As it stands on paper: nothing is masked, so it asks why.
void print(const CallPtr& call, const Reply& reply) {
  if (call->text("reason").size() < 2) return reply(refusal(*call, 422, "reason", "请写明为什么要打印没有打码的表；理由会记进审计日志"));
  const auto life = life_of(call, reply);
  if (!life) return;
  const std::string asked = call->text("recipient");
  const std::string recipient = asked.empty() ? life->ticket().hotline : asked;
  if (!life->promises().contents.knows(recipient)) {
    return reply(refusal(*call, 422, "recipient", "没有“" + recipient + "”的表；请选 12345、12328、12348 或被反映单位"));
  }
  reply(json_answer(200, sheet_json(*life, recipient)));
}

void reroute(const CallPtr& call, const Reply& reply) {
  const auto life = life_of(call, reply);
  if (!life) return;
  const auto forwards = call->desk->store.forwards().of_ticket(life->ticket().number);
  if (!forwards) return reply(store_failed(*call));
  const std::shared_ptr<const ReleaseView> view = call->desk->releases.view();
  reply(json_answer(200, reroute_json(*life, *forwards, view->current(), std::string(call->query("hotline")), call->desk->clock.now())));
}

void transfer(const CallPtr& call, const Reply& reply) {
  command(call, reply,
          {{"ask", "forward_transfer"},
           {"ticket", std::string(call->segment("number"))},
           {"hotline", call->text("hotline")},
           {"reason", call->text("reason")}});
}

void list_forwards(const CallPtr& call, const Reply& reply) {
  json all = json::array();
  for (const storage::OutboxState state : {storage::OutboxState::kParked, storage::OutboxState::kDead}) {
    const auto found = call->desk->store.forwards().list(state, 0, kForwardsMost);
    if (!found) return reply(store_failed(*call));
    for (json& one : forwards_json(*found)) all.push_back(std::move(one));
  }
  reply(json_answer(200, {{"items", std::move(all)}}));
}

void confirm(const CallPtr& call, const Reply& reply) {
  command(call, reply, {{"ask", "forward_confirm"}, {"forward", call->number("id")}, {"number", call->text("number")}});
}
void resend(const CallPtr& call, const Reply& reply) {
  command(call, reply, {{"ask", "forward_resend"}, {"forward", call->number("id")}});
}
void close(const CallPtr& call, const Reply& reply) {
  command(call, reply, {{"ask", "forward_close"}, {"forward", call->number("id")}, {"reason", call->text("reason")}});
}

std::vector<schema::Field> shapes() {
  using namespace schema;
  return {{"Ticket", object({{"number", text()}, {"conversation", integer()}, {"hotline", text()}, {"status", text()}, {"status_text", text()},
                             {"title", text()}, {"urgency", text()}, {"promise", text()}, {"external_number", text()},
                             {"accepted", instant()}, {"changed", instant()}})},
          {"TicketField", object({{"field", text()}, {"value", text()}})},
          {"TicketEvent", object({{"sequence", integer()}, {"at", instant()}, {"actor", text()}, {"action", text()}, {"from", text()},
                                  {"to", text()}, {"act", text()}, {"detail", text()}, {"note", text()}})},
          {"Clock", object({{"whose", words({"ours", "hotline"})}, {"name", text()}, {"round", integer()}, {"state", text()},
                            {"lines", schema::list(text())}, {"due", maybe(instant())}})},
          {"Forward", object({{"id", integer()}, {"ticket", text()}, {"hotline", text()}, {"state", text()}, {"attempt", integer()},
                              {"created", instant()}, {"due", instant()}, {"deadline", instant()}, {"number", text()}, {"error", text()}})},
          {"Sheet", object({{"recipient", text()}, {"number", text()}, {"accepted", instant()},
                            {"lines", schema::list(object({{"label", text()}, {"value", text()}, {"spoken", text()}}))}, {"missing", schema::list(text())}})},
          {"Exchange", object({{"sequence", integer()}, {"act", text()}, {"hotline", text()}, {"began", instant()}, {"ended", instant()},
                               {"status", integer()}, {"outcome", text()}, {"number", text()}, {"by", text()}, {"chain", text()}})}};
}

}  // namespace

ViewTable tickets_view() {
  using namespace schema;
  const Shape form = schema::list(named("TicketField"));
  return {.routes = {{.method = "GET", .path = "/api/tickets", .name = "tickets", .summary = "Tickets, newest first; masked. Status `open`: those not yet at rest; `due_soon` also shows what is overdue.",
                      .roles = kReaders, .query = list_query({{"status", words({"open", "accepted", "dispatched", "in_hand", "closed", "refused", "withdrawn", "merged"})},
                                            {"show", words({"overdue", "due_soon", "needs", "mine"})}}),
                      .answer = object({{"items", schema::list(named("Ticket"))}, {"next", maybe(text())},
                                        {"counts", maybe(object({{"open", integer()}, {"overdue", integer()}, {"due_soon", integer()}, {"needs", integer()},
                                                                 {"taken", taken_shape()}}))}}),
                      .serve = list_all},
                     {.method = "GET", .path = "/api/tickets/{number}", .name = "ticket", .summary = "One ticket: form, life line, clocks with their explanation, forwards.",
                      .roles = kReaders,
                      .answer = object({{"ticket", named("Ticket")}, {"promise_title", text()}, {"form", form},
                                        {"events", schema::list(named("TicketEvent"))}, {"clocks", schema::list(named("Clock"))},
                                        {"forwards", schema::list(named("Forward"))}, {"exchanges", schema::list(named("Exchange"))}}),
                      .serve = show},
                     {.method = "POST", .path = "/api/tickets/{number}/unmask", .name = "unmaskTicket", .summary = "Its form as it was filled in; asks for a reason.",
                      .roles = kHandlers, .audit = "ticket.unmask", .body = object({{"reason", text()}}), .answer = object({{"form", form}}), .serve = unmask},
                     {.method = "POST", .path = "/api/tickets/{number}/orders", .name = "orderTicket", .summary = "What `xinsheng tickets KIND` does.",
                      .roles = kHandlers, .audit = "ticket.order",
                      .body = object({{"kind", text()}, {"reason", maybe(text())}, {"words", maybe(text())}, {"other", maybe(text())}, {"until", maybe(instant())}}),
                      .answer = object({}), .serve = order},
                     {.method = "POST", .path = "/api/tickets/{number}/print", .name = "printTicket", .summary = "The form as its hotline, another one or the company gets it, to be printed; asks for a reason.",
                      .roles = kHandlers, .audit = "ticket.print", .body = object({{"reason", text()}, {"recipient", maybe(text())}}), .answer = named("Sheet"), .serve = print},
                     {.method = "GET", .path = "/api/tickets/{number}/reroute", .name = "rerouteTicket", .summary = "What would change if `hotline` had it; nothing does.",
                      .roles = kReaders, .query = {{"hotline", text()}},
                      .answer = object({{"possible", boolean()}, {"why", text()}, {"ours", schema::list(named("Clock"))}, {"theirs", schema::list(named("Clock"))},
                                        {"told", text()}, {"missing", schema::list(text())}}),
                      .serve = reroute},
                     {.method = "POST", .path = "/api/tickets/{number}/transfer", .name = "transferTicket", .summary = "To another hotline, with a reason.",
                      .roles = kDeciders, .audit = "ticket.transfer", .body = object({{"hotline", text()}, {"reason", text()}}), .answer = object({}), .serve = transfer},
                     {.method = "GET", .path = "/api/forwards", .name = "forwards", .summary = "Forwards that wait for a person: parked and dead.",
                      .roles = kReaders, .answer = object({{"items", schema::list(named("Forward"))}}), .serve = list_forwards},
                     {.method = "POST", .path = "/api/forwards/{id}/confirm", .name = "confirmForward", .summary = "The hotline has it, under this number.",
                      .roles = kHandlers, .audit = "forward.confirm", .body = object({{"number", text()}}), .answer = object({}), .serve = confirm},
                     {.method = "POST", .path = "/api/forwards/{id}/resend", .name = "resendForward", .summary = "It goes out again, now.",
                      .roles = kHandlers, .audit = "forward.resend", .body = object({}), .answer = object({}), .serve = resend},
                     {.method = "POST", .path = "/api/forwards/{id}/close", .name = "closeForward", .summary = "It ends for good, with a reason.",
                      .roles = kDeciders, .audit = "forward.close", .body = object({{"reason", text()}}), .answer = object({}), .serve = close}},
          .shapes = shapes()};
}

}  // namespace bot::desk
