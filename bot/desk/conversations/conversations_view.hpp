#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// The list, one conversation with its transcript, and what people do there.
ViewTable conversations_view();

}  // namespace bot::desk
