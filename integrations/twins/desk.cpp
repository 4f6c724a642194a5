#include "integrations/twins/desk.hpp"

#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"

namespace twins {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownMax = 200;

constexpr std::string_view kStyle =
    "body{font:16px/1.6 sans-serif;margin:1.5rem auto;max-width:64rem;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.5rem;text-align:left;"
    "vertical-align:top}form{display:inline}button{font:inherit;padding:.2rem .8rem}.closed{color:#888}"
    ".description{white-space:pre-wrap;max-width:26rem}";

std::string_view to_chinese(State state) {
  switch (state) {
    case State::kOpen:
      return "已受理";
    case State::kInProgress:
      return "办理中";
    case State::kClosed:
      break;
  }
  return "已办结";
}

std::string button(const Request& request, State to, std::string_view label) {
  return "<form method=post action=\"/twin/move\"><input type=hidden name=id value=\"" + escape_markup(request.id) +
         "\"><input type=hidden name=status value=\"" + std::string(to_word(to)) + "\"><button>" + std::string(label) +
         "</button></form> ";
}

std::string row(const Request& request, const Catalogue& catalogue) {
  const Service* const service = catalogue.find(request.from.service_code);
  std::string html = request.state == State::kClosed ? "<tr class=closed>" : "<tr>";
  const auto cell = [&html](std::string_view text) { html.append("<td>").append(escape_markup(text)).append("</td>"); };
  cell(request.id);
  cell(request.from.ticket_no);
  cell(service != nullptr ? service->name : request.from.service_code);
  html += "<td class=description>" + escape_markup(request.from.description) + "</td>";
  cell(base::to_minute_text(request.at));
  cell(to_chinese(request.state));
  html += "<td>";
  if (request.state == State::kOpen) html += button(request, State::kInProgress, "办理中");
  if (request.state != State::kClosed) html += button(request, State::kClosed, "办结");
  return html + "</td></tr>\n";
}

Answer json_answer(int status, const Json& json) {
  Answer answer;
  answer.status = status;
  answer.content_type = "application/json; charset=utf-8";
  answer.body = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return answer;
}

Answer fault_error(const std::string& text) { return json_answer(400, {{"error", text}}); }

constexpr std::pair<std::string_view, CallKind> kKinds[] = {
    {"submit", CallKind::kSubmit}, {"lookup", CallKind::kLookup}, {"updates", CallKind::kUpdates}};

std::optional<CallKind> kind_from_name(std::string_view name) {
  for (const auto& [known, kind] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::string_view to_name(CallKind kind) {
  for (const auto& [name, known] : kKinds) {
    if (known == kind) return name;
  }
  return "submit";
}

/// An integer member within [0, most], or `fallback` if it is absent; nullopt: something else.
std::optional<int> read_bounded(const Json& json, const char* name, int most, int fallback) {
  if (!json.contains(name)) return fallback;
  const Json& value = json.at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) return std::nullopt;
  return value.get<int>();
}

}  // namespace

std::optional<Answer> Desk::handle(const Call& call) {
  if (call.path == "/" && call.method == "GET") return page();
  if (call.path == "/twin/move" && call.method == "POST") return move(call);
  if (call.path == "/twin/ledger" && call.method == "GET") return ledger();
  if (call.path == "/twin/faults") return faults(call);
  return std::nullopt;
}

Answer Desk::page() const {
  Answer answer;
  answer.content_type = "text/html; charset=utf-8";
  std::string rows;
  for (const Request& request : book_.list([](const Request&) { return true; }, kShownMax)) {
    rows += row(request, catalogue_);
  }
  if (rows.empty()) rows = "<tr><td colspan=7>还没有收到工单。</td></tr>";
  answer.body = "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta http-equiv=refresh content=5><title>" +
                escape_markup(catalogue_.code) + " 热线替身</title><style>" + std::string(kStyle) + "</style><h1>" +
                escape_markup(catalogue_.name) +
                "(替身)</h1><p>仅供演示与测试,不是真实热线。每5秒自动刷新,最多显示最近200件。</"
                "p><table><tr><th>热线编号<th>来源工单"
                "<th>业务<th>内容<th>受理时间<th>状态<th>操作</tr>\n" +
                rows + "</table></html>\n";
  return answer;
}

Answer Desk::move(const Call& call) {
  // A page of another site must not press these buttons through somebody's browser.
  if (call.site == "cross-site") return one_error(Format::kJson, 403, "only from the page itself");
  const auto form = Form::parse(call.body);
  const auto state = form ? state_from_word(form->get("status")) : std::nullopt;
  if (!state) return one_error(Format::kJson, 400, "id and status are needed");
  const std::string_view said =
      *state == State::kClosed ? "已办结:已联系您核实情况并处理完毕" : "承办单位已接单,正在办理";
  const auto moved = book_.move(form->get("id"), *state, said, "");
  if (!moved)
    return one_error(Format::kJson, moved.error().code == base::ErrorCode::kNotFound ? 404 : 500, moved.error().text);
  Answer answer;
  answer.status = 303;
  answer.location = "/";
  return answer;
}

Answer Desk::ledger() const {
  auto text = book_.ledger_text();
  if (!text) return one_error(Format::kJson, 500, text.error().text);
  Answer answer;
  answer.content_type = "application/x-ndjson; charset=utf-8";
  answer.body = std::move(*text);
  return answer;
}

Answer Desk::faults(const Call& call) {
  if (call.method == "GET") return planned_fault();
  if (call.method == "POST") return plan_fault(call.body);
  if (call.method == "DELETE") {
    faults_.clear();
    return planned_fault();
  }
  Answer answer = one_error(Format::kJson, 405, "GET, POST or DELETE");
  answer.allow = "GET, POST, DELETE";
  return answer;
}

Answer Desk::plan_fault(std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("mode") || !json["mode"].is_string()) {
    return fault_error(R"(send {"mode":"…","count":1,"ms":0,"on":"submit"})");
  }
  const auto mode = fault_mode_from_name(json["mode"].get_ref<const std::string&>());
  if (!mode) return fault_error("mode is one of: " + fault_mode_names());
  const auto count = read_bounded(json, "count", Faults::kCountMax, 1);
  const auto ms = read_bounded(json, "ms", Faults::kMsMax, 0);
  if (!count || !ms) return fault_error("count is 0 to 1000000, ms is 0 to 600000");
  const auto kind = !json.contains("on")     ? CallKind::kSubmit
                    : json["on"].is_string() ? kind_from_name(json["on"].get_ref<const std::string&>())
                                             : std::nullopt;
  if (!kind) return fault_error("on is one of: submit lookup updates");
  faults_.plan({*mode, *ms}, *mode == FaultMode::kNone ? 0 : *count, *kind);
  return planned_fault();
}

Answer Desk::planned_fault() const {
  const Faults::Planned planned = faults_.planned();
  return json_answer(200, {{"mode", planned.left > 0 ? twins::to_name(planned.fault.mode) : "none"},
                           {"count", planned.left},
                           {"ms", planned.fault.ms},
                           {"on", to_name(planned.kind)}});
}

}  // namespace twins
