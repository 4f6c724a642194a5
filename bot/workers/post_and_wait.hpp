#pragma once
#include "bot/turns/mailboxes.hpp"

namespace bot {

/// Delivers the letter and waits for its answer. For worker threads only: never on a thread of the executor.
Answer post_and_wait(Mailboxes& mailboxes, Letter letter);

}  // namespace bot
