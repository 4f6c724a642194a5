#include <catch2/catch.hpp>
#include <string>

#include "bot/server/guard.hpp"

namespace {

std::string path_of(std::string_view target) {
  bot::Head head;
  if (bot::read_target(target, head)) return "refused";
  return head.path;
}

}  // namespace

TEST_CASE("A path is decoded exactly once") {
  CHECK(path_of("/a%20b") == "/a b");
  CHECK(path_of("/%2541") == "/%41");
  CHECK(path_of("/%E4%BD%A0") == "/\xe4\xbd\xa0");
  CHECK(path_of("/a+b") == "/a+b");
  CHECK(path_of("/a%3Fb?c") == "/a?b");
  CHECK(path_of("/.well-known/..x/x..") == "/.well-known/..x/x..");
}

TEST_CASE("Targets that could mean another path are refused") {
  for (const char* target : {"",
                             "a",
                             "?a",
                             "/%00",
                             "/a%0",
                             "/a%",
                             "/%zz",
                             "/%2g",
                             "/..",
                             "/../etc/passwd",
                             "/a/../b",
                             "/a/..",
                             "/.",
                             "/a/./b",
                             "/%2e%2e/a",
                             "/%2E/a",
                             "/a%2fb",
                             "/a%2F..",
                             "/a\\b",
                             "/a%5cb",
                             "/a%0d%0ab",
                             "/a%7f",
                             "/a#b",
                             "/a b",
                             "/\xe4\xbd\xa0",
                             "/%ff",
                             "/%c0%ae%c0%ae",
                             "/%ed%a0%80",
                             "/a?b=%00",
                             "/a?b=%4",
                             "/a?%zz=1",
                             "//..",
                             "*",
                             "http://chat.example/"}) {
    INFO(target);
    CHECK(path_of(target) == "refused");
  }
}

TEST_CASE("A query may hold any bytes but NUL, in order and repeated") {
  bot::Head head;
  REQUIRE_FALSE(bot::read_target("/a?x=1&&x=%E4%BD%A0&y=a=b&=z&..=%0A", head));
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(head.query == Pairs{{"x", "1"}, {"x", "\xe4\xbd\xa0"}, {"y", "a=b"}, {"", "z"}, {"..", "\n"}});
}
