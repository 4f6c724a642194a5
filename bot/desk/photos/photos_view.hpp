#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// Photos and voices that drivers sent: by the web chat, and those that were fetched from the platform.
ViewTable photos_view();

}  // namespace bot::desk
