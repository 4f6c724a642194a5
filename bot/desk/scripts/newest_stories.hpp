#pragma once
// What drivers wrote, as rules being changed are tried on it.
#include <vector>

#include "base/result.hpp"
#include "storage/store.hpp"

namespace bot::desk {

/// The newest tickets that have a story (kContentField), at most 2000, newest first. The store's errors.
base::Result<std::vector<tickets::Ticket>> newest_stories(storage::Tickets& tickets);

}  // namespace bot::desk
