#pragma once
// What the bot itself remembers of a driver, which is part of the conversation's state: shown, put right and forgotten
// (domain reference §5.4, rights of PIPL 44–50). Pure. What tickets hold is the desk's.
#include <string>

#include "dialogs/engine/state.hpp"

namespace bot {

/// One line for a person; phones masked. "" if nothing is remembered and nothing lies half finished.
std::string describe_memory(const dialogs::State& state);

/// Afterwards nothing is remembered, no draft is kept and, of what is being talked about, only the dialog on top is left
/// (the one that asked for this). Photos that no ticket took are dropped too.
void forget_memory(dialogs::State& state);

/// Remembered values are replaced by those of `fields` (phone, plate); nothing is remembered that was not before.
void correct_memory(dialogs::State& state, const dialogs::Fields& fields);

}  // namespace bot
