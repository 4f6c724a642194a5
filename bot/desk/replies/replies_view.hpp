#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// The operators' written replies, filled for one driver.
ViewTable replies_view();

}  // namespace bot::desk
