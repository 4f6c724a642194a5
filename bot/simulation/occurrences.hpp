#pragma once
// What has to have happened somewhere among many seeds before they prove anything: each fault of reliability reference §4 rows 53–56
// and each kind of event. A simulator that stopped causing one of them would pass for the wrong reason.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bot::simulation {

/// Names as World::sometimes is told them.
const std::vector<std::string_view>& demanded_occurrences();

/// Those of them that never occurred, in their order. `seen`: how often what happened.
std::vector<std::string_view> missing_occurrences(const std::map<std::string, std::int64_t>& seen);

}  // namespace bot::simulation
