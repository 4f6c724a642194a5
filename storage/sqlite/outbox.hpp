#pragma once
// The outbox's transactions, each one a part of a group on the writer thread.
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

struct ClaimOrder {
  OutboxKind kind = OutboxKind::kForward;
  std::string_view target;
  base::UnixMs now{0};
  base::Millis lease{0};
  std::size_t rows_max = 0;
};

std::vector<OutboxRow> claim_rows(Database& database, const ClaimOrder& order, base::Random& random);
base::Status settle_row(Database& database, const Settlement& settlement, base::UnixMs now);
std::size_t expire_row_leases(Database& database, base::UnixMs now);

}  // namespace storage::sqlite
