// A day without the hotline, at two tickets a minute (reliability reference §1.1 row 10, T-DOWN24): on a clock that moves when
// told, with the real workers, the real store, and a hotline that keeps its own ledger.
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bot/turns/ticket_form.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/promise_keeper.hpp"
#include "dialogs/engine/state.hpp"
#include "integrations/hotlines/registry.hpp"
#include "tests/bot/shell.hpp"
#include "tickets/number.hpp"

namespace {

using integrations::HttpRequest;
using integrations::HttpResponse;

constexpr int kTickets = 2880;
constexpr std::int64_t kEverySeconds = 30;

std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const auto& [known, value] : request.headers) {
    if (known == name) return value;
  }
  return {};
}

/// Knows keys. While it is away it fails in another way every hour.
class Hotline final : public integrations::HttpOut {
 public:
  explicit Hotline(const base::Clock& clock) : clock_(clock), began_(clock.now()) {}
  base::Result<HttpResponse> call(const HttpRequest& request, const integrations::CallLimits&) override {
    const std::lock_guard lock(mutex_);
    ++calls;
    if (away) {
      tried.insert(header_of(request, "X-Ref"));
      switch ((clock_.now() - began_).count / base::hours(1).count % 5) {
        case 0: return base::Error{base::ErrorCode::kUnreached, "refused"};
        case 1: return HttpResponse{.status = 503, .headers = {}, .body = {}};
        case 2: return HttpResponse{.status = 200, .headers = {}, .body = R"({"code":500,"msg":"系统繁忙"})"};
        case 3: return base::Error{base::ErrorCode::kTimeout, "20 s"};
        default: return (void)enter(request), base::Error{base::ErrorCode::kUnknown, "closed after the effect"};
      }
    }
    return HttpResponse{.status = 201, .headers = {}, .body = R"([{"service_request_id":")" + enter(request) + R"("}])"};
  }

  bool away = true;
  std::set<std::string> tried;  // while it was away: they come back as the retry budget lets them
  int calls = 0;
  std::map<std::string, std::string> numbers;  // key -> number
  std::vector<std::pair<std::string, base::UnixMs>> order;  // our tickets, as they were registered

 private:
  std::string enter(const HttpRequest& request) {
    auto [at, is_new] = numbers.try_emplace(header_of(request, "Idempotency-Key"));
    if (is_new) {
      at->second = "H" + std::to_string(numbers.size());
      order.emplace_back(header_of(request, "X-Ref"), clock_.now());
    }
    return at->second;
  }

  const base::Clock& clock_;
  base::UnixMs began_;
  std::mutex mutex_;
};

/// A freight driver's ticket, promised within eight hours.
tickets::Ticket open_ticket(shell::Shell& it, int i) {
  const base::UnixMs now = it.clock.now();
  storage::TurnWrite turn;
  turn.key = shell::Shell::key("oDay" + std::to_string(i));
  turn.at = now;
  turn.release = it.releases->view()->current().id;
  turn.state = dialogs::encode_state(dialogs::new_state(std::to_string(i), "wechat"));
  storage::NewTicket created;
  created.ticket = bot::make_ticket({{"story", "货主拖欠运费" + std::to_string(i)}, {"vehicle_type", "货车"}, {"route", "12328"}}, "wechat");
  created.ticket.number = tickets::make_number(tickets::day_of(now), it.store->tickets().next_serial(tickets::day_of(now)).value());
  created.ticket.accepted_at = created.ticket.first_message_at = created.ticket.changed_at = now;
  created.forward_key = it.random.hex(16);
  created.forward_payload = bot::encode_submission(bot::make_submission(created.ticket, created.forward_key, bot::Promises{}));
  created.forward_due = now;
  created.forward_deadline = now + base::hours(8);
  created.look_due = now;
  tickets::Ticket ticket = created.ticket;
  turn.tickets.push_back(std::move(created));
  REQUIRE(it.store->turns().commit(std::move(turn), [](base::Result<storage::Committed>) {}).ok());
  return ticket;
}

/// What the clocks owe and nothing else: a breach when nobody has called the driver after half an hour, and one when nothing is done
/// after eight.
std::shared_ptr<const bot::Promises> bare_promises() {
  auto bare = std::make_shared<bot::Promises>(*shell::shipped_promises());
  bare->profiles = *tickets::load_profiles("[promise FRT_3083]\nname 货运\nfor 货车\ntell yes\nRESP 30m\nCLOSE 8h\n").profiles;
  return bare;
}

/// How many breaches stand in the logs; each was raised once, within a minute of its deadline.
int breaches(shell::Shell& it, const std::map<std::string, base::UnixMs>& tickets) {
  int all = 0;
  for (const auto& [number, deadline] : tickets) {
    std::set<std::string> seen;
    const auto log = it.store->tickets().log(number).value();
    for (const tickets::TicketEvent& event : log) {
      if (event.act != "stepped") continue;
      if (!seen.insert(event.detail).second) FAIL("raised twice: " << event.detail << " of " << number);
      if (event.at - *event.moment > base::seconds(60)) FAIL("raised late: " << event.detail << " of " << number);
      ++all;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("outage: after a day without the hotline everything arrives once, the most urgent first, within ten minutes", "[bot]") {
  shell::Shell it;
  Hotline hotline(it.clock);
  auto line = std::make_shared<bot::HotlineLine>();
  line->hotline = integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = integrations::Ability::kKey}).value();
  std::vector<std::unique_ptr<bot::Forwarder>> workers;
  for (int i = 0; i < 2; ++i) {
    workers.push_back(std::make_unique<bot::Forwarder>(line, bot::ForwarderOptions{.hotline = "12328"}, *it.store, *it.mailboxes, hotline, it.clock, it.random, it.log));
  }
  it.promises.replace(bare_promises());
  bot::ClockWatch watch(it.clock);
  bot::PromiseKeeper keeper({.store = *it.store,
                             .mailboxes = *it.mailboxes,
                             .promises = it.promises,
                             .clock_watch = watch,
                             .clock = it.clock,
                             .log = it.log,
                             .lease = base::seconds(60)});
  it.run_on_thread();
  std::map<std::string, base::UnixMs> deadlines;
  const auto second = [&] {
    for (const auto& worker : workers) worker->pass();
    it.clock.advance(base::seconds(1));
  };
  for (int i = 0; i < kTickets; ++i) {
    const tickets::Ticket ticket = open_ticket(it, i);
    deadlines[ticket.number] = ticket.accepted_at + base::hours(8);
    for (int s = 0; s < kEverySeconds; ++s) second();
    (void)keeper.pass();
  }
  // Of each ticket that was half an hour old a response was owed, of each that was eight hours old the closing; one more or less at
  // the edge.
  constexpr int kOwed = (kTickets - 60) + (kTickets - 960);
  const int raised = breaches(it, deadlines);
  CHECK(raised >= kOwed - 2);
  CHECK(raised <= kOwed + 2);
  CHECK(hotline.calls < 4400);  // one in 20 s at the most, not one for each ticket and second
  hotline.away = false;
  hotline.calls = 0;
  const base::UnixMs back = it.clock.now();
  std::optional<base::UnixMs> first;
  const std::size_t registered_before = hotline.order.size();
  while (hotline.order.size() < kTickets && it.clock.now() < back + base::minutes(20)) {
    second();
    if (!first && hotline.calls > 0) first = it.clock.now();
  }
  const base::UnixMs drained = it.clock.now();
  second();
  REQUIRE(first);
  INFO("first call " << (*first - back).count / 1000 << " s after the end of the outage, drained "
                     << (drained - *first).count / 1000 << " s later");
  CHECK(*first - back <= base::seconds(60));
  CHECK(drained - *first <= base::minutes(10));
  CHECK(hotline.tried.size() < kTickets / 3);
  CHECK(hotline.numbers.size() == kTickets);  // none lost, none twice
  // The most urgent first: what can still be in time by its deadline; what is late likewise, in the places kept for it.
  for (const bool late : {false, true}) {
    base::UnixMs before{0};
    for (std::size_t i = registered_before; i < hotline.order.size(); ++i) {
      const auto& [number, at] = hotline.order[i];
      const base::UnixMs deadline = deadlines.at(number);
      if ((deadline <= at) != late || hotline.tried.contains(number)) continue;
      CHECK(deadline >= before);
      before = deadline;
    }
  }
  for (const auto& [number, deadline] : deadlines) {
    if (it.store->tickets().find(number).value()->status != tickets::Status::kDispatched) FAIL("not dispatched: " << number);
  }
  CHECK(it.store->verify().value().empty());
  it.stop_thread();
}
