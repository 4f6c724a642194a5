#include "bot/desk/replies/canned.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.hpp"

namespace bot::desk {
namespace {

constexpr std::array<std::string_view, 6> kPlaces{"姓名", "工单号", "热线", "热线编号", "截止时间", "座席"};
constexpr std::size_t kPlacePointsMax = 12;  // longer braces are a driver's or an operator's own
constexpr std::size_t kTextPointsMax = 1000;
constexpr std::string_view kBlank = " \t\r";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

bool is_place(std::string_view name) { return std::find(kPlaces.begin(), kPlaces.end(), name) != kPlaces.end(); }

std::string with_lines(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) text.replace(at, 2, "\n");
  return text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "{" : "、{") + name + "}";
  return all;
}

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

/// "": the line is a reply.
std::string fault_of(const CannedReply& reply, bool has_sign) {
  if (!has_sign) return "要写成“标题 = 内容”";
  if (reply.title.empty() || reply.text.empty()) return "标题和内容都不能空";
  if (base::count_code_points(reply.text) > kTextPointsMax) return "内容不能超过 1000 字";
  if (const auto unknown = fill_reply(reply.text, {}).unknown; !unknown.empty()) return why_not_said({.text = {}, .missing = {}, .unknown = unknown});
  return {};
}

}  // namespace

ReadReplies read_replies(std::string_view file) {
  ReadReplies read;
  std::size_t number = 0;
  while (!file.empty()) {
    ++number;
    const std::size_t end = std::min(file.find('\n'), file.size());
    const std::string line = trimmed(file.substr(0, end));
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::size_t sign = line.find('=');
    CannedReply reply;
    if (sign != std::string::npos) reply = {.title = trimmed(line.substr(0, sign)), .text = with_lines(trimmed(line.substr(sign + 1)))};
    const std::string fault = fault_of(reply, sign != std::string::npos);
    if (fault.empty()) {
      read.replies.push_back(std::move(reply));
    } else {
      read.faults.push_back({number, fault, "写成“标题 = 内容”，换行写 \\n"});
    }
  }
  return read;
}

FilledReply fill_reply(std::string_view text, const ReplyValues& values) {
  FilledReply filled;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    filled.text += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = text.find('}');
    const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
    const bool may_be_place = !name.empty() && name.find_first_of("{ \n\"':") == std::string_view::npos && base::count_code_points(name) <= kPlacePointsMax;
    if (!may_be_place) {
      filled.text += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto value = values.find(name);
    if (is_place(name) && value != values.end() && !value->second.empty()) {
      filled.text += value->second;
    } else {
      add_once(is_place(name) ? filled.missing : filled.unknown, name);
      filled.text += text.substr(0, close + 1);
    }
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::string why_not_said(const FilledReply& filled) {
  if (!filled.unknown.empty()) {
    return "不认识 " + joined(filled.unknown) + "；可以用 {姓名} {工单号} {热线} {热线编号} {截止时间} {座席}，别的请写成文字";
  }
  if (!filled.missing.empty()) return "这位司机现在没有 " + joined(filled.missing) + "，没有发出去；请改成文字再发";
  return {};
}

}  // namespace bot::desk
