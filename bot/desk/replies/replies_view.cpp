#include "bot/desk/replies/replies_view.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/replies/values.hpp"
#include "bot/files.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

/// Read anew each time: what an operator has saved is there at the next look. No file: no replies.
void show_all(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  auto found = desk.store.turns().load(call->number("id"));
  if (!found) return reply(store_failed(*call));
  if (!*found) return reply(refusal(*call, 404, "not_found", "没有这个会话"));
  const auto known = know(desk, std::move(**found));
  if (!known) return reply(store_failed(*call));
  const auto values = reply_values(desk, *known, call->person);
  if (!values) return reply(store_failed(*call));
  const ReplyValues shown = shown_values(*values);
  const base::Result<std::string> file = read_file(desk.files.replies);
  ReadReplies read;
  if (file) read = read_replies(*file);
  json faults = json::array();
  for (const tickets::Fault& fault : read.faults) faults.push_back("第 " + std::to_string(fault.line) + " 行：" + fault.what);
  if (!file && file.error().code != base::ErrorCode::kNotFound) faults.push_back("常用语的文件读不出来");
  json items = json::array();
  for (const CannedReply& one : read.replies) {
    const FilledReply filled = fill_reply(one.text, shown);
    items.push_back({{"title", one.title}, {"text", one.text}, {"filled", filled.text}, {"why_not", why_not_said(filled)}});
  }
  reply(json_answer(200, {{"items", std::move(items)}, {"faults", std::move(faults)}}));
}

}  // namespace

ViewTable replies_view() {
  using namespace schema;
  const Shape item = object({{"title", text()}, {"text", text()}, {"filled", text()}, {"why_not", text()}});
  return {.routes = {{.method = "GET", .path = "/api/conversations/{id}/replies", .name = "replies",
                      .summary = "The written replies as this driver would read them; a name is masked, and why_not tells what he lacks.",
                      .roles = kHandlers, .answer = object({{"items", schema::list(item)}, {"faults", schema::list(text())}}), .serve = show_all}}};
}

}  // namespace bot::desk
