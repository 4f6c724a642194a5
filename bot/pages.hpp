#pragma once
// The built front end, read once into memory and served by us: content-hashed names, compressed copies, strict headers.
#include <string>
#include <utility>
#include <vector>

#include "bot/server/http.hpp"

namespace bot {

/// The security headers of every page of ours: no inline script or style, nothing from elsewhere.
std::vector<std::pair<std::string, std::string>> page_headers();
/// GET /assets/* from <folder>/assets; a missing folder gives routes that answer 404.
std::vector<Route> asset_routes(const std::string& folder);

}  // namespace bot
