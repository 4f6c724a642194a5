#include "dialogs/review/review.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using Strings = std::vector<std::string>;

std::vector<SourceFile> files(const std::string& rest) {
  return {{"_global.yaml", tests::kPlainGlobal}, {"demo.yaml", tests::demo(rest)}};
}

constexpr char kRating[] =
    "start: {words: [评价]}\n"
    "slots:\n"
    "  - {slot: 满意吗, type: yesno, ask: 您满意吗？}\n"
    "steps:\n"
    "  - collect: [满意吗]\n"
    "  - say: 谢谢您。\n"
    "tests:\n"
    "  - test: 满意\n"
    "    talk:\n"
    "      - user: 评价\n"
    "      - bot: 您满意吗\n"
    "      - user: 是的\n"
    "      - bot: 再见\n"
    "      - end: done\n";

}  // namespace

TEST_CASE("a test that fails is an error at its first differing line, with what was said instead", "[review]") {
  const Review found = review(files(kRating));
  REQUIRE(found.release);
  CHECK(tests::places(found.diagnostics) == Strings{"E0701 demo.yaml:16:9"});
  CHECK(found.diagnostics[0].message == "测试“满意”从这一行开始不一样：bot: 再见");
  CHECK(found.diagnostics[0].fix.find("谢谢您。") != std::string::npos);
  CHECK(found.any_error());
}

TEST_CASE("a branch that no test takes is a warning, a dialog that no test enters is one", "[review]") {
  const std::string steps =
      "start: {words: [评价]}\nslots:\n  - {slot: 满意吗, type: yesno, ask: 您满意吗？}\nsteps:\n  - collect: "
      "[满意吗]\n"
      "  - if: 满意吗 = 是\n    then:\n      - say: 谢谢。\n    else:\n      - say: 抱歉。\n";
  const std::string yes = "  - test: 满意\n    talk: [{user: 评价}, {user: 是的}, {bot: 谢谢}]\n";
  const std::string no = "  - test: 不满意\n    talk: [{user: 评价}, {user: 不是}, {bot: 抱歉}]\n";
  const Review half = review(files(steps + "tests:\n" + yes));
  CHECK(tests::places(half.diagnostics) == Strings{"W0702 demo.yaml:9:5"});
  CHECK(half.diagnostics[0].message.find("的 else") != std::string::npos);
  CHECK(review(files(steps + "tests:\n" + yes + no)).diagnostics.empty());
  CHECK(tests::places(review(files(steps)).diagnostics) == Strings{"W0702 demo.yaml:1:1"});
}

TEST_CASE("without its tests the same folder has no fault", "[review]") {
  const Review found = review(files(kRating), nullptr, false);
  REQUIRE(found.release);
  CHECK(found.diagnostics.empty());
}

TEST_CASE("a folder that does not load is neither tested nor compared", "[review]") {
  const Review published = review(files("steps:\n  - do: save_rating\n    id: save\n  - say: 好\n"), nullptr, false);
  REQUIRE(published.release);
  const Review found = review(files("steps:\n  - sya: 好\n"), published.release.get());
  CHECK_FALSE(found.release);
  CHECK(tests::places(found.diagnostics) == Strings{"E0201 demo.yaml:5:5"});
  CHECK(found.change == ChangeClass::kNone);
}

TEST_CASE("what the published release would lose is told together with the linter's own warnings", "[review]") {
  const Review published = review(files("steps:\n  - do: save_rating\n    id: save\n  - say: 好\n"), nullptr, false);
  REQUIRE(published.release);
  const Review found = review(
      files(
          "slots:\n  - {slot: 闲置, type: text, ask: 问？}\nsteps:\n  - do: save_rating\n    id: rate\n  - say: 好\n"),
      published.release.get());
  REQUIRE(found.release);
  CHECK(tests::places(found.diagnostics) == Strings{"W0702 demo.yaml:1:1", "W0404 demo.yaml:5:5", "E0802 demo.yaml:7:5"});
  CHECK(found.change == ChangeClass::kStructure);
}

}  // namespace dialogs
