#include "tests/powercut/session.hpp"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

#include "storage/sqlite/sqlite_store.hpp"
#include "tickets/number.hpp"

namespace powercut {

namespace {

constexpr std::uint64_t kDrivers = 6;

storage::ConversationKey key_of(const std::string& name) { return {"wechat", "demo", name}; }

}  // namespace

Session::Session(storage::sqlite::FaultyDisk& disk, std::uint64_t seed) : disk_(disk), random_(seed), store_random_(seed + 1) {}

Session::~Session() { close(); }

bool Session::open(std::string* problem) {
  storage::SqliteOptions options;
  options.path = "store.db";
  options.vfs = disk_.vfs();
  options.group_max = 1 + random_.below(12);
  options.flush_turns_max = 8;  // rows follow at once, so that cuts hit them too
  options.checkpoint_pages = 16 + static_cast<int>(random_.below(64));
  options.whole_max = 1 + random_.below(8);
  auto store = storage::open_sqlite(options, clock_, store_random_, log_);
  if (!store) {
    if (problem != nullptr) *problem = store.error().text;
    return false;
  }
  store_ = std::move(*store);
  failed_ = false;
  return true;
}

void Session::close() { store_.reset(); }

storage::TurnWrite Session::make_turn(const std::string& name, Driver& driver, Sent& sent) {
  sent.inbound_key = "m" + std::to_string(++serial_);
  sent.state = "state " + std::to_string(serial_) + std::string(random_.below(700), 's');
  sent.sequence = driver.version + 1;
  storage::TurnWrite turn;
  turn.key = key_of(name);
  turn.conversation = driver.conversation;
  turn.expected_version = driver.version;
  turn.at = clock_.now();
  turn.inbound_key = sent.inbound_key;
  turn.release = "r";
  turn.lines = {{storage::Speaker::kDriver, std::string(random_.below(3000), 'd'), ""}};
  turn.state = sent.state;
  if (random_.below(2) == 0) turn.timer_due = clock_.now() + base::minutes(static_cast<std::int64_t>(random_.below(60)));
  if (random_.below(4) == 0) {
    const auto serial = store_->tickets().next_serial("260115");
    if (serial) {
      storage::NewTicket ticket;
      ticket.ticket.number = sent.ticket = tickets::make_number("260115", *serial);
      ticket.ticket.hotline = "12345";
      ticket.forward_key = "f" + std::to_string(serial_);
      ticket.forward_payload = std::string(random_.below(2000), 'p');
      turn.tickets.push_back(std::move(ticket));
    }
  }
  if (random_.below(6) == 0) turn.messages.push_back({"k" + std::to_string(serial_), "wechat/demo", name, "text", {0}});
  if (random_.below(9) == 0) turn.tasks.push_back({"handoff", "why", ""});
  return turn;
}

void Session::send_group() {
  struct Waiting {
    std::string driver;
    Sent sent;
    std::future<base::Result<storage::Committed>> answer;
  };
  std::vector<Waiting> group;
  const std::uint64_t size = 1 + random_.below(8);
  std::set<std::string> begun;
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::string name = "driver-" + std::to_string(random_.below(kDrivers));
    Driver& driver = drivers_[name];
    // A driver's second turn in a group builds on the first; only a new conversation must know its id first.
    if (driver.conversation == 0 && !begun.insert(name).second) continue;
    Waiting waiting;
    waiting.driver = name;
    storage::TurnWrite turn = make_turn(name, driver, waiting.sent);
    auto promise = std::make_shared<std::promise<base::Result<storage::Committed>>>();
    waiting.answer = promise->get_future();
    const base::Status queued = store_->turns().commit(
        std::move(turn), [promise](base::Result<storage::Committed> result) { promise->set_value(std::move(result)); });
    if (!queued) promise->set_value(queued.error());
    ++driver.version;
    group.push_back(std::move(waiting));
  }
  store_->turns().hurry();
  for (Waiting& waiting : group) {
    Driver& driver = drivers_[waiting.driver];
    const auto result = waiting.answer.get();
    if (result) {
      waiting.sent.answer = Answer::kCommitted;
      driver.conversation = result->conversation;
      ++committed_;
    } else if (result.error().code == base::ErrorCode::kStorage) {
      failed_ = true;
    } else {
      waiting.sent.answer = Answer::kRefused;
    }
    if (waiting.sent.answer == Answer::kRefused) {
      refused_.emplace_back(waiting.driver, waiting.sent.inbound_key);
      // Its successors in the group are refused too; the next group goes on from what is stored.
      driver.version = std::min(driver.version, waiting.sent.sequence - 1);
    } else {
      driver.sent.push_back(std::move(waiting.sent));
    }
  }
}

void Session::outbox_round() {
  const auto rows = store_->outbox().claim(storage::OutboxKind::kForward, "12345", clock_.now(), base::seconds(60), 3);
  if (!rows) return;
  for (const auto& row : *rows) {
    storage::Settlement settlement;
    settlement.id = row.id;
    settlement.lease_token = row.lease_token;
    settlement.receipt = "S" + std::to_string(row.id);
    settlement.exchange = storage::Exchange{.act = "submit",
                                            .hotline = "12345",
                                            .began = clock_.now(),
                                            .ended = clock_.now(),
                                            .status = 201,
                                            .outcome = "accepted",
                                            .number = settlement.receipt,
                                            .by = {},
                                            .note = {},
                                            .sent = "sent",
                                            .answer = settlement.receipt};
    settlement.ticket_changes.push_back(
        {row.ticket, 0, tickets::Status::kDispatched, settlement.receipt, "hotline:12345", "dispatched", ""});
    if (!store_->outbox().settle(settlement)) return;
  }
}

void Session::work(int groups) {
  for (int i = 0; i < groups && !failed_; ++i) {
    clock_.advance(base::Millis{500});
    send_group();
    if (!failed_ && random_.below(5) == 0) outbox_round();
    if (!failed_ && random_.below(10) == 0) (void)store_->outbox().expire_leases(clock_.now()).ok();
  }
}

std::string Session::check_driver(const std::string& name, Driver& driver) {
  const auto loaded = store_->turns().load(key_of(name));
  if (!loaded) return name + ": " + loaded.error().text;
  std::vector<storage::Turn> turns;
  if (*loaded) {
    auto read = store_->turns().transcript((*loaded)->id, 0, 1'000'000);
    if (!read) return name + ": " + read.error().text;
    turns = std::move(*read);
    if (turns.size() != (*loaded)->version) return name + ": the version is not the number of turns";
  }
  std::vector<Sent> stored;
  for (const Sent& sent : driver.sent) {
    const bool is_there = sent.sequence <= turns.size() && turns[sent.sequence - 1].inbound_key == sent.inbound_key;
    if (sent.answer == Answer::kCommitted && !is_there) {
      return name + ": the acknowledged turn " + std::to_string(sent.sequence) + " (" + sent.inbound_key + ") is lost; " +
             std::to_string(turns.size()) + " turns are there";
    }
    if (!sent.ticket.empty()) {
      const auto ticket = store_->tickets().find(sent.ticket);
      if (!ticket) return name + ": " + ticket.error().text;
      if (ticket->has_value() != is_there) return name + ": a ticket without its turn, or a turn without its ticket";
    }
    if (!is_there) continue;
    stored.push_back(sent);
    stored.back().answer = Answer::kCommitted;
  }
  if (stored.size() != turns.size()) return name + ": a turn that nobody sent, or one that was sent once is there twice";
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (turns[i].sequence != i + 1) return name + ": a gap in the turns";
  }
  if (*loaded && (*loaded)->state != stored.back().state) return name + ": the state is not that of the last turn";
  driver.sent = std::move(stored);
  driver.version = turns.size();
  driver.conversation = *loaded ? (*loaded)->id : 0;
  return "";
}

std::string Session::check_refused() {
  for (const auto& [name, key] : refused_) {
    const Driver& driver = drivers_[name];
    if (driver.conversation == 0) continue;
    const auto found = store_->turns().find_turn(driver.conversation, key, {0});
    if (!found) return name + ": " + found.error().text;
    if (*found) return name + ": a refused turn is there";
  }
  refused_.clear();
  return "";
}

std::string Session::check() {
  const auto findings = store_->verify();
  if (!findings) return findings.error().text;
  if (!findings->empty()) return findings->front().invariant + ": " + findings->front().text;
  for (auto& [name, driver] : drivers_) {
    std::string problem = check_driver(name, driver);
    if (!problem.empty()) return problem;
  }
  return check_refused();
}

}  // namespace powercut
