#pragma once
// Parts of labelled rows that are kept aside one after the other (cross-validation): what a table is asked it has not
// learned from. Pure; the same seed gives the same parts.
#include <cstdint>
#include <string>
#include <vector>

namespace dialogs {

/// The part, 0 … parts-1, of every row. Every label is spread evenly over the parts. Requires parts >= 2.
std::vector<std::size_t> parts_of(const std::vector<std::string>& labels, std::size_t parts, std::uint64_t seed);

}  // namespace dialogs
