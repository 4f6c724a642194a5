#pragma once
// Numbered migrations, embedded in the program (storage/embed_migrations.cmake): one list for both engines. Each is one
// transaction that also records it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace storage {

struct Migration {
  int number;
  const char* name;  // "0001_turn_log"
  const char* sqlite;
  const char* postgres;  // the same text where the dialects allow
};

/// In order, from 1, without gap.
const std::vector<Migration>& migrations();
/// The number of the newest migration this program knows.
int schema_version();

struct RecordedMigration {
  std::int64_t number = 0;
  std::string name;
};
/// How many of migrations() a database has, by its record in order. kInvalid: it is newer than this program, or its
/// record is not one of ours; the text says what to do.
base::Result<std::size_t> count_applied(const std::vector<RecordedMigration>& recorded);

}  // namespace storage
