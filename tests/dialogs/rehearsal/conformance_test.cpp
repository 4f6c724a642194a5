// Every conversation test there is, one section each: the specification's 44 cases and the tests inside its examples
// (tests/conversations/spec, carried from the specification), our further cases, and the tests of the scripts we ship.
#include <catch2/catch.hpp>

#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

void rehearse_all(const std::shared_ptr<const Release>& release, const std::vector<ConversationTest>& all) {
  for (const ConversationTest& test : all) {
    DYNAMIC_SECTION(test.name) {
      const RehearsalResult result = rehearse(release, test);
      INFO(result.place.file << ":" << result.place.line << "  " << result.expected << "\n" << result.said);
      CHECK(result.passed);
    }
  }
}

std::vector<ConversationTest> tests_in_dialogs(const Release& release) {
  std::vector<ConversationTest> all;
  for (const Dialog& dialog : release.dialogs) {
    for (ConversationTest test : dialog.tests) {
      test.name = dialog.id + ": " + test.name;
      all.push_back(std::move(test));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the engine passes the conformance cases of the dialog language", "[conversations]") {
  const auto release = tests::spec_release();
  REQUIRE(release->tests.size() >= 44);
  rehearse_all(release, release->tests);
}

TEST_CASE("the specification's example dialogs pass their own tests", "[conversations]") {
  const auto release = tests::spec_release();
  const auto all = tests_in_dialogs(*release);
  REQUIRE(all.size() >= 9);
  rehearse_all(release, all);
}

TEST_CASE("the engine passes the further cases of the dialog language", "[conversations]") {
  const auto release = tests::further_release();
  std::vector<ConversationTest> further;
  for (const ConversationTest& test : release->tests) {
    if (test.name.starts_with("H")) further.push_back(test);
  }
  REQUIRE(further.size() >= 24);
  rehearse_all(release, further);
}

TEST_CASE("the shipped dialogs pass their own tests", "[conversations]") {
  const auto release = tests::shipped_release();
  const auto all = tests_in_dialogs(*release);
  REQUIRE_FALSE(all.empty());
  rehearse_all(release, all);
}

TEST_CASE("the shipped dialogs pass the tests beside them", "[conversations]") {
  const auto release = tests::shipped_release();
  rehearse_all(release, release->tests);
  SUCCEED("as many as there are");
}

}  // namespace dialogs
