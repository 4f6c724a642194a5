#pragma once
// What the bot says: texts with their placeholders filled, in the conversation's language (dialog language §3.6).
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Words of the engine itself, which no script can change.
enum class Word {
  kYes,
  kNo,
  kSubmit,
  kEdit,
  kCancel,
  kNewFirst,
  kGoOn,
  kCheck,
  kEmpty,
  kPhotos,
  kUpdated,
  kRestartAsk,
  kColon
};
std::string_view word(const Turn& turn, Word which);

using Extra = std::pair<std::string_view, std::string_view>;  // placeholder -> value

/// `key` chooses among variants, together with the conversation: the same place always says the same.
std::string render(const Turn& turn, const Text& text, std::string_view key, std::initializer_list<Extra> extras = {});
/// A system text of the release, by its name in `_global.yaml`; <标题> is the top frame's unless given.
std::string system_text(const Turn& turn, std::string_view name, std::initializer_list<Extra> extras = {});

/// A value as the driver sees it: phones masked, photos counted, empty slots 未填.
std::string shown_value(const Turn& turn, const Slot& slot, const SlotValue* value);
/// One line per relevant slot of the list.
std::string summary(const Turn& turn, const Frame& frame, const std::vector<std::string>& slots);
/// The slots of a confirm page that are relevant now, in its order: what its edit page numbers.
std::vector<const Slot*> relevant_slots(const Turn& turn, const Frame& frame, const std::vector<std::string>& slots);

}  // namespace dialogs::engine
