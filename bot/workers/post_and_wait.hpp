#pragma once
#include <vector>

#include "bot/turns/mailboxes.hpp"

namespace bot {

/// Delivers the letter and waits for its answer. For worker threads only: never on a thread of the executor.
Answer post_and_wait(Mailboxes& mailboxes, Letter letter);
/// Delivers them all, then waits for all: their turns share commits. The answers in the order of the letters.
std::vector<Answer> post_all_and_wait(Mailboxes& mailboxes, std::vector<Letter> letters);

}  // namespace bot
