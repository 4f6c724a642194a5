#include "bot/server/router.hpp"

#include <algorithm>
#include <set>

namespace bot {
namespace {

bool serves(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

bool is_open_ended(const Route& route) { return route.path.ends_with("/*"); }

bool covers(const Route& route, std::string_view path) {
  const std::string_view prefix = std::string_view(route.path).substr(0, route.path.size() - 1);  // keeps the '/'
  return path.size() > prefix.size() && path.starts_with(prefix);
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) {
    if (is_open_ended(route)) {
      open_ended_.push_back(&route);
    } else {
      exact_[route.path].push_back(&route);
    }
  }
  std::stable_sort(open_ended_.begin(), open_ended_.end(),
                   [](const Route* a, const Route* b) { return a->path.size() > b->path.size(); });
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  Match match;
  const auto here = exact_.find(path);
  if (here != exact_.end()) {
    for (const Route* route : here->second) {
      if (serves(*route, method)) return {route, true, {}};
    }
  }
  std::set<std::string_view> methods;
  if (here != exact_.end()) {
    for (const Route* route : here->second) methods.insert(route->method);
  }
  for (const Route* route : open_ended_) {
    if (!covers(*route, path)) continue;
    if (serves(*route, method)) return {route, true, {}};
    methods.insert(route->method);
  }
  if (methods.contains("GET")) methods.insert("HEAD");
  for (const std::string_view name : methods) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name;
  }
  match.known_path = !methods.empty();
  return match;
}

}  // namespace bot
