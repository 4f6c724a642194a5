#include "bot/simulation/watch.hpp"

#include <optional>
#include <utility>

#include "storage/forwarding_store.hpp"

namespace bot::simulation {
namespace {

using storage::OutboxKind;
using storage::OutboxState;

constexpr base::Millis kLeasesLookedAtEvery = base::seconds(6);  // the timekeeper's 5 s, and its rest

/// What a turn leaves to be done and to be checked, without its texts.
struct Noted {
  std::int64_t conversation = 0;
  std::uint64_t expected_version = 0;
  std::string inbound_key;
  std::optional<base::UnixMs> timer_due;
  std::vector<storage::NewMessage> messages;
  std::vector<std::pair<std::string, base::UnixMs>> alerts;
  std::vector<std::pair<std::string, std::string>> tickets;  // number, hotline
  std::vector<base::UnixMs> forwards_due;
  bool remembers_erased = false;
};

Noted note(const storage::TurnWrite& turn) {
  Noted noted{.conversation = turn.conversation,
              .expected_version = turn.expected_version,
              .inbound_key = turn.inbound_key,
              .timer_due = turn.timer_due,
              .messages = turn.messages,
              .alerts = {},
              .tickets = {},
              .forwards_due = {}};
  for (const storage::NewAlert& alert : turn.alerts) noted.alerts.emplace_back(alert.key, alert.due);
  for (const storage::NewTicket& ticket : turn.tickets) {
    noted.tickets.emplace_back(ticket.ticket.number, ticket.ticket.hotline);
    noted.forwards_due.push_back(ticket.forward_due);
  }
  return noted;
}

void check_receipt(const WatchParts& parts, const std::string& ticket, const std::string& number, const std::string& actor) {
  if (number.empty() || !actor.starts_with("hotline:")) return;
  const std::string hotline = actor.substr(8);
  if (!parts.registered(hotline, ticket, number)) {
    parts.world.broke("I8", "ticket " + ticket + " is called forwarded as " + number + ", which " + hotline + " never gave it");
  }
  parts.books.receipts.emplace(number, std::pair{ticket, hotline});
}

class WatchedTurns final : public storage::ForwardingTurns {
 public:
  WatchedTurns(storage::Turns& inner, const WatchParts& parts) : storage::ForwardingTurns(inner), parts_(parts) {}

  base::Status commit(storage::TurnWrite turn, Done done) override {
    for (const storage::TicketChange& change : turn.ticket_changes) {
      check_receipt(parts_, change.number, change.external_number, change.actor);
      if (change.to == tickets::Status::kDispatched && change.external_number.empty() && change.actor.starts_with("hotline:")) {
        check_known_receipt(change.number);
      }
    }
    Noted noted = note(turn);
    const std::string erased = parts_.forgotten(turn.key.driver);
    noted.remembers_erased = !erased.empty() && turn.state.find(erased) != std::string::npos;
    stir(noted);  // whether it was kept is not always told
    return turns_.commit(std::move(turn), [this, noted = std::move(noted), done = std::move(done)](base::Result<storage::Committed> result) {
      if (result) committed(noted, *result);
      done(std::move(result));
    });
  }

  base::Result<std::vector<storage::TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease, std::size_t timers_max) override {
    auto claims = turns_.claim_timers(now, lease, timers_max);
    if (claims && !claims->empty()) {
      parts_.stir("timers", now + lease);
      if (parts_.books.tokens.contains(claims->front().lease)) parts_.world.broke("I10", "a lease token was given twice");
      for (const storage::TimerClaim& claim : *claims) {
        parts_.books.tokens.insert(claim.lease);  // one token serves all timers of a look
        if (claim.due > now) parts_.world.broke("I12", "a timer was claimed before it was due");
      }
    }
    return claims;
  }

 private:
  /// Called dispatched without a number: then the number must be known from before.
  void check_known_receipt(const std::string& ticket) {
    for (const auto& [number, of] : parts_.books.receipts) {
      if (of.first == ticket) return;
    }
    parts_.world.broke("I8", "ticket " + ticket + " is called forwarded before there is a receipt");
  }

  void committed(const Noted& noted, const storage::Committed& as) {
    Books& books = parts_.books;
    std::uint64_t& version = books.versions[as.conversation];
    if (as.version != noted.expected_version + 1 || as.version != version + 1) {
      parts_.world.broke("I4", "turn " + std::to_string(as.version) + " of conversation " + std::to_string(as.conversation) +
                                   " follows turn " + std::to_string(version) + " and was made from turn " +
                                   std::to_string(noted.expected_version));
    }
    version = as.version;
    if (noted.remembers_erased) {
      parts_.world.broke("I17", "conversation " + std::to_string(as.conversation) + " holds a number its driver had erased");
    }
    if (!noted.inbound_key.empty() && !books.inbound[as.conversation].insert(noted.inbound_key).second) {
      parts_.world.broke("I1", "message " + noted.inbound_key + " was taken twice");
    }
    for (const storage::NewMessage& message : noted.messages) {
      books.messages.emplace(message.key, Books::Message{message.driver, message.text, false});
    }
    for (const auto& [number, hotline] : noted.tickets) {
      if (!books.tickets.insert(number).second) parts_.world.broke("I7", "ticket number " + number + " was given twice");
      parts_.world.sometimes("a ticket was opened");
    }
    stir(noted);
  }

  void stir(const Noted& noted) {
    if (noted.timer_due) parts_.stir("timers", *noted.timer_due);
    for (const storage::NewMessage& message : noted.messages) parts_.stir("messages", message.due);
    for (const auto& [key, due] : noted.alerts) parts_.stir("alerts", due);
    for (std::size_t i = 0; i < noted.tickets.size(); ++i) parts_.stir("forwards:" + noted.tickets[i].second, noted.forwards_due[i]);
  }

  const WatchParts& parts_;
};

class WatchedOutbox final : public storage::ForwardingOutbox {
 public:
  WatchedOutbox(storage::Outbox& inner, const WatchParts& parts) : storage::ForwardingOutbox(inner), parts_(parts) {}

  base::Result<std::vector<storage::OutboxRow>> claim(OutboxKind kind, std::string_view target, base::UnixMs now, base::Millis lease,
                                                      std::size_t rows_max) override {
    auto rows = outbox_.claim(kind, target, now, lease, rows_max);
    if (!rows) return rows;
    Books& books = parts_.books;
    for (const storage::OutboxRow& row : *rows) {
      const std::string name = "outbox row " + std::to_string(row.id);
      if (!books.tokens.insert(row.lease_token).second) parts_.world.broke("I10", "a lease token was given twice");
      if (books.leases.contains(row.id)) parts_.world.broke("I10", name + " has two live leases");
      if (books.ended.contains(row.id)) parts_.world.broke("I9", name + " was ended and is sent again");
      if (row.due > now) parts_.world.broke("I9", name + " was claimed before it was due");
      books.leases[row.id] = {row.lease_token, now + lease};
      books.row_keys[row.id] = row.key;
      parts_.stir("timers", now + lease);
      parts_.stir("timers", now + lease + kLeasesLookedAtEvery);
      if (row.was_unknown) parts_.world.sometimes("an unknown outcome was taken up");
    }
    return rows;
  }

  base::Status settle(const storage::Settlement& settlement) override {
    Books& books = parts_.books;
    for (const storage::TicketChange& change : settlement.ticket_changes) {
      check_receipt(parts_, change.number, change.external_number, change.actor);
    }
    const auto held = books.leases.find(settlement.id);
    const bool is_current = held != books.leases.end() && held->second.token == settlement.lease_token;
    base::Status done = outbox_.settle(settlement);
    if (!done) {
      if (done.error().code == base::ErrorCode::kStorage) {
        books.leases.erase(settlement.id);  // it may be there or not
      } else if (!is_current) {
        parts_.world.sometimes("a zombie's settlement was refused");
      }
      return done;
    }
    const std::string name = "outbox row " + std::to_string(settlement.id);
    if (!is_current) parts_.world.broke("I10", name + " was settled with a lease that was lost");
    books.leases.erase(settlement.id);
    switch (settlement.to) {
      case OutboxState::kDelivered: books.ended[settlement.id] = settlement.to; break;
      case OutboxState::kDead:
      case OutboxState::kParked:
        parts_.world.sometimes(settlement.to == OutboxState::kDead ? "an outbox row died" : "a forward was parked");
        if (settlement.to == OutboxState::kDead) give_up(settlement);
        break;
      case OutboxState::kPending:
      case OutboxState::kUnknown: stir_all(settlement.due); break;
      case OutboxState::kSending: parts_.world.broke("I9", name + " was settled as being sent"); break;
    }
    return done;
  }

  base::Result<std::size_t> expire_leases(base::UnixMs now) override {
    auto expired = outbox_.expire_leases(now);
    if (!expired) return expired;
    std::erase_if(parts_.books.leases, [&](const auto& one) { return one.second.until <= now; });
    if (*expired > 0) {
      parts_.world.sometimes("a lease ran out");
      stir_all(now);
    }
    return expired;
  }

 private:
  /// The row's kind is not known here; looking in vain costs little.
  void stir_all(base::UnixMs due) {
    for (const char* topic : {"messages", "alerts", "forwards:12345", "forwards:12328", "forwards:12348"}) parts_.stir(topic, due);
  }
  void give_up(const storage::Settlement& settlement) {
    const auto message = parts_.books.messages.find(parts_.books.row_keys[settlement.id]);
    if (message != parts_.books.messages.end()) message->second.given_up = !settlement.tasks.empty();
  }

  const WatchParts& parts_;
};

class WatchedStore final : public storage::ForwardingStore {
 public:
  WatchedStore(std::unique_ptr<storage::Store> inner, WatchParts parts)
      : storage::ForwardingStore(*inner), inner_(std::move(inner)), parts_(std::move(parts)), turns_(inner_->turns(), parts_), outbox_(inner_->outbox(), parts_) {}
  ~WatchedStore() override { inner_.reset(); }  // its writer may still end turns that are told here
  storage::Turns& turns() override { return turns_; }
  storage::Outbox& outbox() override { return outbox_; }

 private:
  std::unique_ptr<storage::Store> inner_;
  const WatchParts parts_;
  WatchedTurns turns_;
  WatchedOutbox outbox_;
};

}  // namespace

std::unique_ptr<storage::Store> watch(std::unique_ptr<storage::Store> store, WatchParts parts) {
  return std::make_unique<WatchedStore>(std::move(store), std::move(parts));
}

}  // namespace bot::simulation
