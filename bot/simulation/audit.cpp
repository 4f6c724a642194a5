#include "bot/simulation/audit.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "dialogs/engine/state.hpp"

namespace bot::simulation {
namespace {

constexpr std::size_t kAll = 1'000'000;

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

using Kept = std::map<std::string, std::set<std::string>>;  // by driver: inbound keys

void read_conversation(World& world, storage::Store& store, Books& books, const storage::Conversation& conversation, Kept& kept,
                       Audited& audited) {
  const std::string name = "conversation " + std::to_string(conversation.id);
  const auto turns = store.turns().transcript(conversation.id, 0, kAll);
  if (!turns) return world.broke("I20", name + " cannot be read: " + turns.error().text);
  if (turns->size() != conversation.version) world.broke("I4", name + " has another number of turns than its version");
  if (const auto state = dialogs::decode_state(conversation.state)) {
    for (const dialogs::Frame& frame : state->frames) {
      if (const auto release = store.releases().find(frame.release); release && !*release) {
        world.broke("I6", name + " runs on a release whose content is gone");
      }
    }
  }
  std::uint64_t sequence = 0;
  std::set<std::string>& keys = kept[conversation.key.driver];
  for (const storage::Turn& turn : *turns) {
    if (turn.sequence != ++sequence) world.broke("I4", name + " has a gap before turn " + std::to_string(turn.sequence));
    if (turn.inbound_key.empty()) continue;
    if (!keys.insert(turn.inbound_key).second) world.broke("I1", "message " + turn.inbound_key + " was taken twice");
    books.inbound[conversation.id].insert(turn.inbound_key);
  }
  std::uint64_t& known = books.versions[conversation.id];
  if (conversation.version < known) world.broke("I2", name + " lost a turn that was committed");
  known = conversation.version;
  audited.turns += static_cast<std::int64_t>(turns->size());
}

}  // namespace

Audited audit(World& world, storage::Store& store, Books& books, const Platform& platform) {
  Audited audited;
  const auto findings = store.verify();
  if (!findings) {
    world.broke("file", findings.error().text);
    return audited;
  }
  if (!findings->empty()) world.broke(findings->front().invariant, findings->front().text);
  const auto conversations = store.turns().newest(0, kAll);
  if (!conversations) {
    world.broke("file", conversations.error().text);
    return audited;
  }
  Kept kept;
  for (const storage::Conversation& conversation : *conversations) {
    if (kept.contains(conversation.key.driver)) world.broke("I5", "two conversations with " + conversation.key.driver);
    read_conversation(world, store, books, conversation, kept, audited);
  }
  for (const Message& message : platform.ledger()) {
    const bool is_there = kept[message.driver].erase("m" + message.id) > 0;
    if (message.answer && !is_there) world.broke("I2", "the acknowledged message " + message.id + " of " + message.driver + " is lost");
  }
  for (const auto& [driver, keys] : kept) {
    if (!keys.empty()) world.broke("I20", "a message that nobody sent is kept: " + *keys.begin());
  }
  audited.tickets = static_cast<std::int64_t>(books.tickets.size());
  return audited;
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
      if (!one.closed || !books.receipts.contains(one.number)) continue;
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
