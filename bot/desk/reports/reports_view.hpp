#pragma once
// The figures of `xinsheng report`, with what its tickets were about and which promises were missed.
#include "bot/desk/view.hpp"

namespace bot::desk {

ViewTable reports_view();

}  // namespace bot::desk
