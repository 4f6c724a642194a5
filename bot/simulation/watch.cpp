#include "bot/simulation/watch.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bot/simulation/claims.hpp"
#include "dialogs/engine/state.hpp"
#include "storage/forwarding_store.hpp"

namespace bot::simulation {
namespace {

// I12's bound, and the keeper's rest before its first look.
constexpr base::Millis kLateMax = base::seconds(61);

/// What a turn leaves to be done and to be checked, without its texts.
struct Noted {
  std::int64_t conversation = 0;
  std::uint64_t expected_version = 0;
  base::UnixMs at{0};
  std::string inbound_key;
  std::optional<base::UnixMs> timer_due;
  std::vector<storage::NewMessage> messages;
  std::vector<std::pair<std::string, base::UnixMs>> alerts;
  struct Forward {
    std::string ticket, hotline;
    base::UnixMs due{0};
  };
  std::vector<std::string> tickets;
  std::vector<Forward> forwards;
  std::vector<storage::TicketChange> changes;
  std::vector<base::UnixMs> looks;
  std::vector<storage::Settlement> settlements;
  std::vector<storage::ForwardDecision> decisions;
  bool remembers_erased = false;
  std::map<std::uint32_t, std::string> pinned;  // by frame: its release
};

/// Frames that run and those that wait as a draft.
std::map<std::uint32_t, std::string> pinned_in(const std::string& text) {
  std::map<std::uint32_t, std::string> pinned;
  const auto state = dialogs::decode_state(text);
  if (!state) return pinned;
  for (const dialogs::Frame& frame : state->frames) pinned.emplace(frame.number, frame.release);
  if (!state->draft) return pinned;
  for (const dialogs::Frame& frame : state->draft->frames) pinned.emplace(frame.number, frame.release);
  return pinned;
}

Noted note(const storage::TurnWrite& turn) {
  Noted noted;
  noted.conversation = turn.conversation;
  noted.expected_version = turn.expected_version;
  noted.at = turn.at;
  noted.inbound_key = turn.inbound_key;
  noted.timer_due = turn.timer_due;
  noted.messages = turn.messages;
  for (const storage::NewAlert& alert : turn.alerts) noted.alerts.emplace_back(alert.key, alert.due);
  for (const storage::NewTicket& ticket : turn.tickets) {
    noted.tickets.push_back(ticket.ticket.number);
    noted.forwards.push_back({ticket.ticket.number, ticket.ticket.hotline, ticket.forward_due});
    noted.looks.push_back(ticket.look_due.count == 0 ? turn.at : ticket.look_due);
  }
  for (const storage::TicketChange& change : turn.ticket_changes) {
    if (change.forward) noted.forwards.push_back({change.number, change.forward->hotline, change.forward->due});
    if (!change.look) noted.looks.push_back(turn.at);
    else if (change.look->due) noted.looks.push_back(*change.look->due);
  }
  noted.changes = turn.ticket_changes;
  noted.settlements = turn.settlements;
  noted.decisions = turn.decisions;
  noted.pinned = pinned_in(turn.state);
  return noted;
}

/// A worker whose claim failed comes again at its next beat, and when the lease is over that was perhaps written all the same.
void comes_again(const WatchParts& parts, const std::string& topic, base::UnixMs now, base::Millis lease) {
  parts.stir(topic, now + base::Millis{1});
  parts.stir(topic, now + lease);
}

class WatchedTurns final : public storage::ForwardingTurns {
 public:
  WatchedTurns(storage::Turns& inner, const WatchParts& parts, Claims& claims)
      : storage::ForwardingTurns(inner), parts_(parts), claims_(claims) {}

  base::Status commit(storage::TurnWrite turn, Done done) override {
    // A confirmed number is the person's word; a delivered one the hotline's, and it comes with the settlement.
    for (const storage::TicketChange& change : turn.ticket_changes) claims_.judge(change);
    for (const storage::Settlement& settlement : turn.settlements) claims_.judge(settlement);
    Noted noted = note(turn);
    const std::string erased = parts_.forgotten(turn.key.driver);
    noted.remembers_erased = !erased.empty() && turn.state.find(erased) != std::string::npos;
    stir(noted);  // whether it was kept is not always told
    return turns_.commit(std::move(turn), [this, noted = std::move(noted), done = std::move(done)](base::Result<storage::Committed> result) {
      if (result) {
        committed(noted, *result);
      } else if (result.error().code == base::ErrorCode::kStorage) {
        failed(noted, result.error());
      }
      done(std::move(result));
    });
  }

  base::Result<std::vector<storage::TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease, std::size_t timers_max) override {
    auto claims = turns_.claim_timers(now, lease, timers_max);
    if (!claims) comes_again(parts_, "timers", now, lease);
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
    stays_pinned(noted, as);
    if (!noted.inbound_key.empty() && !books.inbound[as.conversation].insert(noted.inbound_key).second) {
      parts_.world.broke("I1", "message " + noted.inbound_key + " was taken twice");
    }
    for (const storage::NewMessage& message : noted.messages) {
      books.messages.emplace(message.key, Books::Message{message.driver, message.text, false, message.kind == storage::OutboxKind::kTemplate});
    }
    for (const std::string& number : noted.tickets) {
      if (!books.tickets.insert(number).second) parts_.world.broke("I7", "ticket number " + number + " was given twice");
      parts_.world.sometimes("a ticket was opened");
    }
    for (const Noted::Forward& forward : noted.forwards) books.waiting[forward.hotline][forward.ticket] = forward.due;
    for (const storage::TicketChange& change : noted.changes) changed(change, noted.at);
    for (const std::string& number : noted.tickets) books.touched[number] = parts_.world.now();
    for (const storage::Settlement& settlement : noted.settlements) claims_.settled(settlement, {});
    for (const storage::ForwardDecision& decision : noted.decisions) claims_.decided(decision);
    stir(noted);
  }

  /// What began on a release goes on with it, or with one that asks the same.
  void stays_pinned(const Noted& noted, const storage::Committed& as) {
    std::map<std::uint32_t, std::string>& known = parts_.books.pinned[as.conversation];
    for (const auto& [frame, release] : noted.pinned) {
      const auto before = known.find(frame);
      if (before == known.end() || before->second == release) continue;
      if (!parts_.may_move(before->second, release)) {
        parts_.world.broke("I6", "a dialog of conversation " + std::to_string(as.conversation) + " goes on with a release that has other steps");
      }
      parts_.world.sometimes("a conversation moved to another release");
    }
    known = noted.pinned;
  }

  /// It may be there or not; the next look at the store tells.
  void failed(const Noted& noted, const base::Error& why) {
    parts_.world.well_again();
    for (const storage::Settlement& settlement : noted.settlements) claims_.settled(settlement, why);
    for (const storage::ForwardDecision& decision : noted.decisions) parts_.books.unsure.insert(decision.forward);
  }

  void changed(const storage::TicketChange& change, base::UnixMs at) {
    Books& books = parts_.books;
    if (change.act == "stepped") climbed(change, at);
    else if (!change.act.empty()) books.touched[change.number] = parts_.world.now();
    if (change.to == tickets::Status::kWithdrawn || change.to == tickets::Status::kMerged) {
      for (auto& [hotline, waiting] : books.waiting) waiting.erase(change.number);
    }
  }

  /// A rung of the ladder: once, not before it was due, and not long after it while the program was well.
  void climbed(const storage::TicketChange& change, base::UnixMs at) {
    World& world = parts_.world;
    const std::string name = "rung \"" + change.detail + "\" of ticket " + change.number;
    world.sometimes("a rung was climbed: " + change.action + change.detail.substr(change.detail.find_last_of(' ') + 1));
    if (!parts_.books.rungs.insert({change.number, change.detail}).second) world.broke("I12", name + " was climbed twice");
    if (!change.moment) return world.broke("I12", name + " does not say when it was due");
    if (*change.moment > at) world.broke("I12", name + " was climbed before it was due");
    if (world.clock_is_in_question()) world.broke("I12", name + " was climbed while nobody knew the time");
    if (world.clock_is_wrong_by().count != 0) return world.sometimes("a rung was climbed by a clock that was wrong from the start");
    const auto touched = parts_.books.touched.find(change.number);
    base::UnixMs from = std::max(*change.moment, world.well_since());
    if (touched != parts_.books.touched.end()) from = std::max(from, touched->second);
    if (world.now() - from > kLateMax) {
      world.broke("I12", name + " was climbed " + std::to_string((world.now() - from).count / 1000) + " s late");
    }
    if (at - *change.moment > kLateMax) world.sometimes("a rung was climbed late, after an outage");
  }

  void stir(const Noted& noted) {
    if (noted.timer_due) parts_.stir("timers", *noted.timer_due);
    for (const storage::NewMessage& message : noted.messages) parts_.stir("messages", message.due);
    for (const auto& [key, due] : noted.alerts) parts_.stir("alerts", due);
    for (const Noted::Forward& forward : noted.forwards) parts_.stir("forwards:" + forward.hotline, forward.due);
    for (const base::UnixMs due : noted.looks) parts_.stir("promises", due);
  }

  const WatchParts& parts_;
  Claims& claims_;
};

class WatchedTickets final : public storage::ForwardingTickets {
 public:
  WatchedTickets(storage::Tickets& inner, const WatchParts& parts) : storage::ForwardingTickets(inner), parts_(parts) {}

  base::Result<std::vector<storage::LookClaim>> claim_looks(base::UnixMs now, base::Millis lease, std::size_t looks_max) override {
    auto claims = tickets_.claim_looks(now, lease, looks_max);
    if (!claims) {
      comes_again(parts_, "promises", now, lease);
      parts_.world.well_again();
      return claims;
    }
    if (!claims->empty()) parts_.stir("promises", now + lease);
    for (const storage::LookClaim& claim : *claims) {
      if (!parts_.books.tokens.insert(claim.token).second) parts_.world.broke("I10", "the token of a look was given twice");
    }
    return claims;
  }
  base::Status finish_looks(const std::vector<storage::LookDone>& looks) override {
    base::Status done = tickets_.finish_looks(looks);
    for (const storage::LookDone& look : looks) {
      if (look.next.due) parts_.stir("promises", *look.next.due);
    }
    return done;
  }

 private:
  const WatchParts& parts_;
};

class WatchedOutbox final : public storage::ForwardingOutbox {
 public:
  WatchedOutbox(storage::Outbox& inner, const WatchParts& parts, Claims& claims)
      : storage::ForwardingOutbox(inner), parts_(parts), claims_(claims) {}

  base::Result<std::vector<storage::OutboxRow>> claim(storage::OutboxKind kind, std::string_view target, base::UnixMs now,
                                                      base::Millis lease, std::size_t rows_max) override {
    auto rows = outbox_.claim(kind, target, now, lease, rows_max);
    if (!rows) {
      comes_again(parts_, topic_of(kind, target), now, lease);
      parts_.stir("timers", now + lease);
      return rows;
    }
    for (const storage::OutboxRow& row : *rows) claims_.claimed(row, now, lease);
    return rows;
  }
  base::Status settle(const storage::Settlement& settlement) override {
    claims_.judge(settlement);
    base::Status done = outbox_.settle(settlement);
    claims_.settled(settlement, done);
    if (done) {
      for (const storage::TicketChange& change : settlement.ticket_changes) parts_.books.touched[change.number] = parts_.world.now();
    }
    return done;
  }
  base::Result<std::size_t> expire_leases(base::UnixMs now) override {
    auto expired = outbox_.expire_leases(now);
    if (expired) claims_.expired(*expired, now);
    return expired;
  }

 private:
  const WatchParts& parts_;
  Claims& claims_;
};

class WatchedForwards final : public storage::ForwardingForwards {
 public:
  WatchedForwards(storage::Forwards& inner, const WatchParts& parts, Claims& claims)
      : storage::ForwardingForwards(inner), parts_(parts), claims_(claims) {}

  base::Result<std::vector<storage::OutboxRow>> claim(const storage::ForwardClaim& claim) override {
    auto rows = forwards_.claim(claim);
    if (!rows) {
      comes_again(parts_, topic_of(storage::OutboxKind::kForward, claim.hotline), claim.now, claim.lease);
      parts_.stir("timers", claim.now + claim.lease);
      return rows;
    }
    for (const storage::OutboxRow& row : *rows) claims_.claimed(row, claim.now, claim.lease);
    if (rows->size() > claim.rows_max) parts_.world.broke("I19", "more forwards left than the throttle let");
    return rows;
  }
  base::Result<std::vector<base::Status>> settle(const std::vector<storage::Settlement>& settlements) override {
    for (const storage::Settlement& settlement : settlements) claims_.judge(settlement);
    auto each = forwards_.settle(settlements);
    for (std::size_t i = 0; i < settlements.size(); ++i) {
      claims_.settled(settlements[i], each ? (*each)[i] : base::Status(each.error()));
    }
    return each;
  }
  base::Status decide(const storage::ForwardDecision& decision) override {
    base::Status done = forwards_.decide(decision);
    if (done) claims_.decided(decision);
    else if (done.error().code == base::ErrorCode::kStorage) parts_.books.unsure.insert(decision.forward);
    return done;
  }
  base::Status move(const storage::TicketChange& change) override {
    base::Status done = forwards_.move(change);
    if (!change.forward) return done;
    parts_.books.waiting[change.forward->hotline][change.number] = change.forward->due;
    parts_.stir("forwards:" + change.forward->hotline, change.forward->due);
    parts_.stir("promises", parts_.world.clock().now());
    return done;
  }

 private:
  const WatchParts& parts_;
  Claims& claims_;
};

class WatchedStore final : public storage::ForwardingStore {
 public:
  WatchedStore(std::unique_ptr<storage::Store> inner, WatchParts parts)
      : storage::ForwardingStore(*inner), inner_(std::move(inner)), parts_(std::move(parts)), claims_(parts_), turns_(inner_->turns(), parts_, claims_), tickets_(inner_->tickets(), parts_),
        outbox_(inner_->outbox(), parts_, claims_), forwards_(inner_->forwards(), parts_, claims_) {}
  ~WatchedStore() override { inner_.reset(); }  // its writer may still end turns that are told here
  storage::Turns& turns() override { return turns_; }
  storage::Tickets& tickets() override { return tickets_; }
  storage::Outbox& outbox() override { return outbox_; }
  storage::Forwards& forwards() override { return forwards_; }

 private:
  std::unique_ptr<storage::Store> inner_;
  const WatchParts parts_;
  Claims claims_;
  WatchedTurns turns_;
  WatchedTickets tickets_;
  WatchedOutbox outbox_;
  WatchedForwards forwards_;
};

}  // namespace

std::unique_ptr<storage::Store> watch(std::unique_ptr<storage::Store> store, WatchParts parts) {
  return std::make_unique<WatchedStore>(std::move(store), std::move(parts));
}

}  // namespace bot::simulation
