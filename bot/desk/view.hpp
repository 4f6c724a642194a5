#pragma once
// A view of the console as the server knows it: its routes and the shapes they share.
#include <vector>

#include "bot/desk/route.hpp"

namespace bot::desk {

struct ViewTable {
  std::vector<DeskRoute> routes;
  std::vector<schema::Field> shapes = {};
};
using View = ViewTable (*)();

}  // namespace bot::desk
