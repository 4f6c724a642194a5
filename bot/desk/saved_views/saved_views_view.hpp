#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable saved_views_view();

}  // namespace bot::desk
