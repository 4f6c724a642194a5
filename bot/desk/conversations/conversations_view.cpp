#include "bot/desk/conversations/conversations_view.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/conversations/summary.hpp"
#include "bot/desk/filters.hpp"
#include "bot/desk/live/feed.hpp"
#include "bot/desk/replies/values.hpp"
#include "bot/json.hpp"
#include "bot/releases.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;
using Act = PersonActs::Act;

constexpr std::size_t kPageUsual = 30;
constexpr std::size_t kPageMost = 100;
constexpr std::size_t kReadAtOnce = 100;
constexpr std::size_t kLookedThroughMax = 1000;  // conversations one question reads for those the bot answers or that rest
constexpr std::size_t kTurnsMost = 100;
constexpr std::size_t kTextPointsMax = 1000;
constexpr std::size_t kUnmaskedTurns = 300;

Response absent(const Call& call) { return refusal(call, 404, "not_found", "没有这个会话"); }

/// nullopt: answered.
std::optional<Known> known_of(const CallPtr& call, const Reply& reply) {
  auto found = call->desk->store.turns().load(call->number("id"));
  if (!found) return reply(store_failed(*call)), std::nullopt;
  if (!*found) return reply(absent(*call)), std::nullopt;
  auto known = know(*call->desk, std::move(**found));
  if (!known) return reply(store_failed(*call)), std::nullopt;
  return std::move(*known);
}

std::int64_t cursor_of(std::string_view text) {
  const bool is_number = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? std::stoll(std::string(text)) : 0;
}

storage::ConversationFilter filter_of(const Call& call) {
  using Who = storage::ConversationFilter::Who;
  const std::string_view show = call.query("show"), mode = call.query("mode");
  const Who who = show == "needs" ? Who::kNeeds : show == "mine" ? Who::kOne : mode == "waiting" ? Who::kWaiting : mode == "person" ? Who::kPerson : Who::kAny;
  return {.who = who, .person = who == Who::kOne ? call.person.name : std::string(), .matter = matter_of(call)};
}

/// nullopt: the store failed.
std::optional<std::string> list_text(const CallPtr& call) {
  DeskParts& desk = *call->desk;
  const auto around = look_around(desk);
  if (!around) return std::nullopt;
  const storage::ConversationFilter filter = filter_of(*call);
  const std::string_view mode = call->query("mode");
  const std::size_t most = call->page_size(kPageUsual, kPageMost);
  // Every open console asks this after each turn: no conversation is read that is not shown.
  const std::size_t at_once = mode.empty() ? most : kReadAtOnce;
  std::int64_t before = cursor_of(call->query("before"));
  json items = json::array();
  bool more = true;
  for (std::size_t looked = 0; more && items.size() < most && looked < kLookedThroughMax;) {
    auto page = desk.store.turns().latest(filter, before, at_once);
    if (!page) return std::nullopt;
    bool all = true;
    for (storage::Conversation& conversation : page->found) {
      all = items.size() < most;
      if (!all) break;
      before = conversation.last_turn;
      ++looked;
      const auto known = know(desk, std::move(conversation));
      if (known && (mode.empty() || mode == mode_of(known->state))) items.push_back(summary_json(desk, *around, *known));
    }
    if (all) more = page->next != 0;
    if (all && more) before = page->next;
    if (mode.empty() || page->found.empty()) break;  // what the store looked through for nothing, the next question goes on behind
  }
  json body{{"items", std::move(items)}};
  if (more) body["next"] = std::to_string(before);
  if (call->query("before").empty()) {
    const auto counts = desk.store.desk().count_conversations(filter.matter);
    if (!counts) return std::nullopt;
    body["counts"] = {{"needs", counts->needs}, {"waiting", counts->waiting}, {"taken", taken_json(counts->taken)}};
  }
  return to_text(body);
}

/// `live`: the page was told of a change and asks for what was so then, as every other page does at the same moment.
void list_all(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const bool may_share = !call->query("live").empty() && call->query("show") != "mine";
  const auto text = desk.shared_answers.answer(question_of(*call, "conversations", {"mode", "show"}), may_share ? desk.feed.beat() : 0,
                                               [&] { return list_text(call); });
  reply(text ? json_text_answer(*text) : store_failed(*call));
}

void show(const CallPtr& call, const Reply& reply) {
  const auto around = look_around(*call->desk);
  if (!around) return reply(store_failed(*call));
  const auto known = known_of(call, reply);
  if (known) reply(json_answer(200, detail_json(*call->desk, *around, *known)));
}

/// The turns behind `after`, or the newest ones; with `before` those in front of it.
void turns(const CallPtr& call, const Reply& reply) {
  const auto known = known_of(call, reply);
  if (!known) return;
  const std::uint64_t version = known->conversation.version;
  const std::string_view behind = call->query("after");
  const auto before = static_cast<std::uint64_t>(cursor_of(call->query("before")));
  const std::uint64_t end = before > 0 && before <= version ? before - 1 : version;
  const std::uint64_t start = end > kTurnsMost ? end - kTurnsMost : 0;
  const std::uint64_t after = behind.empty() ? start : static_cast<std::uint64_t>(cursor_of(behind));
  const auto page = call->desk->store.turns().transcript(known->conversation.id, after, kTurnsMost);
  if (!page) return reply(store_failed(*call));
  const std::shared_ptr<const ReleaseView> view = call->desk->releases.view();
  const storage::ConversationKey& key = known->conversation.key;
  const storage::ConversationKey* photos_of = has_photos(*call->desk, key) ? &key : nullptr;
  json items = json::array();
  for (const storage::Turn& turn : *page) {
    if (behind.empty() && turn.sequence > end) break;
    items.push_back(turn_json(view->current(), photos_of, turn, &known->masking));
  }
  reply(json_answer(200, {{"items", std::move(items)}, {"version", version}, {"earlier", behind.empty() && start > 0}}));
}

void unmask(const CallPtr& call, const Reply& reply) {
  if (call->text("reason").size() < 2) return reply(refusal(*call, 422, "reason", "请写明为什么要看没有打码的内容；理由会记进审计日志"));
  const auto known = known_of(call, reply);
  if (!known) return;
  const std::uint64_t version = known->conversation.version;
  const auto page = call->desk->store.turns().transcript(known->conversation.id, version > kUnmaskedTurns ? version - kUnmaskedTurns : 0, kUnmaskedTurns);
  if (!page) return reply(store_failed(*call));
  const std::shared_ptr<const ReleaseView> view = call->desk->releases.view();
  const storage::ConversationKey& key = known->conversation.key;
  const storage::ConversationKey* photos_of = has_photos(*call->desk, key) ? &key : nullptr;
  json items = json::array();
  for (const storage::Turn& turn : *page) items.push_back(turn_json(view->current(), photos_of, turn, nullptr));
  reply(json_answer(200, {{"items", std::move(items)}, {"version", version}, {"earlier", version > kUnmaskedTurns}}));
}

/// Where somebody was first, the answer tells how it stands now.
void answer_act(const CallPtr& call, const Reply& reply, const Answer& answer) {
  if (answer.outcome == Answer::Outcome::kBusy || answer.outcome == Answer::Outcome::kFailed) return reply(store_failed(*call));
  if (answer.outcome != Answer::Outcome::kRefused) return reply(json_answer(200, {{"sequence", answer.sequence}}));
  reply(conflict(*call, answer.text, {{"refused", answer.text}}));
}

/// Whoever gives back has answered: what called for a person is done. What cannot be closed now stays in the list, for a person to close.
void close_handoffs(const Call& call, std::int64_t conversation) {
  const auto around = look_around(*call.desk);
  if (!around) return;
  const auto [begin, end] = around->tasks.equal_range(conversation);
  for (auto each = begin; each != end; ++each) {
    if (each->second.kind == "handoff") (void)call.desk->store.desk().close_task(each->second.id, call.person.name);
  }
  call.desk->feed.lost();
}

/// Whether drivers can be handed over to this account.
bool may_answer(const storage::Account& account) {
  const auto role = role_from_name(account.role);
  return !account.disabled && role && kHandlers.holds(*role);
}

void list_colleagues(const CallPtr& call, const Reply& reply) {
  const auto accounts = call->desk->store.accounts().all();
  if (!accounts) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::Account& account : *accounts) {
    if (may_answer(account)) items.push_back({{"name", account.name}, {"display", account.display}});
  }
  reply(json_answer(200, {{"items", std::move(items)}}));
}

void act(const CallPtr& call, const Reply& reply, Act what) {
  std::string text = call->text("text");
  const bool speaks = what == Act::kSay || what == Act::kNote;
  if (speaks && (text.find_first_not_of(" \t\r\n") == std::string::npos || base::count_code_points(text) > kTextPointsMax)) {
    return reply(refusal(*call, 422, "text", "内容不能为空，也不能超过 1000 字"));
  }
  auto known = known_of(call, reply);
  if (!known) return;
  if (what == Act::kSay) {
    const auto values = reply_values(*call->desk, *known, call->person);
    if (!values) return reply(store_failed(*call));
    FilledReply filled = fill_reply(text, *values);
    if (const std::string why = why_not_said(filled); !why.empty()) return reply(refusal(*call, 422, "placeholder", why));
    text = std::move(filled.text);
  }
  std::string to_display;
  if (what == Act::kHandOver) {
    const auto colleague = call->desk->store.accounts().find(call->text("to"));
    if (!colleague) return reply(store_failed(*call));
    if (!*colleague || !may_answer(**colleague)) {
      return reply(refusal(*call, 422, "colleague", "没有这位能接待司机的同事；请从名单里选"));
    }
    to_display = (*colleague)->display;
  }
  const Answer answer = post_and_wait(call->desk->mailboxes, {.key = known->conversation.key,
                                                              .what = PersonActs{.act = what,
                                                                                 .by = call->person.name,
                                                                                 .display = call->person.display,
                                                                                 .text = std::move(text),
                                                                                 .instead = call->body->value("instead", false),
                                                                                 .to = call->text("to"),
                                                                                 .to_display = std::move(to_display)},
                                                              .done = {}});
  if (what == Act::kGiveBack && answer.outcome == Answer::Outcome::kDone) close_handoffs(*call, known->conversation.id);
  answer_act(call, reply, answer);
}

template <Act what>
void do_act(const CallPtr& call, const Reply& reply) {
  act(call, reply, what);
}

void list_tasks(const CallPtr& call, const Reply& reply) {
  const std::size_t most = call->page_size(kPageMost, kPageMost);
  const auto tasks = call->desk->store.desk().open_tasks(cursor_of(call->query("after")), most);
  if (!tasks) return reply(store_failed(*call));
  const Masking masking;
  json items = json::array();
  for (const storage::Task& task : *tasks) {
    items.push_back({{"id", task.id},
                     {"kind", task.kind},
                     {"reason", masking.hide(task.reason)},
                     {"ticket", task.ticket},
                     {"conversation", task.conversation},
                     {"created", task.created.count}});
  }
  json body{{"items", std::move(items)}};
  if (tasks->size() == most) body["next"] = std::to_string(tasks->back().id);
  reply(json_answer(200, body));
}

void close_task(const CallPtr& call, const Reply& reply) {
  const base::Status done = call->desk->store.desk().close_task(call->number("id"), call->person.name);
  if (done) {
    call->desk->feed.lost();
    return reply(json_answer(200, json::object()));
  }
  if (done.error().code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", "没有这件待办"));
  if (done.error().code == base::ErrorCode::kConflict) return reply(conflict(*call, "这件待办已经有人办完了", {{"open", false}}));
  reply(store_failed(*call));
}

std::vector<schema::Field> shapes() {
  using namespace schema;
  const Shape last = object({{"from", text()}, {"text", text()}});
  const Shape ticket = object({{"number", text()}, {"hotline", text()}, {"status", text()}, {"status_text", text()}, {"title", text()}, {"urgency", text()}});
  const Shape person = object({{"by", text()}, {"display", text()}, {"since", instant()}, {"reason", text()}, {"danger", boolean()}});
  const Shape mark = object({{"begin", integer()}, {"end", integer()}, {"why", text()}, {"negated", boolean()}});
  const Shape output = object({{"name", text()}, {"value", text()}, {"score", integer()}, {"runner_up", text()}, {"runner_up_score", integer()}});
  const Shape understood = object({{"route", text()}, {"confidence", integer()}, {"danger", text()}, {"outputs", schema::list(output)}, {"marks", schema::list(mark)}});
  const Shape line = object({{"from", text()}, {"text", text()}, {"by", maybe(text())}, {"internal", maybe(boolean())},
                             {"options", maybe(schema::list(text()))}, {"place", maybe(text())}, {"at", maybe(object({{"latitude", number()}, {"longitude", number()}, {"exact", boolean()}}))},
                             {"media", maybe(integer())}, {"kind", maybe(text())}, {"photos", maybe(schema::list(text()))},
                             {"understood", maybe(understood)}});
  return {{"Task", object({{"id", integer()}, {"kind", text()}, {"reason", text()}, {"ticket", text()}, {"conversation", integer()}, {"created", instant()}})},
          {"TicketBrief", ticket},
          {"Conversation", object({{"id", integer()}, {"channel", text()}, {"account", text()}, {"driver", text()}, {"sequence", integer()},
                                   {"updated", instant()}, {"mode", words({"person", "waiting", "bot", "idle"})}, {"person", maybe(person)},
                                   {"last", last}, {"tickets", schema::list(named("TicketBrief"))}, {"tasks", schema::list(named("Task"))}})},
          {"Understood", understood},
          {"Line", line},
          {"Turn", object({{"sequence", integer()}, {"at", instant()}, {"lines", schema::list(named("Line"))}})},
          {"Turns", object({{"items", schema::list(named("Turn"))}, {"version", integer()}, {"earlier", boolean()}})}};
}

}  // namespace

ViewTable conversations_view() {
  using namespace schema;
  const Shape done = object({{"sequence", integer()}});
  const Shape words_to_say = object({{"text", text()}});
  const Shape frame = object({{"dialog", text()}, {"title", text()}, {"asks", text()},
                              {"slots", schema::list(object({{"name", text()}, {"value", text()}}))}});
  const Shape reach = object({{"way", words({"live", "active", "with_next", "none"})}, {"left", integer()}, {"until", instant()}});
  return {.routes = {{.method = "GET", .path = "/api/conversations", .name = "conversations", .summary = "Conversations, the one heard last first; masked.",
                      .roles = kReaders,
                      .query = list_query({{"mode", words({"person", "waiting", "bot", "idle"})}, {"show", words({"needs", "mine"})}}),
                      .answer = object({{"items", schema::list(named("Conversation"))}, {"next", maybe(text())},
                                        {"counts", maybe(object({{"needs", integer()}, {"waiting", integer()}, {"taken", taken_shape()}}))}}),
                      .serve = list_all},
                     {.method = "GET", .path = "/api/conversations/{id}", .name = "conversation", .summary = "One conversation: what the bot gathered, what may be sent.",
                      .roles = kReaders,
                      .answer = object({{"conversation", named("Conversation")}, {"frames", schema::list(frame)}, {"reach", reach}}), .serve = show},
                     {.method = "GET", .path = "/api/conversations/{id}/turns", .name = "turns", .summary = "Its transcript, masked, with what the rules understood.",
                      .roles = kReaders, .query = {{"after", text()}, {"before", text()}}, .answer = named("Turns"), .serve = turns},
                     {.method = "POST", .path = "/api/conversations/{id}/unmask", .name = "unmask", .summary = "Its newest turns as they were said; asks for a reason.",
                      .roles = kHandlers, .audit = "conversation.unmask", .body = object({{"reason", text()}}), .answer = named("Turns"), .serve = unmask},
                     {.method = "POST", .path = "/api/conversations/{id}/take", .name = "takeOver", .summary = "The bot is silent and this person answers; `instead` of whoever does.",
                      .roles = kHandlers, .audit = "conversation.take", .body = object({{"instead", maybe(boolean())}}), .answer = done, .serve = do_act<Act::kTake>},
                     {.method = "POST", .path = "/api/conversations/{id}/give-back", .name = "giveBack", .summary = "The bot goes on where it was.",
                      .roles = kHandlers, .audit = "conversation.give_back", .body = object({{"instead", maybe(boolean())}}), .answer = done, .serve = do_act<Act::kGiveBack>},
                     {.method = "POST", .path = "/api/conversations/{id}/hand-over", .name = "handOver", .summary = "A colleague answers from now on; `instead` of whoever does.",
                      .roles = kHandlers, .audit = "conversation.hand_over", .body = object({{"to", text()}, {"instead", maybe(boolean())}}), .answer = done, .serve = do_act<Act::kHandOver>},
                     {.method = "GET", .path = "/api/colleagues", .name = "colleagues", .summary = "Those whom a conversation may be handed over to.",
                      .roles = kHandlers, .answer = object({{"items", schema::list(object({{"name", text()}, {"display", text()}}))}}), .serve = list_colleagues},
                     {.method = "POST", .path = "/api/conversations/{id}/reply", .name = "reply", .summary = "Says this to the driver, taking over if nobody has.",
                      .roles = kHandlers, .audit = "conversation.reply", .body = words_to_say, .answer = done, .serve = do_act<Act::kSay>},
                     {.method = "POST", .path = "/api/conversations/{id}/note", .name = "note", .summary = "A note for colleagues.",
                      .roles = kHandlers, .audit = "conversation.note", .body = words_to_say, .answer = done, .serve = do_act<Act::kNote>},
                     {.method = "GET", .path = "/api/tasks", .name = "tasks", .summary = "What waits for a person, oldest first.",
                      .roles = kReaders, .query = {{"after", text()}, {"most", integer()}},
                      .answer = object({{"items", schema::list(named("Task"))}, {"next", maybe(text())}}), .serve = list_tasks},
                     {.method = "POST", .path = "/api/tasks/{id}/close", .name = "closeTask", .summary = "It is done.",
                      .roles = kHandlers, .audit = "task.close", .body = object({}), .answer = object({}), .serve = close_task}},
          .shapes = shapes()};
}

}  // namespace bot::desk
