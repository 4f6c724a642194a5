#include "bot/simulation/audit.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "dialogs/engine/state.hpp"

namespace bot::simulation {
namespace {

constexpr std::size_t kAll = 1'000'000;
constexpr std::uint64_t kLooksToVerify = 3;
constexpr base::Millis kKnownWithin = base::minutes(1);  // what a sound hotline says, by a program that is well

/// What the hotline said at the end stands in the ticket's log, whatever became of the ticket afterwards.
bool is_told(storage::Store& store, const StandIn::Registration& one) {
  const auto log = store.tickets().log(one.ticket);
  if (!log) return false;
  for (const tickets::TicketEvent& event : *log) {
    if (event.note.find(one.closing_words) != std::string::npos) return true;
  }
  return false;
}

/// A person closed the ticket, joined it to another or sent it elsewhere: what this hotline says afterwards is no news.
bool is_taken_over(storage::Store& store, const std::string& ticket) {
  const auto log = store.tickets().log(ticket);
  if (!log) return false;
  return std::any_of(log->begin(), log->end(), [](const tickets::TicketEvent& event) {
    return event.actor.starts_with("operator:") &&
           (event.act == "result" || event.act == "merged" || event.act == "withdrawn" || event.action == "transferred");
  });
}

}  // namespace

void Auditor::read(storage::Store& store, const storage::Conversation& conversation) {
  Read& before = read_[conversation.id];
  const std::string name = "conversation " + std::to_string(conversation.id);
  const auto turns = store.turns().transcript(conversation.id, before.version, kAll);
  if (!turns) return world_.broke("I20", name + " cannot be read: " + turns.error().text);
  if (before.version + turns->size() != conversation.version) {
    world_.broke("I4", name + " has another number of turns than its version");
  }
  if (const auto state = dialogs::decode_state(conversation.state)) {
    for (const dialogs::Frame& frame : state->frames) {
      if (const auto release = store.releases().find(frame.release); release && !*release) {
        world_.broke("I6", name + " runs on a release whose content is gone");
      }
    }
  }
  before.driver = conversation.key.driver;
  for (const storage::Turn& turn : *turns) {
    if (turn.sequence != ++before.version) world_.broke("I4", name + " has a gap before turn " + std::to_string(turn.sequence));
    if (turn.inbound_key.empty()) continue;
    if (!before.keys.insert(turn.inbound_key).second) world_.broke("I1", "message " + turn.inbound_key + " was taken twice");
    books_.inbound[conversation.id].insert(turn.inbound_key);
  }
  std::uint64_t& known = books_.versions[conversation.id];
  if (conversation.version < known) world_.broke("I2", name + " lost a turn that was committed");
  known = conversation.version;
}

void Auditor::compare_with_ledger() {
  std::map<std::string, std::set<std::string>> kept;  // by driver
  turns_ = 0;
  for (const auto& [conversation, read] : read_) {
    if (!kept.emplace(read.driver, read.keys).second) world_.broke("I5", "two conversations with " + read.driver);
    turns_ += static_cast<std::int64_t>(read.version);
  }
  for (const Message& message : platform_.ledger()) {
    const bool is_there = kept[message.driver].erase("m" + message.id) > 0;
    if (message.answer && !is_there) {
      world_.broke("I2", "the acknowledged message " + message.id + " of " + message.driver + " is lost");
    }
  }
  for (const auto& [driver, keys] : kept) {
    if (!keys.empty()) world_.broke("I20", "a message that nobody sent is kept: " + *keys.begin());
  }
}

void Auditor::verify(storage::Store& store) {
  const auto findings = store.verify();
  if (!findings) return world_.broke("file", findings.error().text);
  if (!findings->empty()) world_.broke(findings->front().invariant, findings->front().text);
}

void Auditor::look(storage::Store& store) {
  if (world_.one_in(kLooksToVerify)) verify(store);
  read_new(store);
}

void Auditor::read_new(storage::Store& store) {
  const auto conversations = store.turns().newest(0, kAll);
  if (!conversations) return world_.broke("file", conversations.error().text);
  if (conversations->size() < read_.size()) world_.broke("I2", "a conversation is lost");
  for (const storage::Conversation& conversation : *conversations) read(store, conversation);
  compare_with_ledger();
}

void Auditor::look_at_everything(storage::Store& store) {
  read_.clear();
  verify(store);
  read_new(store);
}

void audit_liveness(World& world, storage::Store& store, const Books& books, const Platform& platform,
                    const std::vector<const StandIn*>& hotlines) {
  const auto counts = store.outbox().counts();
  if (!counts) return world.broke("file", counts.error().text);
  for (const storage::Outbox::Count& count : *counts) {
    const bool at_rest = count.state == storage::OutboxState::kDelivered || count.state == storage::OutboxState::kParked ||
                         count.state == storage::OutboxState::kDead;
    // An alert goes on until somebody answers it.
    if (at_rest || count.rows == 0 || count.kind == storage::OutboxKind::kAlert) continue;
    world.broke("L1", std::to_string(count.rows) + " rows to " + count.target + " are neither delivered nor parked nor dead");
  }
  for (const auto& [key, message] : books.messages) {
    const bool arrived = message.is_template ? platform.took_template(key) : platform.was_read(message.driver, message.text);
    if (!message.given_up && !arrived) {
      world.broke("I20", "a text to " + message.driver + " was never delivered, and nobody was told: " + message.text);
    }
  }
  for (const StandIn* hotline : hotlines) {
    for (const StandIn::Registration& one : hotline->ledger()) {
      if (!one.closed || world.now() - *one.closed < kKnownWithin || !books.receipts.contains(one.number)) continue;
      const auto ticket = store.tickets().find(one.ticket);
      if (!ticket || !*ticket) {
        world.broke("I7", "ticket " + one.ticket + " is gone");
      } else if ((*ticket)->status != tickets::Status::kWithdrawn && !is_told(store, one) && !is_taken_over(store, one.ticket)) {
        world.broke("L2", "ticket " + one.ticket + " was closed as " + one.number + ", and nobody here knows");
      }
    }
  }
}

}  // namespace bot::simulation
