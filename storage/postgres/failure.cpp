#include "storage/postgres/failure.hpp"

namespace storage::postgres {

namespace {

// https://www.postgresql.org/docs/15/errcodes-appendix.html
FailureKind kind_of(std::string_view sqlstate) {
  if (sqlstate.empty()) return FailureKind::kAway;
  const std::string_view kind = sqlstate.substr(0, 2);
  if (kind == "08" || kind == "28" || sqlstate == "3D000") return FailureKind::kAway;
  // 57P01 … 57P03: shut down by an operator, crashed, starting up; 57P05: idle for too long.
  if (sqlstate.starts_with("57P") || sqlstate == "25P03" || sqlstate == "53300") return FailureKind::kAway;
  if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03") return FailureKind::kRetry;
  if (kind == "22" || kind == "23") return FailureKind::kConstraint;
  // 25006: the server has become a standby; 57014: statement_timeout; 53xxx: no room.
  if (kind == "53" || sqlstate == "57014" || sqlstate == "25006") return FailureKind::kShort;
  return FailureKind::kBroken;
}

}  // namespace

PgFailure::PgFailure(std::string_view sqlstate, const std::string& text)
    : std::runtime_error(text), sqlstate_(sqlstate), kind_(kind_of(sqlstate)) {}

const char* PgFailure::problem() const noexcept {
  if (sqlstate_ == "53100") return "disk_full";
  if (sqlstate_ == "25006") return "read_only";
  return kind_ == FailureKind::kAway ? "database_unreachable" : "database_refuses";
}

base::Error to_error(const PgFailure& failure) {
  const std::string text = std::string("storage: ") + failure.what();
  switch (failure.kind()) {
    case FailureKind::kConstraint:
      return {base::ErrorCode::kConflict, "storage: a number or a key is taken"};
    case FailureKind::kRetry:
    case FailureKind::kShort:
    case FailureKind::kAway:
      return {base::ErrorCode::kBusy, text};
    case FailureKind::kBroken:
      break;
  }
  return {base::ErrorCode::kStorage, text};
}

}  // namespace storage::postgres
