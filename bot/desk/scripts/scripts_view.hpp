#pragma once
// Dialogs and rules: what runs, drafts of it, and the way from one to the other.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable scripts_view();

}  // namespace bot::desk
