#include "dialogs/review/review.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/utf8.hpp"
#include "dialogs/language/faults.hpp"
#include "dialogs/rehearsal/coverage.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kSaidPointsMax = 120;

// One line of a terminal, however much was said.
std::string short_of(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  const std::string_view shown = base::prefix_of_points(text, kSaidPointsMax);
  return std::string(shown) + (shown.size() < text.size() ? "…" : "");
}

class TestRun {
 public:
  TestRun(std::shared_ptr<const Release> release, std::vector<Diagnostic>& found)
      : release_(std::move(release)), found_(found) {}

  void run() {
    for (const Dialog& dialog : release_->dialogs) run(dialog.tests);
    run(release_->tests);
    for (const DialogCoverage& coverage : coverage_of(*release_, visits_)) warn(coverage);
  }

 private:
  void run(const std::vector<ConversationTest>& tests) {
    for (const ConversationTest& test : tests) {
      const RehearsalResult result = rehearse(release_, test);
      visits_.insert(result.visits.begin(), result.visits.end());
      if (result.passed) continue;
      found_.push_back({"E0701", "测试“" + test.name + "”从这一行开始不一样：" + short_of(result.expected),
                        result.place, "实际是：" + short_of(result.said) + "；改话本，或改这一行"});
    }
  }

  // A dialog that no test enters is told once; else each branch that none takes.
  void warn(const DialogCoverage& coverage) {
    const Dialog& dialog = *release_->find_dialog(coverage.dialog);
    if (coverage.steps_reached == 0) {
      if (coverage.steps == 0) return;
      found_.push_back(
          {"W0702", "没有一个测试走进“" + dialog.title + "”", dialog.place, "在 tests 里写一段走完它的对话"});
      return;
    }
    for (const Uncovered& one : coverage.missing) {
      // A part's branch is missing in every dialog that uses it.
      if (one.branch.empty() || !told_.insert(one.place.file + std::to_string(one.place.line) + one.what).second)
        continue;
      if (told_.size() > kFaultsPerFileMax) return;
      found_.push_back({"W0702", "没有测试走过“" + one.what + "”", one.place, "在 tests 里写一段走到这里的对话"});
    }
  }

  std::shared_ptr<const Release> release_;
  std::vector<Diagnostic>& found_;
  std::set<Visit> visits_;
  std::set<std::string> told_;
};

}  // namespace

bool Review::any_error() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.is_error(); });
}

Review review(std::vector<SourceFile> files, const Release* published, bool runs_tests) {
  Loaded loaded = load_release(std::move(files));
  Review found{loaded.release, std::move(loaded.diagnostics)};
  if (found.release == nullptr) return found;
  if (runs_tests) TestRun(found.release, found.diagnostics).run();
  if (published != nullptr) {
    const Comparison comparison = compare(*published, *found.release);
    found.change = comparison.change;
    found.diagnostics.insert(found.diagnostics.end(), comparison.diagnostics.begin(), comparison.diagnostics.end());
  }
  std::sort(found.diagnostics.begin(), found.diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column, a.code, a.message) <
           std::tie(b.place.file, b.place.line, b.place.column, b.code, b.message);
  });
  return found;
}

}  // namespace dialogs
