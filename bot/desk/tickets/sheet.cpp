#include "bot/desk/tickets/sheet.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/tickets/ticket_json.hpp"
#include "bot/turns/notices.hpp"
#include "bot/turns/ticket_form.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

bool under_way(const storage::Forward& forward) {
  return forward.state != storage::OutboxState::kDelivered && forward.state != storage::OutboxState::kDead;
}

/// "": it may go there.
std::string why_not(const TicketLife& life, const std::vector<storage::Forward>& forwards, const std::string& hotline) {
  const tickets::Ticket& ticket = life.ticket();
  if (!life.promises().contents.knows(hotline) || hotline == tickets::kCompany) return "没有这个热线：" + hotline;
  if (!tickets::is_open(ticket.status)) return "这张工单已经办结或撤回，不用改派";
  if (hotline == ticket.hotline) return "它现在就在 " + hotline;
  const auto last = std::find_if(forwards.begin(), forwards.end(), under_way);
  if (last != forwards.end()) return "上一次转办（" + last->hotline + "）还没有结束；先处理完它，再改派";
  return {};
}

}  // namespace

json sheet_json(const TicketLife& life, std::string_view recipient) {
  const tickets::FilledForm form = form_for(life.ticket(), life.promises(), recipient);
  json lines = json::array();
  for (const tickets::FormLine& line : form.lines) lines.push_back({{"label", line.label}, {"value", line.value}, {"spoken", line.spoken}});
  return {{"recipient", recipient},
          {"number", life.ticket().number},
          {"accepted", life.ticket().accepted_at.count},
          {"lines", std::move(lines)},
          {"missing", form.missing}};
}

json reroute_json(const TicketLife& life, const std::vector<storage::Forward>& forwards, const dialogs::Release& release,
                  const std::string& hotline, base::UnixMs now) {
  const std::string why = why_not(life, forwards, hotline);
  json body{{"possible", why.empty()}, {"why", why}, {"ours", own_clocks_json(life, now)}, {"theirs", hotline_clocks_json(life, hotline, now)}};
  body["told"] = notice(release, "ticket_dispatched", {{"工单号", life.ticket().number}, {"热线", hotline}});
  body["missing"] = json::array();
  if (life.promises().contents.knows(hotline)) {
    tickets::Ticket next = life.ticket();
    next.hotline = hotline;
    body["missing"] = form_for(next, life.promises(), hotline).missing;
  }
  return body;
}

}  // namespace bot::desk
