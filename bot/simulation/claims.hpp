#pragma once
// What the program has claimed, and how each claim ended, held against I8–I10: one token per claim and never again, no settlement with
// a lease that was lost, nothing sent that was ended or waits for a person, no receipt that the hotline never gave.
#include <string>
#include <string_view>

#include "bot/simulation/watch.hpp"
#include "storage/store.hpp"

namespace bot::simulation {

/// Which workers claim these rows.
std::string topic_of(storage::OutboxKind kind, std::string_view target);

class Claims {
 public:
  explicit Claims(const WatchParts& parts) : parts_(parts) {}

  void claimed(const storage::OutboxRow& row, base::UnixMs now, base::Millis lease);
  /// Before it is written: what it says must be true already.
  void judge(const storage::Settlement& settlement);
  void judge(const storage::TicketChange& change);
  void settled(const storage::Settlement& settlement, const base::Status& done);
  void decided(const storage::ForwardDecision& decision);
  void expired(std::size_t rows, base::UnixMs now);

 private:
  void forget_lease(std::int64_t row);
  void stir(std::int64_t row, base::UnixMs due);
  void stir_all(base::UnixMs due);
  void give_up(const storage::Settlement& settlement);

  const WatchParts& parts_;
};

}  // namespace bot::simulation
