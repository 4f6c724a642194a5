#pragma once
// What the shell keeps with a conversation from turn to turn, as one string (storage::Conversation::owed): the texts still owed to
// the driver, the driver's allowance, and what was sent since he last wrote. It is written with each turn and guarded by the conversation's version, so every node
// counts a driver's messages on top of what the others counted.
#include <string>
#include <string_view>
#include <vector>

#include "bot/turns/quota.hpp"
#include "bot/turns/rate_limit.hpp"

namespace bot {

struct Kept {
  std::vector<std::string> owed;
  Allowance allowance;
  SentSince sent = {};
};

std::string encode_kept(const Kept& kept);
/// Takes any bytes. What stands there without an allowance, or with one that cannot be read, begins a new one: nothing was
/// promised about it.
Kept decode_kept(std::string_view stored);

}  // namespace bot
