#pragma once
// Looks for words. The search file says where they may stand; what is shown is read from the store and masked as at this moment, and is
// only shown if the words stand in that. So a hit tells nothing that the transcript does not show, and what the store has no more is
// not found.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "bot/desk/search/changed_conversations.hpp"
#include "dialogs/language/release.hpp"
#include "storage/search/search_file.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot::desk {

struct Wish {
  std::string words;
  storage::search::Among among = storage::search::Among::kEverything;
  base::UnixMs from{0}, to{0};  // to 0: without end
  std::int64_t before = 0;      // FoundPage::next to go on; 0: from the newest
  std::size_t most = 0;
};

struct FoundText {
  std::int64_t id = 0;
  storage::Conversation conversation;
  std::uint64_t sequence = 0;  // of a line's turn; 0: a ticket
  std::size_t line = 0;
  base::UnixMs at{0};
  storage::Line said = {};             // of a line: who; its text is `text`
  std::optional<tickets::Ticket> ticket;
  std::string text;                             // as it is shown: a part of it where it is long
  std::vector<storage::search::Place> places;   // of the words in `text`
};

struct FoundPage {
  std::vector<FoundText> texts;  // newest first
  std::int64_t next = 0;         // 0: there is no more
  std::string hint;              // why nothing, or not everything, was looked for; a sentence for the person
};

/// The store's and the file's errors, but for a search that took too long: that is a hint.
base::Result<FoundPage> find_texts(storage::Store& store, const dialogs::Release& release, storage::search::SearchFile& file,
                                   ChangedConversations& changes, const Wish& wish);

}  // namespace bot::desk
