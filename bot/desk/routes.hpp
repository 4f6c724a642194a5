#pragma once
// The table of all routes of the desk: one line per view in routes.cpp.
#include <string>
#include <vector>

#include "bot/desk/route.hpp"

namespace bot::desk {

/// Routes that need somebody signed in.
std::vector<DeskRoute> all_routes();
/// Named shapes of all views, for schema::named.
std::vector<schema::Field> shared_shapes();
/// What is wrong with a table: a route nobody may use, two with one name or one path, a name without a shape. Empty = it holds.
std::vector<std::string> faults_of(const std::vector<DeskRoute>& routes);

/// The description at /api/openapi.json: OpenAPI 3.1, made of the table.
std::string openapi(const std::vector<DeskRoute>& routes, const std::vector<schema::Field>& shapes);

}  // namespace bot::desk
