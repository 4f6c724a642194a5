#pragma once
#include "bot/desk/view.hpp"

namespace bot::desk {

/// The files that operators keep: shown as tables, checked, saved. Who is on duty now.
ViewTable files_view();

}  // namespace bot::desk
