#include "bot/desk/search/texts.hpp"

#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "bot/desk/tickets/ticket_json.hpp"

namespace bot::desk {

namespace {

const std::string kBetween = " · ";

}  // namespace

bool is_searched(const storage::Turn& turn, const storage::Line& line) {
  if (line.text.empty() || line.speaker == storage::Speaker::kSystem) return false;
  return line.speaker != storage::Speaker::kBot || turn.kind == storage::TurnKind::kHotline;
}

std::string text_of(const storage::Line& line, const Masking& masking) { return base::repair_utf8(masking.hide(line.text)); }

std::string text_of(const tickets::Ticket& ticket) {
  std::string text = ticket.number;
  if (!ticket.external_number.empty()) text += kBetween + ticket.external_number;
  text += kBetween + ticket_json(ticket)["title"].get<std::string>();
  for (const nlohmann::json& field : form_json(ticket, true)) {
    const std::string value = field["value"].get<std::string>();
    if (!value.empty()) text += kBetween + value;
  }
  return base::repair_utf8(text);
}

}  // namespace bot::desk
