// Every conversation test there is, one section each: the specification's 44 cases and the tests inside its examples
// (tests/conversations/spec, carried from the specification), our further cases, and the tests of the scripts we ship.
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // for the listener that counts
#include <catch2/catch.hpp>

#include <iostream>
#include <map>
#include <set>

#include "dialogs/rehearsal/coverage.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

// How many of each sort ran; ./test prints the line.
std::map<std::string, int>& tally() {
  static std::map<std::string, int> counts = {{"conformance", 0}, {"further", 0}, {"in-file", 0}};
  return counts;
}

class PrintTally : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;
  void testRunEnded(const Catch::TestRunStats&) override {
    if (tally()["conformance"] + tally()["further"] + tally()["in-file"] == 0) return;
    std::cout << "conversations: conformance " << tally()["conformance"] << ", further " << tally()["further"] << ", in-file "
              << tally()["in-file"] << std::endl;
  }
};

void rehearse_all(const std::shared_ptr<const Release>& release, const std::vector<ConversationTest>& all,
                  const std::string& sort) {
  for (const ConversationTest& test : all) {
    DYNAMIC_SECTION(test.name) {
      ++tally()[sort];
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

CATCH_REGISTER_LISTENER(PrintTally)

TEST_CASE("the engine passes the conformance cases of the dialog language", "[conversations]") {
  const auto release = tests::spec_release();
  REQUIRE(release->tests.size() >= 44);
  rehearse_all(release, release->tests, "conformance");
}

TEST_CASE("the specification's example dialogs pass their own tests", "[conversations]") {
  const auto release = tests::spec_release();
  const auto all = tests_in_dialogs(*release);
  REQUIRE(all.size() >= 9);
  rehearse_all(release, all, "in-file");
}

TEST_CASE("the engine passes the further cases of the dialog language", "[conversations]") {
  const auto release = tests::further_release();
  std::vector<ConversationTest> further;
  for (const ConversationTest& test : release->tests) {
    if (test.place.file != "tests/conformance.yaml") further.push_back(test);
  }
  REQUIRE(further.size() >= 24);
  rehearse_all(release, further, "further");
}

TEST_CASE("the shipped dialogs pass their own tests", "[conversations]") {
  const auto release = tests::shipped_release();
  const auto all = tests_in_dialogs(*release);
  REQUIRE_FALSE(all.empty());
  rehearse_all(release, all, "in-file");
}

TEST_CASE("the tests of the shipped dialogs take every step and every branch", "[conversations]") {
  const auto release = tests::shipped_release();
  std::set<Visit> visits;
  const auto visit = [&](const std::vector<ConversationTest>& all) {
    for (const ConversationTest& test : all) visits.merge(std::set<Visit>(rehearse(release, test).visits));
  };
  visit(tests_in_dialogs(*release));
  visit(release->tests);
  for (const DialogCoverage& one : coverage_of(*release, visits)) {
    CAPTURE(one.dialog);
    for (const Uncovered& missing : one.missing) UNSCOPED_INFO(missing.place.file << ":" << missing.place.line << " " << missing.what);
    CHECK(one.is_complete());
  }
}

TEST_CASE("the shipped dialogs pass the tests beside them", "[conversations]") {
  const auto release = tests::shipped_release();
  rehearse_all(release, release->tests, "in-file");
  SUCCEED("as many as there are");
}

}  // namespace dialogs
