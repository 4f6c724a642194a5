#include "dialogs/rules/amend.hpp"

#include <catch2/catch.hpp>

using namespace dialogs;

namespace {

constexpr char kFile[] =
    "kind: rules\n"
    "rules:  # not this line\n"
    "rules:\n"
    "    # by hand\n"
    "    - rule: 甲\n"
    "tests:\n"
    "    - text: 乙\n";

}  // namespace

TEST_CASE("a new rule and a new test stand first in their lists, and nothing else changes", "[rules][amend]") {
  CHECK(with_rule(kFile, {"更正：回单", "回单", 2, 30, "路由", "12328"}) ==
        "kind: rules\n"
        "rules:  # not this line\n"
        "rules:\n"
        "    - rule: \"更正：回单\"\n"
        "      tier: 2\n"
        "      score: 30\n"
        "      if: {any: [\"回单\"]}\n"
        "      give: {\"路由\": \"12328\"}\n"
        "    # by hand\n"
        "    - rule: 甲\n"
        "tests:\n"
        "    - text: 乙\n");
  CHECK(with_test(kFile, {"说\"不\"\n给\\", "路由", "12328"}) ==
        "kind: rules\n"
        "rules:  # not this line\n"
        "rules:\n"
        "    # by hand\n"
        "    - rule: 甲\n"
        "tests:\n"
        "    - text: \"说\\\"不\\\" 给\\\\\"\n"
        "      gives: {\"路由\": \"12328\"}\n"
        "    - text: 乙\n");
}

TEST_CASE("a file without the list is left alone", "[rules][amend]") {
  CHECK_FALSE(with_test("kind: rules\n", {"甲", "路由", "12345"}));
  CHECK_FALSE(with_rule("rules: []\n", {}));
  CHECK_FALSE(with_rule("", {}));
}
