#pragma once
// What a driver's text fills (dialog language §4.3): the asked slot first, then everything that listens, in one order
// that never changes.
#include <optional>
#include <string>

#include "dialogs/engine/turn.hpp"
#include "dialogs/text/extract.hpp"

namespace dialogs::engine {

/// The whole order of §4.3 for one text. The caller has dealt with human mode and pending effects.
void on_text(Turn& turn, Message& message);

/// Rule 5: the asked slot. True: it now has its answer, and what was used is consumed.
bool answer_asked(Turn& turn, Message& message, const Slot& slot);
/// Rule 6: every other slot that listens, on the rest. A second value for a filled slot follows its `again` policy and
/// may open the question whether to overwrite. True if anything was heard.
bool listen(Turn& turn, Message& message, const Slot* asked);
/// Rule 10: the asked question was not answered; counts, says so, gives up at the limit.
void no_match(Turn& turn, const Message& message, std::string_view text);

/// A value of that slot in the text, checked against the slot's limits. `listening`: the slot is not being asked.
std::optional<Found> extract(const Turn& turn, const DialogIndex& index, std::size_t slot, const NormalText& text,
                             bool listening);
/// The stored form of a narrative: cut to the slot's maximum.
std::string narrative(const Slot& slot, std::string_view text);
/// A fragment that comes within ten seconds still belongs to this text (rule 9).
void open_append_window(Turn& turn, const Slot& slot);

}  // namespace dialogs::engine
