#include "bot/desk/scripts/scripts_view.hpp"

#include "bot/desk/scripts/checks.hpp"
#include "bot/desk/scripts/drafts.hpp"
#include "bot/desk/scripts/publishing.hpp"
#include "bot/desk/scripts/rule_hits.hpp"

namespace bot::desk {
namespace {

using namespace schema;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;  // as JSON; the largest files are written by programs, close to 256 KiB

std::vector<Field> shapes() {
  const Shape lines = schema::list(text());
  const Shape give = schema::list(object({{"name", text()}, {"value", text()}}));
  return {{"Release", object({{"number", integer()}, {"release", text()}, {"kind", text()}, {"at", instant()}, {"by", text()}, {"confirmed_by", text()},
                              {"note", text()}, {"change", text()}, {"moves_all", boolean()}})},
          {"Draft", object({{"name", text()}, {"revision", integer()}, {"base", integer()}, {"by", text()}, {"at", instant()}})},
          {"DraftFile", object({{"path", text()}, {"kind", text()}, {"title", text()}, {"bytes", integer()}, {"version", text()},
                                {"change", words({"same", "changed", "new"})}})},
          {"Diagnostic", object({{"code", text()}, {"severity", words({"error", "warning"})}, {"message", text()}, {"file", text()},
                                 {"line", integer()}, {"column", integer()}, {"fix", text()}})},
          {"FlowNode", object({{"id", text()}, {"kind", text()}, {"title", text()}, {"lines", lines}, {"line", integer()}})},
          {"FlowEdge", object({{"from", text()}, {"to", text()}, {"label", text()}})},
          {"Flow", object({{"nodes", schema::list(named("FlowNode"))}, {"edges", schema::list(named("FlowEdge"))}})},
          {"TriedLine", object({{"key", text()}, {"text", text()}, {"of", maybe(text())}, {"as", maybe(text())}, {"give", maybe(give)},
                                {"outcomes", maybe(lines)}, {"fault", text()}, {"said", text()}, {"effects", lines}, {"trace", lines},
                                {"asked", text()}, {"ended", text()}, {"at", instant()}})},
          {"GateStep", object({{"title", text()}, {"checked", integer()}, {"refusals", lines}, {"remarks", lines}})},
          {"Counted", object({{"name", text()}, {"count", integer()}})},
          {"ReplayReport", object({{"recordings", integer()}, {"layers", schema::list(named("Counted"))},
                                   {"differences", schema::list(object({{"recording", text()}, {"layer", text()}, {"what", text()}}))},
                                   {"more_asked", schema::list(named("Counted"))}, {"less_asked", schema::list(named("Counted"))}, {"text", text()}})},
          {"RuleCounts", object({{"rule", text()}, {"before", integer()}, {"after", integer()}, {"days", schema::list(integer())}})},
          {"WhatIf", object({{"caught", integer()}, {"lost", integer()}, {"moved", integer()}, {"mended", integer()}, {"broken", integer()},
                             {"examples", schema::list(object({{"ticket", text()}, {"before", text()}, {"after", text()}, {"hotline", text()}}))}})},
          {"TrialReport", object({{"passed", boolean()}, {"is_same", boolean()}, {"needs_second_person", boolean()},
                                  {"steps", schema::list(named("GateStep"))}, {"change", text()},
                                  {"changes", schema::list(object({{"change", text()}, {"what", text()}, {"file", text()}, {"line", integer()}}))},
                                  {"moves", text()}, {"replay", maybe(named("ReplayReport"))}})}};
}

std::vector<DeskRoute> draft_routes() {
  const Shape saved = object({{"revision", integer()}, {"version", text()}});
  return {{.method = "GET", .path = "/api/drafts", .name = "drafts", .summary = "Working copies of the scripts.",
           .roles = kReaders, .answer = object({{"items", schema::list(named("Draft"))}}), .serve = list_drafts},
          {.method = "POST", .path = "/api/drafts", .name = "makeDraft", .summary = "A working copy of what runs now.",
           .roles = kAuthors, .audit = "draft.make", .body = object({{"name", text()}}), .answer = object({{"name", text()}, {"revision", integer()}}), .serve = make_draft},
          {.method = "GET", .path = "/api/drafts/{draft}", .name = "draft", .summary = "A draft's files, compared with what runs now.",
           .roles = kReaders, .answer = object({{"draft", named("Draft")}, {"current", integer()}, {"files", schema::list(named("DraftFile"))}, {"gone", schema::list(text())}}), .serve = show_draft},
          {.method = "POST", .path = "/api/drafts/{draft}/drop", .name = "dropDraft", .summary = "The draft goes, as it was at that revision.",
           .roles = kAuthors, .audit = "draft.drop", .body = object({{"revision", integer()}}), .answer = object({}), .serve = drop_draft},
          {.method = "POST", .path = "/api/drafts/{draft}/follow", .name = "followRelease", .summary = "Takes over what others published since; names the files both changed.",
           .roles = kAuthors, .audit = "draft.follow", .body = object({}),
           .answer = object({{"revision", integer()}, {"taken", schema::list(text())}, {"both", schema::list(text())}}), .serve = follow_release},
          {.method = "GET", .path = "/api/drafts/{draft}/file", .name = "draftFile", .summary = "One file: its text in the draft and as it runs.",
           .roles = kReaders, .query = {{"path", text()}},
           .answer = object({{"path", text()}, {"text", text()}, {"version", text()}, {"published", maybe(text())}}), .serve = read_draft_file},
          {.method = "POST", .path = "/api/drafts/{draft}/file", .name = "saveDraftFile", .summary = "Saves one file over the version it was read at; \"\" for a new one.",
           .roles = kAuthors, .audit = "draft.save", .body = object({{"path", text()}, {"text", text()}, {"version", text()}}), .answer = saved,
           .serve = save_draft_file, .body_bytes_max = kFileBytesMax},
          {.method = "POST", .path = "/api/drafts/{draft}/file/remove", .name = "removeDraftFile", .summary = "Takes one file out of the draft.",
           .roles = kAuthors, .audit = "draft.remove", .body = object({{"path", text()}, {"version", text()}}), .answer = saved, .serve = remove_draft_file}};
}

std::vector<DeskRoute> check_routes() {
  const Shape said = schema::list(object({{"key", words({"user", "quick", "photo", "location", "later", "result"})}, {"text", maybe(text())}, {"of", maybe(text())},
                                          {"as", maybe(text())}, {"give", maybe(schema::list(object({{"name", text()}, {"value", text()}})))}}));
  return {{.method = "GET", .path = "/api/script-schema", .name = "scriptSchema", .summary = "The JSON Schema of script files.",
           .roles = kReaders, .answer = any(), .serve = show_schema},
          {.method = "POST", .path = "/api/drafts/{draft}/check", .name = "checkScript", .summary = "What lint says of the draft with this text, and the dialog as a graph.",
           .roles = kReaders, .body = object({{"path", text()}, {"text", text()}, {"tests", boolean()}}),
           .answer = object({{"diagnostics", schema::list(named("Diagnostic"))}, {"flow", maybe(named("Flow"))}}), .serve = check_script,
           .body_bytes_max = kFileBytesMax, .asks = true},
          {.method = "POST", .path = "/api/drafts/{draft}/format", .name = "formatScript", .summary = "The text in its one form.",
           .roles = kReaders, .body = object({{"path", text()}, {"text", text()}}), .answer = object({{"text", text()}}), .serve = format_script,
           .body_bytes_max = kFileBytesMax, .asks = true},
          {.method = "POST", .path = "/api/drafts/{draft}/talk", .name = "talkWithDraft", .summary = "Plays a conversation with the draft, with this text in it.",
           .roles = kReaders, .body = object({{"path", text()}, {"text", text()}, {"now", instant()}, {"lines", said}}),
           .answer = object({{"lines", schema::list(named("TriedLine"))}, {"visits", schema::list(object({{"dialog", text()}, {"step", text()}}))},
                             {"slots", schema::list(object({{"name", text()}, {"value", text()}}))}, {"dialog", text()}}),
           .serve = talk_with_draft, .body_bytes_max = kFileBytesMax, .asks = true},
          {.method = "POST", .path = "/api/drafts/{draft}/test-of-talk", .name = "testOfTalk", .summary = "The conversation as a test, in YAML.",
           .roles = kReaders, .body = object({{"path", text()}, {"text", text()}, {"now", instant()}, {"lines", said}, {"name", text()}}),
           .answer = object({{"text", text()}}), .serve = talk_as_test, .body_bytes_max = kFileBytesMax, .asks = true},
          {.method = "POST", .path = "/api/drafts/{draft}/rule-hits", .name = "tryRules", .summary = "What the file's rules, with this text, see in the newest tickets.",
           .roles = kReaders, .body = object({{"path", text()}, {"text", text()}}),
           .answer = object({{"messages", integer()}, {"rules", schema::list(named("RuleCounts"))}, {"what_if", maybe(named("WhatIf"))}}),
           .serve = try_rules, .body_bytes_max = kFileBytesMax, .asks = true}};
}

std::vector<DeskRoute> release_routes() {
  return {{.method = "GET", .path = "/api/releases", .name = "releases", .summary = "What was published, newest first; the first one runs.",
           .roles = kReaders, .query = {{"before", text()}, {"most", integer()}},
           .answer = object({{"items", schema::list(named("Release"))}, {"next", maybe(text())}}), .serve = list_releases},
          {.method = "GET", .path = "/api/running", .name = "running", .summary = "How many conversations run on which release.",
           .roles = kReaders, .answer = object({{"items", schema::list(object({{"release", text()}, {"conversations", integer()}}))}}), .serve = count_running},
          {.method = "POST", .path = "/api/drafts/{draft}/trial", .name = "tryDraft", .summary = "Every gate before a publication; ask again while it runs.",
           .roles = kReaders, .body = object({}),
           .answer = object({{"key", text()}, {"state", words({"running", "done"})}, {"base", integer()}, {"current", integer()},
                             {"agreed_by", schema::list(text())}, {"report", maybe(named("TrialReport"))}}),
           .serve = try_draft_out, .asks = true},
          {.method = "POST", .path = "/api/drafts/{draft}/agreements/{key}", .name = "agreeToDraft", .summary = "A second person has seen the trial of exactly this.",
           .roles = kAuthors, .audit = "draft.agree", .body = object({{"reason", maybe(text())}}), .answer = object({}), .serve = agree_to_draft},
          {.method = "POST", .path = "/api/drafts/{draft}/publish", .name = "publishDraft", .summary = "What `xinsheng publish` does, through the same gates.",
           .roles = kAuthors, .audit = "draft.publish", .body = object({{"key", text()}, {"reason", text()}, {"moves_all", boolean()}}),
           .answer = object({{"number", integer()}}), .serve = publish_draft},
          {.method = "POST", .path = "/api/releases/{number}/restore", .name = "restoreRelease", .summary = "What `xinsheng rollback` does.",
           .roles = kAuthors, .audit = "release.restore",
           .body = object({{"expected", integer()}, {"reason", text()}, {"moves_all", boolean()}, {"withdraw", boolean()}}),
           .answer = object({{"number", integer()}}), .serve = restore_release}};
}

}  // namespace

ViewTable scripts_view() {
  ViewTable table{.routes = draft_routes(), .shapes = shapes()};
  for (const auto& more : {check_routes(), release_routes()}) table.routes.insert(table.routes.end(), more.begin(), more.end());
  return table;
}

}  // namespace bot::desk
