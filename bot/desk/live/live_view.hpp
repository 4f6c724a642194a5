#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable live_view();

}  // namespace bot::desk
