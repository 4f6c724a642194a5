#include "bot/server/router.hpp"

#include <catch2/catch.hpp>

namespace {

bot::Route route(std::string method, std::string path) {
  return {std::move(method), std::move(path), nullptr, 1024, {}, false};
}

std::string served(const bot::Router& router, std::string_view method, std::string_view path) {
  const auto match = router.match(method, path);
  if (match.route != nullptr) return match.route->method + " " + match.route->path;
  return match.known_path ? "405 " + match.allow : "404";
}

}  // namespace

TEST_CASE("Routes are found by method and path, the most exact first") {
  const bot::Router router({route("GET", "/"), route("GET", "/api/*"), route("POST", "/api/tickets"),
                            route("GET", "/api/tickets/*"), route("DELETE", "/api/tickets/*"),
                            route("POST", "/hook/wechat/*")});
  CHECK(served(router, "GET", "/") == "GET /");
  CHECK(served(router, "HEAD", "/") == "GET /");
  CHECK(served(router, "POST", "/hook/wechat/demo") == "POST /hook/wechat/*");
  CHECK(served(router, "POST", "/hook/wechat/demo/more") == "POST /hook/wechat/*");
  CHECK(served(router, "GET", "/api/tickets/1") == "GET /api/tickets/*");
  CHECK(served(router, "GET", "/api/tickets") == "GET /api/*");
  CHECK(served(router, "POST", "/api/tickets") == "POST /api/tickets");
}

TEST_CASE("A path that nothing serves is unknown, a method that nothing serves there is told which ones are") {
  const bot::Router router({route("GET", "/"), route("POST", "/hook/*"), route("PUT", "/hook/a")});
  CHECK(served(router, "POST", "/hook") == "404");
  CHECK(served(router, "POST", "/hook/") == "404");
  CHECK(served(router, "GET", "/nothing") == "404");
  CHECK(served(router, "TRACE", "/") == "405 GET, HEAD");
  CHECK(served(router, "HEAD", "/hook/b") == "405 POST");
  CHECK(served(router, "FOO", "/hook/a") == "405 POST, PUT");
}
