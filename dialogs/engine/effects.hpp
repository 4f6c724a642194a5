#pragma once
// Effects and their results: a commit leaves once per frame, a query again when what it was sent changed, and no result
// is lost or counted twice (dialog language §3.5, §4.10).
#include <cstdint>
#include <string>
#include <vector>

#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Emits the effect of a `do` step and writes its mark. A query that runs again says its outcome's texts again.
void emit(Turn& turn, Frame& frame, const DialogIndex& index, const Step& step);
/// Emits an action that belongs to no frame: evidence for a closed ticket.
void emit_late(Turn& turn, const std::string& action, const std::string& ticket, const std::vector<std::string>& media);

std::uint64_t hash_of_inputs(const Dialog& dialog, const Frame& frame, const std::vector<std::string>& slots);
std::uint64_t hash_of_confirm(const Dialog& dialog, const Frame& frame, const Step& step);

/// False: the effect is unknown or already answered, nothing changed.
bool on_result(Turn& turn, const ResultEvent& event);
/// The pending effect of the top frame took too long: its outcome is `timeout`.
void time_out_effect(Turn& turn);
/// Late evidence without word: says so and hands over.
void time_out_unsettled(Turn& turn);
/// Commits of a closing frame whose fate is unknown are remembered for their late results.
void keep_unsettled(Turn& turn, const Frame& frame, const DialogIndex& index);
/// The mark of the effect the top frame waits for; nullptr if it waits for none.
const Mark* pending_effect(const Turn& turn);

}  // namespace dialogs::engine
