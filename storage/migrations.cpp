#include "storage/migrations.hpp"

namespace storage {

int schema_version() { return migrations().back().number; }

base::Result<std::size_t> count_applied(const std::vector<RecordedMigration>& recorded) {
  const auto& known = migrations();
  for (std::size_t i = 0; i < recorded.size() && i < known.size(); ++i) {
    if (recorded[i].number == known[i].number && recorded[i].name == known[i].name) continue;
    return base::Error{base::ErrorCode::kInvalid,
                       "storage: migration " + std::to_string(recorded[i].number) +
                           " of this database is not one of this program's; restore a backup of it"};
  }
  if (recorded.size() > known.size()) {
    return base::Error{base::ErrorCode::kInvalid,
                       "storage: this database has schema " + std::to_string(recorded.back().number) +
                           ", this program knows schema " + std::to_string(schema_version()) +
                           ": run the newer program, or restore a backup from before the upgrade"};
  }
  return recorded.size();
}

}  // namespace storage
