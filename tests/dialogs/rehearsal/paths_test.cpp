#include "dialogs/rehearsal/paths.hpp"

#include <catch2/catch.hpp>

#include "dialogs/rehearsal/coverage.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kTriesMax = 300;
constexpr std::size_t kShippedTriesMax = 2000;

// Every generated conversation ends; told again as a test it passes.
std::set<Visit> walk_paths(const std::shared_ptr<const Release>& release, std::size_t most = kTriesMax) {
  std::set<Visit> visits;
  for (const Dialog& dialog : release->dialogs) {
    for (const Path& path : paths_of(release, dialog, most).paths) {
      INFO(as_yaml(path.story));
      CHECK(path.fault == "");
      visits.insert(path.visits.begin(), path.visits.end());
    }
  }
  return visits;
}

void check_complete(const Release& release, const std::set<Visit>& visits) {
  for (const DialogCoverage& one : coverage_of(release, visits)) {
    CAPTURE(one.dialog);
    for (const Uncovered& missing : one.missing) UNSCOPED_INFO(missing.what);
    CHECK(one.is_complete());
  }
}

}  // namespace

TEST_CASE("every path of the specification's dialogs becomes a conversation that comes to its end") {
  const auto release = tests::spec_release();
  check_complete(*release, walk_paths(release));
}

TEST_CASE("every path of the further dialogs comes to its end") { walk_paths(tests::further_release()); }

// Among them texts of which no danger is heard but which the rules find most urgent: a danger would take the conversation away.
TEST_CASE("the generated paths of the shipped dialogs come to their ends by way of every step and branch") {
  const auto release = tests::shipped_release();
  check_complete(*release, walk_paths(release, kShippedTriesMax));
}

TEST_CASE("a generated conversation is a test that passes") {
  const auto release = tests::spec_release();
  const Paths paths = paths_of(release, *release->find_dialog("revisit"), kTriesMax);
  CHECK(paths.is_all);
  REQUIRE(paths.paths.size() >= 4);
  for (const Path& path : paths.paths) {
    std::vector<Diagnostic> faults;
    const std::vector<ConversationTest> read = load_tests({"path.yaml", as_test_file(path.story)}, faults);
    REQUIRE(read.size() == 1);
    INFO(as_yaml(path.story));
    CHECK(rehearse(release, read[0]).passed);
  }
}

TEST_CASE("what conversations do not come to is named with its place and branch") {
  const auto release = tests::spec_release();
  const ConversationTest short_talk{"短", std::nullopt, {line_of("user", scalar("投诉")), line_of("user", scalar("算了"))}, {}};
  const RehearsalResult result = rehearse(release, short_talk);
  REQUIRE(result.passed);
  const std::vector<DialogCoverage> coverage = coverage_of(*release, result.visits);
  const auto complaint = std::find_if(coverage.begin(), coverage.end(), [](const auto& one) { return one.dialog == "complaint"; });
  REQUIRE(complaint != coverage.end());
  CHECK(complaint->steps_reached == 2);
  CHECK(complaint->branches_taken == 0);
  REQUIRE_FALSE(complaint->is_complete());
  CHECK(complaint->missing.front().what == "classify routing");
  CHECK(complaint->missing.front().place.file == "complaint.yaml");
  CHECK(complaint->missing.front().place.line > 0);
}

TEST_CASE("a part is covered for every dialog that uses it when one of them came there") {
  const auto release = tests::spec_release();
  std::set<Visit> visits;
  for (const char* step : {"s7", "s8", "s9"}) visits.insert({"complaint", step, ""});
  const auto contact = [&](std::string_view dialog) {
    for (const DialogCoverage& one : coverage_of(*release, visits)) {
      if (one.dialog != dialog) continue;
      return std::none_of(one.missing.begin(), one.missing.end(), [](const auto& what) { return what.place.file == "contact.yaml"; });
    }
    return false;
  };
  CHECK(contact("complaint"));
  CHECK(contact("legal"));
}

}  // namespace dialogs
