// How long it takes to find and claim which tickets' clocks are due, among all that are stored. usage: due_looks STORE [tickets=1000000]
// STORE is sqlite:FILE or the URL of an empty PostgreSQL database. Every ticket has a look set in the days to come; a hundred are due.
// Each round claims them, finishes them, and asks once more when nothing is due.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bench/timing.hpp"
#include "storage/open.hpp"
#include "tickets/number.hpp"

namespace {

using bench::milliseconds;
using bench::print;

constexpr base::UnixMs kNow{1'768'442'531'000};
constexpr std::int64_t kTicketsPerTurn = 50;
constexpr std::int64_t kDue = 100;
constexpr int kRounds = 50;

void fill(storage::Store& store, std::int64_t tickets) {
  std::atomic<std::int64_t> answered{0};
  std::int64_t sent = 0;
  for (std::int64_t i = 0; i < tickets;) {
    storage::TurnWrite turn;
    turn.key = {"wechat", "demo", "oUser" + std::to_string(sent)};
    turn.at = kNow;
    turn.inbound_key = std::to_string(sent);
    for (std::int64_t j = 0; j < kTicketsPerTurn && i < tickets; ++j, ++i) {
      storage::NewTicket ticket;
      const std::string day = tickets::day_of(kNow - base::days(i / 900'000));
      ticket.ticket.number = tickets::make_number(day, static_cast<std::uint32_t>(i % 900'000));
      ticket.ticket.hotline = "12345";
      ticket.ticket.promise = "FRT_3083";
      ticket.ticket.first_message_at = ticket.ticket.accepted_at = ticket.ticket.changed_at = kNow;
      ticket.forward_key = std::to_string(i);
      ticket.look_due = i < kDue ? kNow : kNow + base::seconds(1 + i % 1'000'000);
      turn.tickets.push_back(std::move(ticket));
    }
    while (!store.turns().commit(turn, [&](const base::Result<storage::Committed>& result) {
      if (!result) std::printf("refused: %s\n", result.error().text.c_str());
      answered.fetch_add(1);
    })) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ++sent;
  }
  store.turns().hurry();
  while (answered.load() < sent) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: due_looks STORE [tickets=1000000]\n", stderr);
    return 64;
  }
  const std::int64_t tickets = argc > 2 ? std::atoll(argv[2]) : 1'000'000;
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  storage::StoreOptions options;
  options.url = argv[1];
  auto opened = storage::open_store(options, clock, random, log);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().text.c_str());
    return 70;
  }
  storage::Store& store = **opened;
  std::printf("filling %lld tickets: %.1f s\n", static_cast<long long>(tickets), milliseconds([&] { fill(store, tickets); }) / 1000);
  std::vector<double> claimed, nothing, finished;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<storage::LookClaim> claims;
    claimed.push_back(milliseconds([&] { claims = store.tickets().claim_looks(kNow, base::seconds(60), kDue).value(); }));
    if (claims.size() != kDue) std::printf("claimed %zu\n", claims.size());
    nothing.push_back(milliseconds([&] { (void)store.tickets().claim_looks(kNow, base::seconds(60), kDue).value(); }));
    std::vector<storage::LookDone> done;
    for (const storage::LookClaim& claim : claims) done.push_back({claim.number, claim.token, {kNow}});
    finished.push_back(milliseconds([&] { (void)store.tickets().finish_looks(done); }));
  }
  print("nothing due:", nothing);
  print("100 due, found and claimed:", claimed);
  print("100 finished:", finished);
  return 0;
}
