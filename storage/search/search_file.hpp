#pragma once
// What can be searched, in a file of its own: text as anybody at the desk may read it (masked before it comes here), the pairs of its
// characters, and how far every conversation and ticket has been taken in. Nothing here is the truth: the file may be lost at any time
// and is filled anew from the store. Why so: docs/decisions/0032-search.md.
//
// A file that is missing, damaged, of another format or of another installation is made anew, empty. It is synced now and then only:
// after a crash what was taken in last is simply taken in again. One process has the file at a time.
//
// Threads: find() from any; everything else from one thread at a time. Errors: kBusy (the disk is full; find(): it took too long),
// kStorage (the file failed: rebuild() makes a new one).
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/search/grams.hpp"

namespace storage::search {

/// A line of a conversation.
struct LineText {
  std::uint64_t sequence = 0;  // its turn
  std::size_t line = 0;        // its place in the turn
  base::UnixMs at{0};
  std::string text;
};

/// From now on the lines of this conversation behind turn `after` are these, and it is taken in up to `version`.
struct ConversationText {
  std::int64_t conversation = 0;
  std::uint64_t after = 0;
  std::uint64_t version = 0;
  std::vector<LineText> lines;
};
/// Likewise of a ticket, which is one text.
struct TicketText {
  std::string number;
  std::int64_t conversation = 0;
  std::int64_t revision = 0;
  base::UnixMs at{0};
  std::string text;
};

enum class Among { kEverything, kLines, kTickets };

struct Query {
  Sought sought = {};  // with phrases
  Among among = Among::kEverything;
  base::UnixMs from{0};      // told at this instant or later
  base::UnixMs to{0};        // and before this one; 0: without end
  std::int64_t before = 0;   // Hit::id to go on behind; 0: from the newest
  std::size_t hits_max = 0;
};

/// Where the words stood when it was taken in; whoever shows it reads the store.
struct Hit {
  std::int64_t id = 0;
  std::int64_t conversation = 0;
  std::uint64_t sequence = 0;
  std::size_t line = 0;
  std::string ticket;  // its number; "" = a line
};

struct Counts {
  std::int64_t conversations = 0;
  std::int64_t tickets = 0;
  std::int64_t texts = 0;
};

class SearchFile {
 public:
  /// `owner` says whose texts these are; a file with another word in it is made anew. kBusy: another process has the file; kInvalid: its
  /// folder cannot be used; the text says what to do.
  static base::Result<std::unique_ptr<SearchFile>> open(const std::string& path, const std::string& owner);
  ~SearchFile();

  /// Newest first; the texts in which all that is sought stood.
  base::Result<std::vector<Hit>> find(const Query& query);

  /// How far it is taken in; 0: not at all.
  base::Result<std::uint64_t> version_of(std::int64_t conversation);
  base::Result<std::int64_t> revision_of(std::string_view ticket);
  /// All or nothing. What is there already stays as it is.
  base::Status put(const std::vector<ConversationText>& conversations, const std::vector<TicketText>& tickets);
  /// Up to when everything was taken in that the store held; 0 at first.
  base::Result<base::UnixMs> complete_until();
  base::Status set_complete_until(base::UnixMs moment);
  base::Result<Counts> counts();

  /// The disk erred or the file is damaged.
  bool is_damaged() const;
  /// Throws the file away and begins an empty one. What find() is reading meanwhile it reads to its end.
  base::Status rebuild();

 private:
  struct Open;
  SearchFile(std::string path, std::string owner);
  std::shared_ptr<Open> opened() const;
  base::Status begin(bool keep_what_is_there);

  const std::string path_;
  const std::string owner_;
  std::unique_ptr<class SearchFileLock> lock_;
  mutable std::mutex mutex_;  // of open_
  std::shared_ptr<Open> open_;
};

}  // namespace storage::search
