#pragma once
// A store that a copy has not filled yet must not be served: drivers would meet a bot that has forgotten half of them.
#include <string>

#include "base/result.hpp"
#include "storage/copy/archive.hpp"
#include "storage/sql.hpp"

namespace storage {

template <class Database>
base::Status refuse_unfinished_copy(Database& database, const std::string& place) {
  auto row = database.query(sql::kGetMeta, copy::kCopying);
  if (!row.next() || row.bytes(0).empty()) return {};
  return base::Error{base::ErrorCode::kInvalid, "storage: " + place + " is the unfinished target of a copy from " +
                                                    row.text(0) +
                                                    "; finish it with xinsheng store copy, or name another store"};
}

}  // namespace storage
