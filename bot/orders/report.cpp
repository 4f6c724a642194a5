#include "bot/orders/report.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/civil_time.hpp"
#include "tickets/number.hpp"
#include "tickets/promises/explain.hpp"
#include "tickets/promises/record.hpp"

namespace bot {
namespace {

constexpr std::size_t kPage = 500;

/// One figure, in both forms.
struct Row {
  std::string item;   // for people
  std::string clock;  // "" = of the tickets as a whole
  std::optional<tickets::Rate> rate;
  std::optional<std::int64_t> number;
  std::optional<base::Millis> length;
};

std::string percent(const tickets::Rate& rate) {
  if (rate.of == 0) return "没有可算的";
  const int tenths = (rate.are * 1000 + rate.of / 2) / rate.of;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%（" + std::to_string(rate.are) + "/" +
         std::to_string(rate.of) + "）";
}

Row count_row(std::string item, std::int64_t number, std::string clock = {}) {
  return {std::move(item), std::move(clock), {}, number, {}};
}
Row rate_row(std::string item, const tickets::Rate& rate, std::string clock = {}) {
  return {std::move(item), std::move(clock), rate, {}, {}};
}
Row length_row(std::string item, base::Millis length, std::string clock = {}) {
  return {std::move(item), std::move(clock), {}, {}, length};
}

std::vector<Row> rows_of(const tickets::Figures& figures) {
  std::vector<Row> rows{count_row("受理", figures.accepted),
                        count_row("在办", figures.still_open),
                        count_row("有过超时的工单", figures.over_time),
                        rate_row("响应率", figures.responded),
                        rate_row("解决率", figures.solved),
                        rate_row("满意率", figures.satisfied),
                        count_row("联系不上", figures.attempted_unreached),
                        count_row("重办次数", figures.reopened),
                        count_row("退单次数", figures.returned),
                        count_row("重复合并", figures.duplicates),
                        count_row("撤回", figures.withdrawn),
                        length_row("暂停合计", figures.paused)};
  for (const auto& [kind, clock] : figures.clocks) {
    const std::string name(tickets::to_name(kind));
    rows.push_back(count_row("起算", clock.begun, name));
    rows.push_back(rate_row("按时率", clock.on_time(), name));
    rows.push_back(count_row("按时", clock.kept, name));
    rows.push_back(count_row("超时后完成", clock.kept_late, name));
    rows.push_back(count_row("超时未完成", clock.late_open, name));
    rows.push_back(count_row("未到期", clock.open, name));
    if (clock.ended > 0) rows.push_back(count_row("到期前撤回或并入", clock.ended, name));
    if (clock.unknown > 0) rows.push_back(count_row("日历缺年份算不出", clock.unknown, name));
    if (clock.lengths.empty()) continue;
    rows.push_back(length_row("用时中位", clock.percentile(50), name));
    rows.push_back(length_row("用时九成", clock.percentile(90), name));
  }
  return rows;
}

std::string value_text(const Row& row) {
  if (row.rate) return percent(*row.rate);
  if (row.length) return tickets::length_text(*row.length);
  return std::to_string(row.number.value_or(0));
}

void add_text(std::string& text, const std::string& title, const tickets::Figures& figures) {
  text += title + "\n";
  std::string clock;
  for (const Row& row : rows_of(figures)) {
    if (row.clock != clock) {
      const auto kind = tickets::clock_from_name(row.clock);
      text += "  " + row.clock + (kind ? " " + std::string(tickets::to_chinese(*kind)) : std::string()) + "\n";
      clock = row.clock;
    }
    text += (row.clock.empty() ? "  " : "    ") + row.item + " " + value_text(row) + "\n";
  }
}

void add_csv(std::string& text, std::string_view scope, const std::string& name, const tickets::Figures& figures) {
  for (const Row& row : rows_of(figures)) {
    text += std::string(scope) + "," + name + "," + row.item + "," + row.clock + ",";
    if (row.rate) text += std::to_string(row.rate->of) + "," + std::to_string(row.rate->are) + ",";
    if (!row.rate) text += ",," + std::to_string(row.length ? row.length->count / 1000 : row.number.value_or(0));
    text += "\n";
  }
}

}  // namespace

base::Result<Report> count_report(storage::Tickets& tickets, const Promises& promises, const Period& period, base::UnixMs now) {
  Report report{.period = period, .at = now, .calendar_version = promises.calendar.version(), .all = {}, .by_profile = {},
                .by_hotline = {}, .titles = {}, .volumes = {}};
  // A number carries the day it was given on, which is never before the acceptance.
  const std::string first_day = tickets::day_of(period.from);
  std::string before;
  while (true) {
    const auto page = tickets.list(before, kPage);
    if (!page) return page.error();
    for (const tickets::Ticket& ticket : *page) {
      if (ticket.accepted_at < period.from || ticket.accepted_at >= period.to) continue;
      const tickets::Profile* profile = promises.of(ticket);
      if (profile == nullptr) {
        ++report.unpromised;
        continue;
      }
      const auto events = tickets.log(ticket.number);
      if (!events) return events.error();
      const tickets::Log log = tickets::read_log(ticket, *events);
      report.titles[profile->name] = profile->title;
      for (tickets::Figures* figures : {&report.all, &report.by_profile[profile->name], &report.by_hotline[ticket.hotline]}) {
        tickets::add_ticket(*figures, *profile, promises.calendar, log, now);
      }
      add_ticket(report.volumes, ticket, *profile, promises, log, now);
    }
    if (page->size() < kPage) return report;
    before = page->back().number;
    const auto last = tickets::parse_number(before);
    if (last && last->day < first_day) return report;
  }
}

std::string to_text(const Report& report) {
  std::string text = "统计 " + base::to_minute_text(report.period.from) + " 起，" + base::to_minute_text(report.period.to) +
                     " 前受理的工单；算到 " + base::to_minute_text(report.at) + "，日历版本 " +
                     (report.calendar_version.empty() ? "-" : report.calendar_version) + "\n";
  if (report.unpromised > 0) text += "另有 " + std::to_string(report.unpromised) + " 张工单的承诺不在承诺文件里，没有计入\n";
  add_text(text, "全部", report.all);
  for (const auto& [name, figures] : report.by_profile) add_text(text, name + " " + report.titles.at(name), figures);
  for (const auto& [name, figures] : report.by_hotline) add_text(text, "热线 " + name, figures);
  return text;
}

std::string to_csv(const Report& report) {
  std::string text = "范围,名称,项目,时钟,分母,分子,值\n";
  add_csv(text, "全部", "", report.all);
  for (const auto& [name, figures] : report.by_profile) add_csv(text, "承诺", name, figures);
  for (const auto& [name, figures] : report.by_hotline) add_csv(text, "热线", name, figures);
  return text;
}

}  // namespace bot
