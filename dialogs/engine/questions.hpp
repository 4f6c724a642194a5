#pragma once
// The questions the engine itself asks (dialog language §4.3 rules 1 and 3): confirm and edit pages, and the one open
// question that stands before everything else.
#include "dialogs/engine/event.hpp"
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Rule 1. True: the message was the answer. False: the question is dropped (its answer is no) and the message goes on.
bool answer_pending(Turn& turn, Message& message);
/// Rule 3: confirm and edit page. False: the message is something else.
bool answer_page(Turn& turn, Message& message);
/// A button of an engine question: "1", "2", … as printed.
void press(Turn& turn, int number);

/// The open question as text and options; appended to `reply`.
void ask_question(Turn& turn, Reply& reply);

}  // namespace dialogs::engine
