#pragma once
// Which handler serves a method and a path. Fixed once made.
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bot/server/http.hpp"

namespace bot {

class Router {
 public:
  explicit Router(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;  // null: nothing serves this method here
    bool known_path = false;       // some method is served here
    std::string allow;             // if known_path and !route: "GET, HEAD, POST"
  };
  /// An exact path wins over "/*", a longer "/*" over a shorter one.
  Match match(std::string_view method, std::string_view path) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::vector<Route> routes_;
  std::unordered_map<std::string, std::vector<const Route*>, Hash, std::equal_to<>> exact_;
  std::vector<const Route*> open_ended_;  // longest prefix first
};

}  // namespace bot
