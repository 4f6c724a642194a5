// What the operators' handbook shows is true: its worked example is clean and its conversations pass, and each mistake it
// makes on purpose is found where it says.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

struct Fence {
  std::string kind;  // "yaml", "diff", "" …
  std::string text;
};

std::vector<Fence> fences_of(const std::string& path) {
  std::ifstream stream(std::string(XINSHENG_SOURCE_DIR) + "/" + path);
  std::vector<Fence> fences;
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) fences.push_back({line.substr(3), {}});
    } else if (inside) {
      fences.back().text += line + "\n";
    }
  }
  return fences;
}

const std::vector<Fence>& handbook() {
  static const std::vector<Fence> fences = fences_of("docs/operators-handbook.md");
  return fences;
}

std::string worked_example() {
  for (const Fence& fence : handbook()) {
    if (fence.kind == "yaml" && fence.text.starts_with("kind: dialog\n")) return fence.text;
  }
  return {};
}

/// The shipped tree and one more file, as an operator has it. Only what is found in that file is reported.
Loaded with_example(const std::string& text) {
  std::vector<SourceFile> files = tests::read_tree("dialogs/scripts");
  files.push_back({"parking.yaml", text});
  Loaded loaded = load_release(std::move(files));
  std::erase_if(loaded.diagnostics, [](const Diagnostic& one) { return one.place.file != "parking.yaml"; });
  return loaded;
}

struct Mistake {
  std::string from, to;   // whole lines
  std::string first_line; // 错误[E0103] …
  std::string place;      // parking.yaml:16:5
};

std::vector<Mistake> mistakes() {
  std::vector<Mistake> found;
  for (std::size_t i = 0; i + 1 < handbook().size(); ++i) {
    if (handbook()[i].kind != "diff") continue;
    Mistake mistake;
    std::istringstream change(handbook()[i].text);
    for (std::string line; std::getline(change, line);) {
      if (line.starts_with("-")) mistake.from += line.substr(1) + "\n";
      if (line.starts_with("+")) mistake.to += line.substr(1) + "\n";
    }
    std::istringstream said(handbook()[i + 1].text);
    std::getline(said, mistake.first_line);
    std::string place;
    std::getline(said, place);
    mistake.place = place.substr(place.find("parking.yaml"));
    found.push_back(std::move(mistake));
  }
  return found;
}

}  // namespace

TEST_CASE("the handbook's worked example is a dialog of six questions, clean, with a branch and a confirm", "[handbook]") {
  const Loaded loaded = with_example(worked_example());
  for (const Diagnostic& one : loaded.diagnostics) UNSCOPED_INFO(render(one, worked_example()));
  CHECK(loaded.diagnostics.empty());
  REQUIRE(loaded.release);
  const auto dialog = std::find_if(loaded.release->dialogs.begin(), loaded.release->dialogs.end(),
                                   [](const Dialog& one) { return one.id == "parking"; });
  REQUIRE(dialog != loaded.release->dialogs.end());
  CHECK(std::count_if(dialog->slots.begin(), dialog->slots.end(), [](const Slot& slot) { return !slot.computed; }) == 6);
  const auto has = [&](StepKind kind) {
    return std::any_of(dialog->steps.begin(), dialog->steps.end(), [&](const Step& step) { return step.kind == kind; });
  };
  CHECK(has(StepKind::kIf));
  CHECK(has(StepKind::kConfirm));
  REQUIRE(dialog->tests.size() >= 3);
  for (const ConversationTest& test : dialog->tests) {
    const RehearsalResult result = rehearse(loaded.release, test);
    INFO(result.name << "\n" << result.expected << "\n" << result.said);
    CHECK(result.passed);
  }
}

TEST_CASE("the handbook's three mistakes are found with the code and at the place it shows", "[handbook]") {
  REQUIRE(mistakes().size() == 3);
  for (const Mistake& mistake : mistakes()) {
    CAPTURE(mistake.to);
    std::string text = worked_example();
    const std::size_t at = text.find(mistake.from);
    REQUIRE(at != std::string::npos);
    text.replace(at, mistake.from.size(), mistake.to);
    const Loaded loaded = with_example(text);
    CHECK_FALSE(loaded.release);
    REQUIRE(loaded.diagnostics.size() == 1);
    const std::string shown = render(loaded.diagnostics.front(), text);
    INFO(shown);
    CHECK(shown.starts_with(mistake.first_line + "\n"));
    CHECK(shown.find(mistake.place + "\n") != std::string::npos);
  }
}

}  // namespace dialogs
