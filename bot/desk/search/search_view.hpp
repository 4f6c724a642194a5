#pragma once
// Looking for words in transcripts and tickets.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable search_view();

}  // namespace bot::desk
