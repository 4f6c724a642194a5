#include "bot/simulation/plants.hpp"

#include <map>
#include <utility>
#include <vector>

#include "dialogs/engine/state.hpp"
#include "storage/forwarding_store.hpp"

namespace bot::simulation {
namespace {

using storage::Committed;
using storage::TurnWrite;

/// What the program would be told if the turn were kept.
Committed predicted(const TurnWrite& turn) { return {.conversation = turn.conversation, .turn = 0, .version = turn.expected_version + 1}; }

/// What a settlement needs of a claim that is not its own.
struct Robbery {
  struct Claim {
    std::string hotline;  // "": no forward
    base::UnixMs at{0};
    std::string token;
  };
  std::map<std::int64_t, Claim> newest;

  void claimed(const storage::OutboxRow& row, base::UnixMs now) {
    newest[row.id] = {row.kind == storage::OutboxKind::kForward ? row.target : std::string(), now, row.lease_token};
  }

  /// Whoever holds the lease now.
  void use_newest_token(storage::Settlement& settlement) const {
    if (const auto found = newest.find(settlement.id); found != newest.end()) settlement.lease_token = found->second.token;
  }

  /// Nobody holds it: takes it, and settles with it.
  base::Status settle(storage::Forwards& forwards, storage::Outbox& outbox, const storage::Settlement& settlement, base::Status lost) {
    const auto of = newest.find(settlement.id);
    if (of == newest.end() || of->second.hotline.empty()) return lost;
    const auto rows = forwards.claim({.hotline = of->second.hotline,
                                      .now = of->second.at + base::hours(1),
                                      .lease = base::seconds(60),
                                      .rows_max = 64,
                                      .retries_max = 64});
    if (!rows) return lost;
    for (const storage::OutboxRow& row : *rows) {
      if (row.id != settlement.id) continue;
      storage::Settlement stolen = settlement;
      stolen.lease_token = row.lease_token;
      return outbox.settle(stolen);
    }
    return lost;
  }
};

class PlantedTurns final : public storage::ForwardingTurns {
 public:
  PlantedTurns(storage::Turns& inner, storage::Releases& releases, Plant bug, const Robbery& robbery)
      : storage::ForwardingTurns(inner), releases_(releases), bug_(bug), robbery_(robbery) {}

  base::Status commit(TurnWrite turn, Done done) override {
    switch (bug_) {
      case Plant::kAckBeforeCommit: return tell_first(std::move(turn), std::move(done));
      case Plant::kAckBeforeGroupEnds: return tell_with_hurry(std::move(turn), std::move(done));
      case Plant::kOutboxOutsideTransaction: postpone_messages(turn); break;
      case Plant::kTimerOutsideSerialiser: return beside_the_mailbox(std::move(turn), std::move(done));
      case Plant::kReadThenWrite: write_whatever_is_there(turn); break;
      case Plant::kForgottenErasure: bring_back(turn); break;
      case Plant::kLeaseWithoutToken:
        for (storage::Settlement& settlement : turn.settlements) robbery_.use_newest_token(settlement);
        break;
      case Plant::kReloadWithoutPinning: read_with_the_newest(turn); break;
      default: break;
    }
    return turns_.commit(std::move(turn), std::move(done));
  }

  void hurry() override {
    if (told_late_.empty()) return turns_.hurry();
    std::vector<std::pair<Done, Committed>> told;
    told.swap(told_late_);
    for (auto& [done, as] : told) done(as);
  }

 private:
  base::Status tell_first(TurnWrite turn, Done done) {
    if (turn.conversation == 0) return turns_.commit(std::move(turn), std::move(done));
    const Committed as = predicted(turn);
    base::Status queued = turns_.commit(std::move(turn), [](const base::Result<Committed>&) {});
    if (queued) done(as);
    return queued;
  }

  base::Status tell_with_hurry(TurnWrite turn, Done done) {
    if (turn.conversation == 0) return turns_.commit(std::move(turn), std::move(done));
    const Committed as = predicted(turn);
    base::Status queued = turns_.commit(std::move(turn), [](const base::Result<Committed>&) {});
    if (queued) told_late_.emplace_back(std::move(done), as);
    return queued;
  }

  void postpone_messages(TurnWrite& turn) {
    std::vector<storage::NewMessage> own = std::move(turn.messages);
    turn.messages = std::move(postponed_);
    postponed_ = std::move(own);
  }

  base::Status beside_the_mailbox(TurnWrite turn, Done done) {
    const auto held = held_.find(turn.conversation);
    if (held == held_.end()) {
      if (turn.kind != storage::TurnKind::kTimer || turn.conversation == 0) return turns_.commit(std::move(turn), std::move(done));
      const Committed as = predicted(turn);
      held_.emplace(turn.conversation, std::move(turn));
      done(as);
      return {};
    }
    TurnWrite timer = std::move(held->second);
    held_.erase(held);
    turn.expected_version = timer.expected_version;
    timer.expected_version = turn.expected_version + 1;
    timer.timer_lease.clear();
    base::Status queued = turns_.commit(std::move(turn), std::move(done));
    if (queued) (void)turns_.commit(std::move(timer), [](const base::Result<Committed>&) {}).ok();
    return queued;
  }

  void write_whatever_is_there(TurnWrite& turn) {
    const auto found = turns_.load(turn.key);
    if (!found || !*found) return;
    turn.conversation = (*found)->id;
    turn.expected_version = (*found)->version;
  }

  void bring_back(TurnWrite& turn) {
    auto state = dialogs::decode_state(turn.state);
    if (!state) return;
    auto& remembered = remembered_[turn.key.driver];
    if (state->profile.empty() && !remembered.empty()) {
      state->profile = remembered;
      turn.state = dialogs::encode_state(*state);
    } else {
      remembered = state->profile;
    }
  }

  void read_with_the_newest(TurnWrite& turn) {
    const auto newest = releases_.newest();
    auto state = dialogs::decode_state(turn.state);
    if (!newest || !*newest || !state || state->frames.empty()) return;
    for (dialogs::Frame& frame : state->frames) frame.release = (*newest)->release;
    turn.release = (*newest)->release;
    turn.state = dialogs::encode_state(*state);
  }

  storage::Releases& releases_;
  const Plant bug_;
  const Robbery& robbery_;
  std::vector<std::pair<Done, Committed>> told_late_;
  std::vector<storage::NewMessage> postponed_;
  std::map<std::int64_t, TurnWrite> held_;
  std::map<std::string, dialogs::Named<std::string>> remembered_;
};

class PlantedOutbox final : public storage::ForwardingOutbox {
 public:
  PlantedOutbox(storage::Outbox& inner, storage::Forwards& forwards, Plant bug, Robbery& robbery)
      : storage::ForwardingOutbox(inner), forwards_(forwards), bug_(bug), robbery_(robbery) {}

  base::Result<std::vector<storage::OutboxRow>> claim(storage::OutboxKind kind, std::string_view target, base::UnixMs now,
                                                      base::Millis lease, std::size_t rows_max) override {
    auto rows = outbox_.claim(kind, target, now, lease, rows_max);
    if (!rows) return rows;
    for (const storage::OutboxRow& row : *rows) robbery_.claimed(row, now);
    return rows;
  }

  base::Status settle(const storage::Settlement& settlement) override {
    if (bug_ != Plant::kLeaseWithoutToken) return outbox_.settle(settlement);
    storage::Settlement any = settlement;
    robbery_.use_newest_token(any);
    base::Status done = outbox_.settle(any);
    if (done || done.error().code != base::ErrorCode::kConflict) return done;
    return robbery_.settle(forwards_, outbox_, any, done);
  }

 private:
  storage::Forwards& forwards_;
  const Plant bug_;
  Robbery& robbery_;
};

class PlantedForwards final : public storage::ForwardingForwards {
 public:
  PlantedForwards(storage::Forwards& inner, storage::Outbox& outbox, Plant bug, Robbery& robbery)
      : storage::ForwardingForwards(inner), outbox_(outbox), bug_(bug), robbery_(robbery) {}

  base::Result<std::vector<storage::OutboxRow>> claim(const storage::ForwardClaim& claim) override {
    auto rows = forwards_.claim(claim);
    if (!rows) return rows;
    for (storage::OutboxRow& row : *rows) {
      robbery_.claimed(row, claim.now);
      if (bug_ == Plant::kRetryWithoutLookup) row.was_unknown = false;
    }
    return rows;
  }

  base::Result<std::vector<base::Status>> settle(const std::vector<storage::Settlement>& settlements) override {
    if (bug_ != Plant::kLeaseWithoutToken) return forwards_.settle(settlements);
    std::vector<storage::Settlement> any = settlements;
    for (storage::Settlement& settlement : any) robbery_.use_newest_token(settlement);
    auto each = forwards_.settle(any);
    if (!each) return each;
    for (std::size_t i = 0; i < settlements.size(); ++i) {
      if ((*each)[i] || (*each)[i].error().code != base::ErrorCode::kConflict) continue;
      (*each)[i] = robbery_.settle(forwards_, outbox_, any[i], (*each)[i]);
    }
    return each;
  }

 private:
  storage::Outbox& outbox_;
  const Plant bug_;
  Robbery& robbery_;
};

class PlantedStore final : public storage::ForwardingStore {
 public:
  PlantedStore(std::unique_ptr<storage::Store> inner, Plant bug)
      : storage::ForwardingStore(*inner), inner_(std::move(inner)), turns_(inner_->turns(), inner_->releases(), bug, robbery_),
        outbox_(inner_->outbox(), inner_->forwards(), bug, robbery_), forwards_(inner_->forwards(), inner_->outbox(), bug, robbery_) {}
  ~PlantedStore() override { inner_.reset(); }
  storage::Turns& turns() override { return turns_; }
  storage::Outbox& outbox() override { return outbox_; }
  storage::Forwards& forwards() override { return forwards_; }

 private:
  std::unique_ptr<storage::Store> inner_;
  Robbery robbery_;
  PlantedTurns turns_;
  PlantedOutbox outbox_;
  PlantedForwards forwards_;
};

}  // namespace

std::unique_ptr<storage::Store> plant(Plant bug, std::unique_ptr<storage::Store> store) {
  if (bug == Plant::kNone) return store;
  return std::make_unique<PlantedStore>(std::move(store), bug);
}

}  // namespace bot::simulation
