#include "storage/postgres/partitions.hpp"

#include <algorithm>
#include <cstdio>

#include "base/civil_time.hpp"
#include "storage/copy/archive.hpp"
#include "storage/postgres/turn_ids.hpp"

namespace storage::postgres {

namespace {

base::UnixMs month_start(base::UnixMs moment, int months_later) {
  const base::CivilTime civil = base::to_civil(moment);
  const int months = civil.year * 12 + civil.month - 1 + months_later;
  base::CivilTime start;
  start.year = months / 12;
  start.month = months % 12 + 1;
  start.day = 1;
  return base::to_unix(start);
}

std::vector<std::string> partitions(Connection& connection) {
  std::vector<std::string> names;
  Rows row = connection.query(sql::kPartitions);
  while (row.next()) names.push_back(row.text(0));
  return names;
}

}  // namespace

std::string partition_name(base::UnixMs moment) {
  const base::CivilTime civil = base::to_civil(moment);
  char name[32];
  std::snprintf(name, sizeof name, "turns_%04d_%02d", civil.year, civil.month);
  return name;
}

void make_partitions(Connection& connection, base::UnixMs now, int months_ahead) {
  std::vector<std::string> known = partitions(connection);
  for (int month = 0; month <= months_ahead; ++month) {
    const base::UnixMs from = month_start(now, month);
    const std::string name = partition_name(from);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    // Several statements sent as one are one transaction.
    connection.script(std::string(sql::kMigrationLock) + "; CREATE TABLE IF NOT EXISTS " + name +
                      " PARTITION OF turns FOR VALUES FROM (" + std::to_string(first_id_at(from)) + ") TO (" +
                      std::to_string(first_id_at(month_start(now, month + 1))) + ")");
  }
}

std::vector<std::string> drop_partitions(Connection& connection, base::UnixMs before) {
  const base::UnixMs boundary = month_start(before, 0);
  std::vector<std::string> dropped;
  for (const std::string& name : partitions(connection)) {
    if (name == "turns_other" || name >= partition_name(boundary)) continue;
    connection.script("DROP TABLE " + name);
    dropped.push_back(name);
  }
  connection.run(storage::sql::kPutMeta, copy::kKeptFrom, std::to_string(first_id_at(boundary)));
  return dropped;
}

}  // namespace storage::postgres
