#pragma once
// What an alert says. It names the danger and the ticket and nothing about the driver: the words and the person are read
// in the system, by whoever is allowed to (docs/decisions/0017-danger-first.md).
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bot {

struct AlertFacts {
  std::string danger;   // 自伤
  std::string code;     // AQ01
  std::string urgency;  // U0 U1
  std::string ticket;   // "" if none
  std::string channel;  // wechat web
  base::UnixMs at{0};
};

/// Stored with the alert; decode(encode(f)) == f.
std::string encode_alert(const AlertFacts& facts);
base::Result<AlertFacts> decode_alert(std::string_view payload);

/// For a person on a phone, in Chinese. `attempt` from 1; `acknowledge` is the address the key is appended to, "" for
/// none.
std::string alert_text(const AlertFacts& facts, std::string_view key, int attempt, std::string_view acknowledge);

}  // namespace bot
