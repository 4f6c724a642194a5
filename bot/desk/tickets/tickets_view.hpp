#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// Tickets: the list, one with its life line and its clocks explained, its forwards, and what people do to them.
ViewTable tickets_view();

}  // namespace bot::desk
