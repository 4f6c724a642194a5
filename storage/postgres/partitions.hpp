#pragma once
// The turn log's months (in Jinan's calendar). Made ahead; dropped whole by retention, which no other deletion is as
// cheap as.
#include <string>
#include <vector>

#include "base/time.hpp"
#include "storage/postgres/connection.hpp"

namespace storage::postgres {

inline constexpr int kMonthsAhead = 2;

/// "turns_2026_01"
std::string partition_name(base::UnixMs moment);
/// The months from that of `now` to `months_ahead` further exist. Other nodes may do the same at the same time.
void make_partitions(Connection& connection, base::UnixMs now, int months_ahead);
/// Drops the months that end before `before`, with the turns in them, and returns their names. Conversations, tickets
/// and what is owed stay; a transcript begins later. Notes the boundary in meta.turns_kept_from, which verify()
/// respects.
std::vector<std::string> drop_partitions(Connection& connection, base::UnixMs before);

}  // namespace storage::postgres
