#pragma once
// A ticket: one matter of one driver, promised to be answered, on its way through one hotline. Pure data.
// Fields: domain reference §6; states §6.5. One ticket has one destination; its log says how it got where it is.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace tickets {

/// In the order of a ticket's life. Names are what is stored and shown by the API; never renamed.
enum class Status {
  kAccepted,    // accepted: we have it; a forward to the hotline is queued
  kDispatched,  // dispatched: the hotline gave a receipt
  kInHand,      // in_hand: the hotline is working on it
  kClosed,      // closed: the hotline closed it and the driver is told
  kRefused,     // refused: the hotline refused it; a person decides
  kWithdrawn,   // withdrawn: the driver took it back
  kMerged,      // merged: into another ticket of the same matter, which answers for it
};

std::string_view to_name(Status status);
std::optional<Status> status_from_name(std::string_view name);
/// "已受理" and so on: what is said to the driver (domain reference §6.5).
std::string_view to_chinese(Status status);
/// True if a ticket may move so. A hotline's report that is older than what we know never moves it back. A closed ticket is
/// accepted once more when the driver says that it is not solved; a withdrawn or merged one rests.
bool may_move(Status from, Status to);
/// Neither closed nor withdrawn nor merged: there is still something to be done.
bool is_open(Status status);

/// What kind of word it is, by name or code: what was said, or what people usually bring to this hotline.
std::string_view appeal_of(std::string_view hotline, std::string_view said);

struct Ticket {
  std::string number;  // tickets/number.hpp
  std::int64_t conversation = 0;
  std::string hotline;  // "12345" "12328" "12348"
  Status status = Status::kAccepted;
  std::int64_t revision = 1;    // grows by one with every change
  std::string promise;          // SLA profile: FRT_3083 TAXI_3012 JN12345_5WD CONSULT
  std::string title;            // ≤ 30 characters
  std::string urgency = "普通";
  std::string content_hash;     // of what was said: the same matter twice is one ticket
  std::string external_number;  // the hotline's own; "" until there is a receipt
  base::UnixMs first_message_at{0};
  base::UnixMs accepted_at{0};
  base::UnixMs changed_at{0};
  /// The form, field -> value, in the order an officer reads it (domain reference §6.2–6.3).
  std::vector<std::pair<std::string, std::string>> form;

  std::string_view field(std::string_view name) const;
};

/// One row of the append-only log. What concerns promises is also told in the words of tickets/promises/log.hpp.
struct TicketEvent {
  std::int64_t sequence = 0;  // 1, 2, 3 … per ticket
  base::UnixMs at{0};
  std::string actor;   // bot, hotline:12328, operator:<id>
  std::string action;  // created dispatched status note refused
  std::string from, to;
  std::string note;
  std::string act = {};                            // tickets::Act by name; "": promises are not concerned
  std::string detail = {};                         // its reason or code; of a rung "CLOSE 1 breach"
  std::optional<base::UnixMs> moment = std::nullopt;  // the instant it speaks of (LogEntry::until)
};

}  // namespace tickets
