#pragma once
// Accounts as an administrator sees and changes them.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable accounts_view();

}  // namespace bot::desk
