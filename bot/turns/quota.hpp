#pragma once
// What may still be sent to a driver who is not writing just now (owner decision "Account and channels"): the platform allows so many
// messages for each of his own within a window, one of which is kept for the result of his matter. Pure.
#include "base/time.hpp"

namespace bot {

struct QuotaRule {
  int messages_max = 0;        // for each message of the driver; 0: the channel has no bound
  base::Millis window{0};      // from his last message
};

/// What was sent since his last message.
struct SentSince {
  base::UnixMs heard{0};  // his last message; 0: not known
  int messages = 0;
};

enum class Purpose {
  kWord,    // anything
  kResult,  // the result of his matter: what one message is kept for
};

/// How many messages of this purpose may leave now.
int may_send(const QuotaRule& rule, const SentSince& sent, Purpose purpose, base::UnixMs now);

}  // namespace bot
