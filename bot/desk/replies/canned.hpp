#pragma once
// Replies that are written once, and the places in them that each driver's own things fill. Pure.
//
// The operators' file has one reply a line, "title = text"; \n in the text is a new line, # begins a remark. A place is a name in braces:
// {姓名} {工单号} {热线} {热线编号} {截止时间} {座席}. A text with a place that nothing fills, or of a name that is none of these, is never
// said to a driver.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tickets/promises/sheet.hpp"

namespace bot::desk {

struct CannedReply {
  std::string title, text;
};
struct ReadReplies {
  std::vector<CannedReply> replies;
  std::vector<tickets::Fault> faults;  // what is right is read all the same
};
ReadReplies read_replies(std::string_view file);

/// name -> value; "" where this driver has none.
using ReplyValues = std::map<std::string, std::string, std::less<>>;

struct FilledReply {
  std::string text;                  // places that cannot be filled stay as they are
  std::vector<std::string> missing;  // names of places without a value here
  std::vector<std::string> unknown;  // names that are no place
};
FilledReply fill_reply(std::string_view text, const ReplyValues& values);
/// "": it may be said. Else what is wrong and what to do.
std::string why_not_said(const FilledReply& filled);

}  // namespace bot::desk
