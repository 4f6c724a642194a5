#pragma once
// Steps from their nodes (dialog language §3.5); `use` is spliced in place.
#include <string>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {

inline constexpr int kUseDepthMax = 2;
inline constexpr std::size_t kStepsMax = 120;  // of one dialog, parts included

/// The parts a list of steps uses, in document order, each once; E0306 and E0408 are reported here.
std::vector<std::string> used_parts(const Node& steps, const Library& library, Faults& faults);

/// E0205 E0301 E0303 E0304 E0305 E0306 E0407 and what conditions and texts find. Ids are given by number_steps.
std::vector<Step> read_steps(const Node& list, const std::vector<Slot>& slots, const TextNames& names,
                             const Library& library, Faults& faults);

/// Gives "s" and the number in document order to steps without their own id; E0302 if an id stands twice. Returns the
/// count.
std::size_t number_steps(std::vector<Step>& steps, Faults& faults);

}  // namespace dialogs
