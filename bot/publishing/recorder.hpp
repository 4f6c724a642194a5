#pragma once
// Recordings of stored conversations, with fakes for everything personal (dialogs/rehearsal/fakes.hpp).
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "dialogs/rehearsal/recording.hpp"
#include "storage/store.hpp"

namespace bot {

/// Finds a stored release, compiled; null if it is gone.
using FindRelease = std::function<std::shared_ptr<const dialogs::Release>(const std::string& id)>;

/// The newest dialogs of the store as answer books, newest conversation first, at most recordings_max. A conversation whose
/// release is gone is passed over. Reads at most recordings_max conversations of at most 400 turns.
base::Result<std::vector<dialogs::Recording>> record_store(storage::Store& store, const FindRelease& find,
                                                           std::size_t recordings_max);

/// The driver's side of a transcript, faked. Turns that the dialog never saw (over the limit, set aside) are left out.
std::vector<dialogs::Heard> heard_in(const std::vector<storage::Turn>& turns);

}  // namespace bot
