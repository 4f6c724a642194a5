#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// Photos that drivers sent by the web chat.
ViewTable photos_view();

}  // namespace bot::desk
