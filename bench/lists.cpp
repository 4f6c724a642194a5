// How long the store needs for what operators' lists ask it. usage: bench_lists STORE [conversations=100000]
// STORE is sqlite:FILE or the URL of an empty PostgreSQL database. Every conversation has one open ticket, one in twenty waits for a
// person, one in fifty is taken. The rare matter is that of the ten oldest conversations alone: whoever asks for it passes over all others.
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bench/timing.hpp"
#include "storage/open.hpp"
#include "tickets/number.hpp"

namespace {

using bench::milliseconds;
using storage::ConversationFilter;
using storage::MatterFilter;
using storage::TicketFilter;

constexpr base::UnixMs kNow{1'768'442'531'000};
constexpr std::int64_t kRare = 10;
constexpr std::int64_t kSerialsUsed = 900'000;
constexpr std::size_t kPage = 50;
constexpr int kRounds = 30;

storage::TurnWrite turn_of(std::int64_t i) {
  storage::TurnWrite turn;
  turn.key = {"wechat", "demo", "oUser" + std::to_string(i)};
  turn.at = kNow;
  turn.inbound_key = std::to_string(i);
  storage::NewTicket ticket;
  ticket.ticket.number = tickets::make_number(tickets::day_of(kNow - base::days(i / kSerialsUsed)), static_cast<std::uint32_t>(i % kSerialsUsed));
  ticket.ticket.hotline = "12345";
  ticket.ticket.promise = "FRT_3083";
  ticket.ticket.first_message_at = ticket.ticket.accepted_at = ticket.ticket.changed_at = kNow;
  ticket.ticket.form = {{"group", i < kRare ? "快递" : "货车"}, {"appeal_type", i < kRare ? "表扬" : "投诉"}};
  ticket.forward_key = std::to_string(i);
  ticket.look_due = kNow + base::days(1);
  ticket.clock_due = kNow + base::minutes(i % 10'000 - 1'000);
  if (i % 20 == 0) turn.tasks.push_back({.kind = "handoff", .reason = "司机要找人", .ticket = ticket.ticket.number});
  turn.tickets.push_back(std::move(ticket));
  if (i % 20 == 0) turn.attendance = storage::Attendance{.wanted = true, .person = {}, .since = kNow};
  if (i % 50 == 1) turn.attendance = storage::Attendance{.wanted = true, .person = "person" + std::to_string(i % 7), .since = kNow};
  return turn;
}

void fill(storage::Store& store, std::int64_t conversations) {
  std::atomic<std::int64_t> answered{0};
  for (std::int64_t i = 0; i < conversations; ++i) {
    const storage::TurnWrite turn = turn_of(i);
    while (!store.turns().commit(turn, [&](const base::Result<storage::Committed>& result) {
      if (!result) std::printf("refused: %s\n", result.error().text.c_str());
      answered.fetch_add(1);
    })) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  store.turns().hurry();
  while (answered.load() < conversations) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

template <class Ask>
void time_of(const char* what, Ask ask) {
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    times.push_back(milliseconds([&] {
      const auto answer = ask();
      if (!answer) std::printf("%s\n", answer.error().text.c_str());
    }));
  }
  bench::print(what, std::move(times));
}

void ask_everything(storage::Store& store, const MatterFilter& matter) {
  using Who = ConversationFilter::Who;
  using Which = TicketFilter::Which;
  const auto conversations = [&](Who who, const char* person = "") {
    return [&store, filter = ConversationFilter{.who = who, .person = person, .matter = matter}] { return store.turns().latest(filter, 0, kPage); };
  };
  const auto tickets = [&](Which which, const char* person = "") {
    return [&store, filter = TicketFilter{.which = which, .until = kNow, .person = person, .status = {}, .matter = matter}] {
      return store.tickets().list(filter, "", kPage);
    };
  };
  time_of("conversations: all", conversations(Who::kAny));
  time_of("conversations: waiting", conversations(Who::kWaiting));
  time_of("conversations: in need", conversations(Who::kNeeds));
  time_of("conversations: one's own", conversations(Who::kOne, "person1"));
  time_of("conversations: counts", [&] { return store.desk().count_conversations(matter); });
  time_of("tickets: all", tickets(Which::kAny));
  time_of("tickets: open", tickets(Which::kOpen));
  time_of("tickets: overdue", tickets(Which::kDue));
  time_of("tickets: in need", tickets(Which::kNeeds));
  time_of("tickets: one's own", tickets(Which::kOne, "person1"));
  time_of("tickets: counts", [&] { return store.desk().count_tickets(matter, kNow, kNow + base::days(1)); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: bench_lists STORE [conversations=100000]\n", stderr);
    return 64;
  }
  const std::int64_t conversations = argc > 2 ? std::atoll(argv[2]) : 100'000;
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
  std::printf("filling %lld conversations: %.1f s\n", static_cast<long long>(conversations), milliseconds([&] { fill(**opened, conversations); }) / 1000);
  std::puts("any matter");
  ask_everything(**opened, {});
  std::puts("the rare matter");
  ask_everything(**opened, {.hotline = {}, .group = "快递", .appeal = "表扬", .appeal_code = "07", .urgency = {}});
  return 0;
}
