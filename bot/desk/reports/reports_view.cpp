#include "bot/desk/reports/reports_view.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/orders/report.hpp"
#include "bot/promises/book.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr base::Millis kPeriodUsual = base::days(30);
constexpr base::Millis kPeriodMost = base::days(366);
// Where a response lies between: a quarter of an hour is the strictest promise, a day the longest (domain reference §3.2).
constexpr std::array kResponseSteps{base::minutes(5), base::minutes(15), base::minutes(30), base::hours(1), base::hours(2), base::hours(4), base::hours(24)};

json rate_json(const tickets::Rate& rate) { return {{"are", rate.are}, {"of", rate.of}}; }
std::int64_t seconds(base::Millis length) { return length.count / 1000; }

json clocks_json(const tickets::Figures& figures) {
  json clocks = json::array();
  for (const auto& [kind, clock] : figures.clocks) {
    clocks.push_back({{"clock", tickets::to_name(kind)},
                      {"title", tickets::to_chinese(kind)},
                      {"begun", clock.begun},
                      {"kept", clock.kept},
                      {"kept_late", clock.kept_late},
                      {"late_open", clock.late_open},
                      {"open", clock.open},
                      {"ended", clock.ended},
                      {"unknown", clock.unknown},
                      {"on_time", rate_json(clock.on_time())},
                      {"median", seconds(clock.percentile(50))},
                      {"ninety", seconds(clock.percentile(90))}});
  }
  return clocks;
}

json figures_json(std::string_view scope, const std::string& name, const std::string& title, const tickets::Figures& figures) {
  return {{"scope", scope},
          {"name", name},
          {"title", title},
          {"accepted", figures.accepted},
          {"still_open", figures.still_open},
          {"over_time", figures.over_time},
          {"responded", rate_json(figures.responded)},
          {"solved", rate_json(figures.solved)},
          {"satisfied", rate_json(figures.satisfied)},
          {"unreached", figures.attempted_unreached},
          {"reopened", figures.reopened},
          {"returned", figures.returned},
          {"duplicates", figures.duplicates},
          {"withdrawn", figures.withdrawn},
          {"paused", seconds(figures.paused)},
          {"clocks", clocks_json(figures)}};
}

json counts_json(const std::map<std::string, int>& counts) {
  json all = json::array();
  for (const auto& [name, count] : counts) all.push_back({{"name", name}, {"count", count}});
  return all;
}

/// How many responses took no longer than each step, and longer than the one before; the last is whatever took longer than all.
json responses_json(const tickets::Figures& figures) {
  std::array<int, kResponseSteps.size() + 1> counts{};
  const auto found = figures.clocks.find(tickets::ClockKind::kResp);
  if (found != figures.clocks.end()) {
    for (const base::Millis length : found->second.lengths) {
      std::size_t step = 0;
      while (step < kResponseSteps.size() && length > kResponseSteps[step]) ++step;
      ++counts[step];
    }
  }
  json all = json::array();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json one{{"count", counts[i]}};
    if (i < kResponseSteps.size()) one["within"] = seconds(kResponseSteps[i]);
    all.push_back(std::move(one));
  }
  return all;
}

json breaches_json(const Volumes& volumes) {
  json all = json::array();
  for (const Breach& breach : volumes.breaches) {
    all.push_back({{"ticket", breach.ticket},
                   {"hotline", breach.hotline},
                   {"profile", breach.profile},
                   {"clock", tickets::to_chinese(breach.clock)},
                   {"round", breach.round},
                   {"due", breach.due.count},
                   {"done", breach.done}});
  }
  return all;
}

/// `otherwise` where nothing is said.
std::optional<base::UnixMs> instant_of(std::string_view text, base::UnixMs otherwise) {
  if (text.empty()) return otherwise;
  const bool is_number = text.size() <= 15 && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) return std::nullopt;
  return base::UnixMs{std::stoll(std::string(text))};
}

void show(const CallPtr& call, const Reply& reply) {
  const auto to = instant_of(call->query("to"), call->desk->clock.now() + base::Millis{1});
  const auto from = instant_of(call->query("from"), to.value_or(base::UnixMs{0}) - kPeriodUsual);
  if (!from || !to || *to <= *from || *to - *from > kPeriodMost) {
    return reply(refusal(*call, 422, "period", "请写清统计的起止日期：先后不能颠倒，一次最多一年"));
  }
  DeskParts& desk = *call->desk;
  const auto report = count_report(desk.store.tickets(), *desk.promises.now(), {*from, *to}, desk.clock.now());
  if (!report) return reply(store_failed(*call));
  json scopes = json::array({figures_json("all", "", "", report->all)});
  for (const auto& [name, figures] : report->by_profile) scopes.push_back(figures_json("profile", name, report->titles.at(name), figures));
  for (const auto& [name, figures] : report->by_hotline) scopes.push_back(figures_json("hotline", name, name, figures));
  const Volumes& volumes = report->volumes;
  reply(json_answer(200, {{"from", from->count},
                          {"to", to->count},
                          {"at", report->at.count},
                          {"calendar", report->calendar_version},
                          {"unpromised", report->unpromised},
                          {"scopes", std::move(scopes)},
                          {"types", counts_json(volumes.types)},
                          {"groups", counts_json(volumes.groups)},
                          {"districts", counts_json(volumes.districts)},
                          {"hours", volumes.hours},
                          {"responses", responses_json(report->all)},
                          {"breaches", breaches_json(volumes)},
                          {"breaches_left_out", volumes.breaches_left_out},
                          {"csv", to_csv(*report)}}));
}

}  // namespace

ViewTable reports_view() {
  using namespace schema;
  const Shape rate = named("Rate");
  const Shape clock = object({{"clock", text()}, {"title", text()}, {"begun", integer()}, {"kept", integer()}, {"kept_late", integer()}, {"late_open", integer()},
                              {"open", integer()}, {"ended", integer()}, {"unknown", integer()}, {"on_time", rate}, {"median", integer()}, {"ninety", integer()}});
  const Shape scope = object({{"scope", words({"all", "profile", "hotline"})}, {"name", text()}, {"title", text()}, {"accepted", integer()},
                              {"still_open", integer()}, {"over_time", integer()}, {"responded", rate}, {"solved", rate}, {"satisfied", rate},
                              {"unreached", integer()}, {"reopened", integer()}, {"returned", integer()}, {"duplicates", integer()},
                              {"withdrawn", integer()}, {"paused", integer()}, {"clocks", schema::list(named("ClockFigures"))}});
  const Shape breach = object({{"ticket", text()}, {"hotline", text()}, {"profile", text()}, {"clock", text()}, {"round", integer()}, {"due", instant()}, {"done", boolean()}});
  const Shape counts = schema::list(named("CountOf"));
  return {.routes = {{.method = "GET", .path = "/api/reports", .name = "report", .summary = "Figures of the tickets accepted from an instant on and before another, as xinsheng report counts them; lengths in seconds.",
                      .roles = kEverybody, .query = {{"from", instant()}, {"to", instant()}},
                      .answer = object({{"from", instant()}, {"to", instant()}, {"at", instant()}, {"calendar", text()}, {"unpromised", integer()},
                                        {"scopes", schema::list(named("Scope"))}, {"types", counts}, {"groups", counts}, {"districts", counts},
                                        {"hours", schema::list(integer())},
                                        {"responses", schema::list(object({{"within", maybe(integer())}, {"count", integer()}}))},
                                        {"breaches", schema::list(breach)}, {"breaches_left_out", integer()}, {"csv", text()}}), .serve = show}},
          .shapes = {{"Rate", object({{"are", integer()}, {"of", integer()}})},
                     {"ClockFigures", clock},
                     {"Scope", scope},
                     {"CountOf", object({{"name", text()}, {"count", integer()}})}}};
}

}  // namespace bot::desk
