#pragma once
// A conversation as the desk tells of it: masked, with who answers, what is open and where its tickets are.
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "bot/desk/masking.hpp"
#include "bot/desk/parts.hpp"
#include "dialogs/engine/state.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot::desk {

/// What is the same for every row of one answer.
struct Surroundings {
  std::map<std::string, std::string, std::less<>> names;          // account -> as colleagues see it
  std::multimap<std::int64_t, storage::Task> tasks;               // open ones, by conversation
};
base::Result<Surroundings> look_around(DeskParts& desk);

/// Who speaks in a line, in the API's word.
const char* speaker_name(storage::Speaker speaker);
/// All that lists show of a driver's key on its channel: its last four signs.
std::string last_signs(std::string_view driver);

/// Who answers: "person" "waiting" (for one) "bot" (a dialog runs) "idle".
std::string_view mode_of(const dialogs::State& state);

struct Known {
  storage::Conversation conversation;
  dialogs::State state;
  std::vector<tickets::Ticket> tickets;  // the newest
  Masking masking;
};
/// kInvalid: its state cannot be read.
base::Result<Known> know(DeskParts& desk, storage::Conversation conversation);
base::Result<Known> know(storage::Store& store, const dialogs::Release& release, storage::Conversation conversation);

nlohmann::json summary_json(DeskParts& desk, const Surroundings& around, const Known& known);
/// What the bot has gathered so far, and what may still be sent.
nlohmann::json detail_json(DeskParts& desk, const Surroundings& around, const Known& known);
/// Whether photos and voices of this conversation come to us: the web chat's, and those of an account that fetches them.
bool has_photos(const DeskParts& desk, const storage::ConversationKey& key);
/// `masking` null: as it was said. Masked, a place is told to a hundredth of a degree, about a kilometre. Photos and voices are named
/// where the driver's key is given (has_photos); one that was not fetched yet, or never, is named all the same.
nlohmann::json turn_json(const dialogs::Release& release, const storage::ConversationKey* photos_of, const storage::Turn& turn, const Masking* masking);

}  // namespace bot::desk
