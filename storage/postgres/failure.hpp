#pragma once
// What goes wrong between us and PostgreSQL, told apart by what to do next. A failed call is the exception PgFailure,
// not a code: in this folder an unchecked code would be a lost turn. Nobody outside sees it.
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace storage::postgres {

enum class FailureKind {
  kConstraint,  // this statement was refused; its transaction is undone unless a savepoint keeps the rest
  kRetry,       // it met another transaction (40001, 40P01, 55P03): undone, the same may work at once
  kShort,       // no space, no memory, too slow, read-only: undone, later ones may work
  kAway,        // the connection is gone; what was under way is undone, or, while committing, not known
  kBroken,      // anything else
};

class PgFailure final : public std::runtime_error {
 public:
  /// `sqlstate` "" : the connection was lost without a word.
  PgFailure(std::string_view sqlstate, const std::string& text);
  FailureKind kind() const noexcept { return kind_; }
  const std::string& sqlstate() const noexcept { return sqlstate_; }
  /// What health() says while this lasts: database_unreachable disk_full read_only database_refuses.
  const char* problem() const noexcept;

 private:
  std::string sqlstate_;
  FailureKind kind_;
};

/// The one translation: kConstraint is kConflict, kBroken is kStorage, everything else kBusy. The text names a code,
/// never a value.
base::Error to_error(const PgFailure& failure);

}  // namespace storage::postgres
