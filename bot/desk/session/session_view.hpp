#pragma once
// Signing in and out, and who one is.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable session_view();

}  // namespace bot::desk
