// What operators' lists ask of a store: newest first, by who answers, by what tickets are about, by when their clocks end.
#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::ConversationFilter;
using storage::MatterFilter;
using storage::TicketFilter;
using Who = ConversationFilter::Who;
using Which = TicketFilter::Which;
using Drivers = std::vector<std::string>;

namespace {

storage::Committed attended_turn(storage::Store& store, const std::string& driver, const std::string& person) {
  storage::TurnWrite turn = first_turn(driver, driver + "-1");
  turn.attendance = storage::Attendance{.wanted = true, .person = person, .since = {kNow}};
  return must_commit(store, turn);
}

/// A first turn of this driver that opens one ticket of such a matter; its number.
std::string open_matter(storage::Store& store, const std::string& driver, const std::string& hotline, const std::string& group,
                        const std::string& appeal, std::optional<base::UnixMs> clock = {}) {
  storage::TurnWrite turn = first_turn(driver, driver + "-1");
  storage::NewTicket ticket = new_ticket(store, hotline);
  ticket.ticket.form = {{"content", "说了什么"}, {"appeal_type", appeal}, {"group", group}};
  ticket.clock_due = clock;
  ticket.look_due = {kNow + 1'000'000};
  turn.tickets.push_back(ticket);
  must_commit(store, turn);
  return ticket.ticket.number;
}

Drivers drivers_of(const storage::ConversationPage& page) {
  Drivers drivers;
  for (const storage::Conversation& one : page.found) drivers.push_back(one.key.driver);
  return drivers;
}

std::vector<std::string> numbers_of(const std::vector<tickets::Ticket>& list) {
  std::vector<std::string> numbers;
  for (const tickets::Ticket& one : list) numbers.push_back(one.number);
  return numbers;
}

}  // namespace

TEST_CASE("Pages of the newest conversations follow each other without overlap or gap, whether their rows lag or not") {
  const std::size_t lagging_max = GENERATE(std::size_t{3}, std::size_t{20'000});
  const auto engine = ENGINE_UNDER_TEST();
  Bounds bounds;
  bounds.lagging_max = lagging_max;
  const auto store = engine->open(bounds);
  storage::Committed first = must_commit(*store, first_turn("d0", "a"));
  for (int i = 1; i < 10; ++i) must_commit(*store, first_turn("d" + std::to_string(i), "a"));
  must_commit(*store, next_turn(first, "d0", "b"));
  Drivers seen;
  std::int64_t before = 0;
  do {
    const auto page = store->turns().latest({}, before, 3).value();
    CHECK(page.found.size() <= 3);
    for (const std::string& driver : drivers_of(page)) seen.push_back(driver);
    before = page.next;
  } while (before != 0);
  CHECK(seen == Drivers{"d0", "d9", "d8", "d7", "d6", "d5", "d4", "d3", "d2", "d1"});
}

TEST_CASE("A page with all that is left tells of no further one, though the row of a conversation that moved on still stands behind it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const storage::Committed first = must_commit(*store, first_turn("d0", "a"));
  for (const char* driver : {"d1", "d2"}) must_commit(*store, first_turn(driver, "a"));
  must_commit(*store, next_turn(first, "d0", "b"));
  const auto page = store->turns().latest({}, 0, 2).value();
  CHECK(drivers_of(page) == Drivers{"d0", "d2"});
  REQUIRE(page.next != 0);
  const auto rest = store->turns().latest({}, page.next, 2).value();
  CHECK(drivers_of(rest) == Drivers{"d1"});
  CHECK(rest.next == 0);
}

TEST_CASE("A conversation is found by who answers it from the turn on that says so") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  must_commit(*store, first_turn("bot", "a"));
  attended_turn(*store, "waits", "");
  const auto li = attended_turn(*store, "li", "li");
  attended_turn(*store, "wang", "wang");
  storage::TurnWrite asks = first_turn("task", "a");
  asks.tasks = {{"urgent", "现场仍有危险", ""}};
  must_commit(*store, asks);
  const auto who = [&](Who which, const std::string& person = {}) {
    return drivers_of(store->turns().latest({.who = which, .person = person, .matter = {}}, 0, 10).value());
  };
  CHECK(who(Who::kWaiting) == Drivers{"waits"});
  CHECK(who(Who::kPerson) == Drivers{"wang", "li"});
  CHECK(who(Who::kOne, "li") == Drivers{"li"});
  CHECK(who(Who::kNeeds) == Drivers{"task", "waits"});
  const auto counts = store->desk().count_conversations({}).value();
  CHECK(counts.waiting == 1);
  CHECK(counts.needs == 2);
  CHECK(counts.taken == storage::CountsByPerson{{"li", 1}, {"wang", 1}});
  storage::TurnWrite over = next_turn(li, "li", "b");
  over.attendance = storage::Attendance{};
  must_commit(*store, over);
  CHECK(who(Who::kOne, "li").empty());
  store.reset();
  store = engine->open();
  CHECK(who(Who::kPerson) == Drivers{"wang"});
}

TEST_CASE("Pages of those that wait follow each other without overlap or gap") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 7; ++i) attended_turn(*store, "d" + std::to_string(i), "");
  const ConversationFilter waiting{.who = Who::kWaiting, .person = {}, .matter = {}};
  Drivers seen;
  std::int64_t before = 0;
  do {
    const auto page = store->turns().latest(waiting, before, 3).value();
    for (const std::string& driver : drivers_of(page)) seen.push_back(driver);
    before = page.next;
  } while (before != 0);
  CHECK(seen == Drivers{"d6", "d5", "d4", "d3", "d2", "d1", "d0"});
}

TEST_CASE("Conversations are found by what any of their tickets is about") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_matter(*store, "truck", "12328", "货车", "投诉");
  open_matter(*store, "taxi", "12328", "出租车", "05");
  open_matter(*store, "asks", "12348", "货车", "");
  must_commit(*store, first_turn("none", "a"));
  const auto of = [&](const MatterFilter& matter) {
    return drivers_of(store->turns().latest({.who = Who::kAny, .person = {}, .matter = matter}, 0, 10).value());
  };
  CHECK(of({.hotline = "12328", .group = {}, .appeal = {}, .appeal_code = {}, .urgency = {}}) == Drivers{"taxi", "truck"});
  CHECK(of({.hotline = {}, .group = "货车", .appeal = {}, .appeal_code = {}, .urgency = {}}) == Drivers{"asks", "truck"});
  CHECK(of({.hotline = {}, .group = {}, .appeal = "建议", .appeal_code = "05", .urgency = {}}) == Drivers{"taxi"});
  CHECK(of({.hotline = {}, .group = {}, .appeal = "咨询", .appeal_code = "01", .urgency = {}}) == Drivers{"asks"});
  CHECK(of({.hotline = "12328", .group = "货车", .appeal = {}, .appeal_code = {}, .urgency = "普通"}) == Drivers{"truck"});
  CHECK(of({.hotline = {}, .group = {}, .appeal = {}, .appeal_code = {}, .urgency = "特急"}).empty());
}

TEST_CASE("Tickets are found by when their clocks end, by their tasks and by who answers their driver") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string late = open_matter(*store, "late", "12328", "货车", "", base::UnixMs{kNow - 5});
  const std::string soon = open_matter(*store, "soon", "12345", "货车", "", base::UnixMs{kNow + 5});
  const std::string far = open_matter(*store, "far", "12345", "快递", "", base::UnixMs{kNow + 5'000});
  const std::string none = open_matter(*store, "none", "12345", "快递", "");
  storage::TurnWrite turn = next_turn({.conversation = must_load(*store, "far").id, .turn = 0, .version = 1}, "far", "b");
  turn.tasks = {{"breach", "超期", far}};
  turn.attendance = storage::Attendance{.wanted = true, .person = "li", .since = {kNow}};
  must_commit(*store, turn);
  const auto of = [&](Which which, std::int64_t until = 0) {
    return numbers_of(store->tickets().list({.which = which, .until = {until}, .person = "li", .status = {}, .matter = {}}, "", 10).value());
  };
  using Numbers = std::vector<std::string>;
  CHECK(of(Which::kAny) == Numbers{none, far, soon, late});
  CHECK(of(Which::kDue, kNow) == Numbers{late});
  CHECK(of(Which::kDue, kNow + 100) == Numbers{soon, late});
  CHECK(of(Which::kNeeds) == Numbers{far});
  CHECK(of(Which::kOne) == Numbers{far});
  const auto counts = store->desk().count_tickets({}, {kNow}, {kNow + 100}).value();
  CHECK(counts.open == 4);
  CHECK(counts.overdue == 1);
  CHECK(counts.due_soon == 1);
  CHECK(counts.needs == 1);
  CHECK(counts.taken == storage::CountsByPerson{{"li", 1}});
  const MatterFilter couriers{.hotline = {}, .group = "快递", .appeal = {}, .appeal_code = {}, .urgency = {}};
  CHECK(store->desk().count_tickets(couriers, {kNow}, {kNow + 100})->open == 2);
  CHECK(numbers_of(store->tickets().list({.which = Which::kOpen, .until = {}, .person = {}, .status = {}, .matter = couriers}, none, 10).value()) == Numbers{far});
}

TEST_CASE("A ticket that ends has no clock that is due, and a look writes down when the next one ends") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_matter(*store, "a", "12328", "货车", "", base::UnixMs{kNow - 5});
  storage::TurnWrite turn = next_turn({.conversation = must_load(*store, "a").id, .turn = 0, .version = 1}, "a", "b");
  storage::TicketChange change;
  change.number = number;
  change.actor = "operator:1";
  change.action = "note";
  change.look = storage::NextLook{.due = base::UnixMs{kNow}, .clock = base::UnixMs{kNow + 50}};
  turn.ticket_changes.push_back(change);
  must_commit(*store, turn);
  CHECK(store->desk().count_tickets({}, {kNow}, {kNow + 100})->due_soon == 1);
  const auto claims = store->tickets().claim_looks({kNow}, base::seconds(10), 10).value();
  REQUIRE(claims.size() == 1);
  REQUIRE(store->tickets().finish_looks({{number, claims[0].token, {.due = {}, .clock = base::UnixMs{kNow - 1}}}}).ok());
  CHECK(store->desk().count_tickets({}, {kNow}, {kNow + 100})->overdue == 1);
}
