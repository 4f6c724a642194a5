#include "tickets/ticket.hpp"

#include <array>

namespace tickets {
namespace {

struct StatusWords {
  Status status;
  std::string_view name;
  std::string_view chinese;
};

constexpr std::array<StatusWords, 7> kWords{{{Status::kAccepted, "accepted", "已受理，正在转交"},
                                             {Status::kDispatched, "dispatched", "已转交"},
                                             {Status::kInHand, "in_hand", "正在办理"},
                                             {Status::kClosed, "closed", "已办结"},
                                             {Status::kRefused, "refused", "被退回，人工正在处理"},
                                             {Status::kWithdrawn, "withdrawn", "已撤回"},
                                             {Status::kMerged, "merged", "已并入另一张工单"}}};

bool rests(Status status) { return status == Status::kWithdrawn || status == Status::kMerged; }

}  // namespace

std::string_view to_name(Status status) {
  for (const StatusWords& w : kWords) {
    if (w.status == status) return w.name;
  }
  return "";
}

std::string_view to_chinese(Status status) {
  for (const StatusWords& w : kWords) {
    if (w.status == status) return w.chinese;
  }
  return "";
}

std::optional<Status> status_from_name(std::string_view name) {
  for (const StatusWords& w : kWords) {
    if (w.name == name) return w.status;
  }
  return std::nullopt;
}

bool may_move(Status from, Status to) {
  switch (from) {
    case Status::kAccepted:
      return to != Status::kAccepted;
    case Status::kDispatched:
      return to == Status::kInHand || to == Status::kClosed || to == Status::kRefused || rests(to);
    case Status::kInHand:
      return to == Status::kClosed || to == Status::kRefused || rests(to);
    case Status::kRefused:
      return to == Status::kDispatched || to == Status::kClosed || rests(to);  // a person sent it on, or settled it
    case Status::kClosed:
      return to == Status::kAccepted;  // the driver says that it is not solved
    case Status::kWithdrawn:
    case Status::kMerged:
      return false;
  }
  return false;
}

bool is_open(Status status) { return status != Status::kClosed && !rests(status); }

std::string_view appeal_of(std::string_view hotline, std::string_view said) {
  if (!said.empty()) return said;
  return hotline == "12348" ? "咨询" : "投诉";
}

std::string_view Ticket::field(std::string_view name) const {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace tickets
