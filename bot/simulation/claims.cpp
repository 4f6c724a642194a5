#include "bot/simulation/claims.hpp"

#include <utility>

namespace bot::simulation {
namespace {

using storage::OutboxState;

std::string name_of(std::int64_t row) { return "outbox row " + std::to_string(row); }

}  // namespace

std::string topic_of(storage::OutboxKind kind, std::string_view target) {
  switch (kind) {
    case storage::OutboxKind::kForward: return "forwards:" + std::string(target);
    case storage::OutboxKind::kMessage:
    case storage::OutboxKind::kTemplate: return "messages";
    case storage::OutboxKind::kAlert: return "alerts";
    case storage::OutboxKind::kMedia: return "media";
  }
  return {};
}

void Claims::claimed(const storage::OutboxRow& row, base::UnixMs now, base::Millis lease) {
  Books& books = parts_.books;
  World& world = parts_.world;
  if (!books.tokens.insert(row.lease_token).second) world.broke("I10", "a lease token was given twice");
  if (books.leases.contains(row.id)) world.broke("I10", name_of(row.id) + " has two live leases");
  if (books.ended.contains(row.id)) world.broke("I9", name_of(row.id) + " was ended and is sent again");
  if (books.for_person.contains(row.id)) world.broke("I9", name_of(row.id) + " waits for a person and is sent again");
  if (row.due > now) world.broke("I9", name_of(row.id) + " was claimed before it was due");
  books.leases[row.id] = {row.lease_token, now + lease};
  books.lease_ends.emplace((now + lease).count, row.id);
  books.row_keys[row.id] = row.key;
  books.topics[row.id] = topic_of(row.kind, row.target);
  if (row.kind == storage::OutboxKind::kForward) {
    books.waiting_of[row.id] = {row.target, row.ticket};
    books.waiting[row.target].erase(row.ticket);
  }
  if (row.was_unknown) world.sometimes("an unknown outcome was taken up");
}

void Claims::judge(const storage::TicketChange& change) {
  if (!change.actor.starts_with("hotline:")) return;
  const std::string hotline = change.actor.substr(8);
  if (!change.external_number.empty()) {
    if (!parts_.registered(hotline, change.number, change.external_number)) {
      parts_.world.broke("I8", "ticket " + change.number + " is called forwarded as " + change.external_number + ", which " + hotline +
                                   " never gave it");
    }
    parts_.books.receipts.emplace(change.external_number, std::pair{change.number, hotline});
    return;
  }
  if (change.to != tickets::Status::kDispatched) return;
  for (const auto& [number, of] : parts_.books.receipts) {
    if (of.first == change.number) return;
  }
  parts_.world.broke("I8", "ticket " + change.number + " is called forwarded before there is a receipt");
}

void Claims::judge(const storage::Settlement& settlement) {
  for (const storage::TicketChange& change : settlement.ticket_changes) judge(change);
  if (settlement.exchange && settlement.to == OutboxState::kDelivered && settlement.receipt.empty()) {
    parts_.world.broke("I8", name_of(settlement.id) + " is called delivered without a receipt");
  }
}

void Claims::settled(const storage::Settlement& settlement, const base::Status& done) {
  Books& books = parts_.books;
  const auto held = books.leases.find(settlement.id);
  const bool is_current = held != books.leases.end() && held->second.token == settlement.lease_token;
  if (!done) {
    if (done.error().code == base::ErrorCode::kStorage) {
      if (is_current) forget_lease(settlement.id);
      books.unsure.insert(settlement.id);  // it may be there or not
    } else if (!is_current) {
      parts_.world.sometimes("a zombie's settlement was refused");
    }
    return;
  }
  if (!is_current) parts_.world.broke("I10", name_of(settlement.id) + " was settled with a lease that was lost");
  forget_lease(settlement.id);
  switch (settlement.to) {
    case OutboxState::kDelivered: books.ended[settlement.id] = settlement.to; break;
    case OutboxState::kDead:
    case OutboxState::kParked:
      parts_.world.sometimes(settlement.to == OutboxState::kDead ? "an outbox row died" : "a forward was parked");
      books.for_person.insert(settlement.id);
      if (settlement.to == OutboxState::kDead) give_up(settlement);
      break;
    case OutboxState::kPending:
    case OutboxState::kUnknown:
      stir(settlement.id, settlement.due);
      if (const auto claimed = books.waiting_of.find(settlement.id); claimed != books.waiting_of.end()) {
        books.waiting[claimed->second.first][claimed->second.second] = settlement.due;
      }
      break;
    case OutboxState::kSending: parts_.world.broke("I9", name_of(settlement.id) + " was settled as being sent"); break;
  }
  if (!settlement.ticket_changes.empty()) parts_.stir("promises", parts_.world.clock().now());
}

void Claims::decided(const storage::ForwardDecision& decision) {
  using Kind = storage::ForwardDecision::Kind;
  Books& books = parts_.books;
  if (books.for_person.erase(decision.forward) == 0 && !books.unsure.contains(decision.forward)) {
    parts_.world.broke("I9", name_of(decision.forward) + " was decided about, and waited for nobody");
  }
  if (decision.kind == Kind::kConfirm) {
    books.ended[decision.forward] = OutboxState::kDelivered;
    if (const auto of = books.waiting_of.find(decision.forward); of != books.waiting_of.end()) {
      const auto& [hotline, ticket] = of->second;
      books.receipts.emplace(decision.number, std::pair{ticket, hotline});
      if (!parts_.registered(hotline, ticket, decision.number)) {
        parts_.world.broke("I8", "ticket " + ticket + " was confirmed as " + decision.number + ", which " + hotline + " never gave it");
      }
    }
  }
  if (decision.kind == Kind::kClose) books.ended[decision.forward] = OutboxState::kDead;
  parts_.world.sometimes(decision.kind == Kind::kConfirm  ? "a person confirmed a forward"
                         : decision.kind == Kind::kResend ? "a person sent a forward again"
                                                          : "a person closed a forward");
  const base::UnixMs now = parts_.world.clock().now();
  if (const auto of = books.waiting_of.find(decision.forward); decision.kind == Kind::kResend && of != books.waiting_of.end()) {
    books.waiting[of->second.first][of->second.second] = now;
  }
  stir(decision.forward, now);
  parts_.stir("promises", now);
}

void Claims::forget_lease(std::int64_t row) {
  const auto held = parts_.books.leases.find(row);
  if (held == parts_.books.leases.end()) return;
  parts_.books.lease_ends.erase({held->second.until.count, row});
  parts_.books.leases.erase(held);
}

void Claims::expired(std::size_t rows, base::UnixMs now) {
  auto& ends = parts_.books.lease_ends;
  while (!ends.empty() && ends.begin()->first <= now.count) {
    parts_.books.leases.erase(ends.begin()->second);
    ends.erase(ends.begin());
  }
  if (rows == 0) return;
  parts_.world.sometimes("a lease ran out");
  for (const auto& [row, of] : parts_.books.waiting_of) {
    if (!parts_.books.leases.contains(row) && !parts_.books.ended.contains(row) && !parts_.books.for_person.contains(row)) {
      parts_.books.waiting[of.first].emplace(of.second, now);
    }
  }
  stir_all(now);
}

void Claims::stir(std::int64_t row, base::UnixMs due) {
  const auto topic = parts_.books.topics.find(row);
  if (topic == parts_.books.topics.end()) return stir_all(due);
  parts_.stir(topic->second, due);
}

void Claims::stir_all(base::UnixMs due) {
  for (const char* topic : {"messages", "alerts", "forwards:12345", "forwards:12328", "forwards:12348"}) parts_.stir(topic, due);
}

void Claims::give_up(const storage::Settlement& settlement) {
  const auto message = parts_.books.messages.find(parts_.books.row_keys[settlement.id]);
  if (message == parts_.books.messages.end()) return;
  // The turn that ends a template's attempt is the one that calls a person.
  message->second.given_up = message->second.is_template || !settlement.tasks.empty();
}

}  // namespace bot::simulation
