#pragma once
// The audit log, to be read.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable audit_view();

}  // namespace bot::desk
