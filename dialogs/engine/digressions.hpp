#pragma once
// Which dialog runs: beginning one, one upon another, going back (dialog language §3.3, §4.5), and what an idle
// conversation makes of a message (§4.3).
#include <string_view>

#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Puts a new frame on top; `seed` may fill its slots. Does not walk. Requires fewer than kFramesMax frames.
void push(Turn& turn, const DialogIndex& dialog, const Fields& give, Message* seed);
/// `next`: closes the top frame as done and begins the other dialog with the values of the same fields.
void go_on_with(Turn& turn, std::string_view dialog);
/// After a pop: 我们继续「…」, and the question will be shown again.
void say_back_to(Turn& turn);

/// The dialog this whole message is a start word of; nullptr if none.
const DialogIndex* started_by(const Turn& turn, const Message& message);
/// Another dialog was asked for while one runs: allowed, asked about or refused by policy.
void request(Turn& turn, const DialogIndex& dialog);
/// No dialog runs: begin one, answer a card, or show the menu.
void idle(Turn& turn, Message& message);
/// Begins a dialog from idle, or first asks about the draft of the same dialog.
void begin(Turn& turn, const DialogIndex& dialog, Message* message, bool seeds);
/// 继续 with a draft: its frames come back and the question is asked again. False: there is no usable draft.
bool resume_draft(Turn& turn);
/// The same question again; when none is open, the walk finds it.
void ask_again(Turn& turn, Asking how);
/// The card whose words the text holds; nullptr if none.
const Card* card_in(const Turn& turn, std::string_view folded);

}  // namespace dialogs::engine
