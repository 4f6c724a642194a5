#pragma once
// Where a conversation is: the first step, in document order, that the data does not satisfy yet (dialog language §0.1,
// §4.2). advance() is the only way forward.
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Walks the top frame until it waits or ends; an ended frame is popped and its parent walked, until something waits or
/// no frame is left. Says, classifies, emits and assigns on the way. Afterwards the top frame's `wait` is what is
/// asked, and turn.asking says whether the question must be shown.
void advance(Turn& turn);

/// Hands the conversation to a person with everything collected; `close_top`: the top frame ends with it (its parents
/// stay and can be resumed when the person has finished). `text`: the system text said, "" for none.
void hand_off(Turn& turn, std::string reason, std::string_view text, bool close_top);

/// Every filled slot of all frames, the top frame's first; a name appears once.
Fields collected(const State& state);

/// Pops the top frame; `ended` is how. Done dialogs leave their remembered values and their ticket behind.
void close_top(Turn& turn, std::string_view ended);

}  // namespace dialogs::engine
