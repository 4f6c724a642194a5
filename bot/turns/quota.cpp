#include "bot/turns/quota.hpp"

#include <algorithm>
#include <limits>

namespace bot {
namespace {

constexpr int kKeptForResult = 1;

}  // namespace

int may_send(const QuotaRule& rule, const SentSince& sent, Purpose purpose, base::UnixMs now) {
  if (rule.messages_max <= 0) return std::numeric_limits<int>::max();
  const bool in_window = sent.heard.count != 0 && now - sent.heard < rule.window;
  if (!in_window) return 0;
  const int kept = purpose == Purpose::kResult ? 0 : kKeptForResult;
  return std::max(0, rule.messages_max - kept - sent.messages);
}

}  // namespace bot
