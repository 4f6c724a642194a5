#include "bot/publishing/gate.hpp"

#include <map>

#include "dialogs/language/compare.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"

namespace bot {
namespace {

void rehearse_into(GateStep& step, const std::shared_ptr<const dialogs::Release>& draft,
                   const dialogs::ConversationTest& test) {
  ++step.checked;
  const dialogs::RehearsalResult result = dialogs::rehearse(draft, test);
  if (result.passed) return;
  step.refusals.push_back(result.place.file + ":" + std::to_string(result.place.line) + "  用例“" + result.name +
                          "”没通过\n  应该：" + result.expected + "\n  实际：" + result.said +
                          "\n  = 怎么改：是话本改错了就改话本；是有意的改动，就把这条用例改成新的说法");
}

}  // namespace

GateStep check_against(const dialogs::Release* published, const dialogs::Release& draft) {
  GateStep step{.title = "和已发布的版本对照", .checked = 1, .refusals = {}, .remarks = {}};
  if (published == nullptr) return step;
  std::map<std::string, const std::string*> texts;
  for (const dialogs::SourceFile& file : draft.sources) texts[file.path] = &file.text;
  for (const dialogs::Diagnostic& diagnostic : dialogs::compare(*published, draft).diagnostics) {
    const auto text = texts.find(diagnostic.place.file);
    std::string rendered = dialogs::render(diagnostic, text == texts.end() ? std::string() : *text->second);
    (diagnostic.is_error() ? step.refusals : step.remarks).push_back(std::move(rendered));
  }
  return step;
}

GateStep check_own_tests(const std::shared_ptr<const dialogs::Release>& draft) {
  GateStep step{.title = "话本里的用例", .checked = 0, .refusals = {}, .remarks = {}};
  for (const dialogs::Dialog& dialog : draft->dialogs) {
    for (const dialogs::ConversationTest& test : dialog.tests) rehearse_into(step, draft, test);
  }
  return step;
}

GateStep check_conformance(const std::shared_ptr<const dialogs::Release>& draft) {
  GateStep step{.title = "对照用例", .checked = 0, .refusals = {}, .remarks = {}};
  for (const dialogs::ConversationTest& test : draft->tests) rehearse_into(step, draft, test);
  return step;
}

bool needs_confirmation(const dialogs::ReplayReport& report) {
  return report.count(dialogs::ReplayLayer::kDecided) > 0;
}

}  // namespace bot
