#pragma once
// What a hotline knows: its requests and what happened to them. Every change is in the ledger before it is visible.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "integrations/twins/ledger.hpp"

namespace twins {

enum class State { kOpen, kInProgress, kClosed };

/// "open" "in_progress" "closed": in the ledger and in updates.
std::string_view to_word(State state);
/// Case ignored, '_' as a space.
std::optional<State> state_from_word(std::string_view word);

struct Registration {
  std::string key;  // Idempotency-Key; "" if none came
  std::string ticket_no;
  std::string service_code;
  std::string description;
  std::string address;
  std::string latitude, longitude;
  std::string phone;
  std::string first_name;
  std::vector<std::pair<std::string, std::string>> attributes;
};

struct Request {
  std::string id;
  Registration from;
  State state = State::kOpen;
  std::string notes;  // what the last update said
  base::UnixMs at{0};
  base::UnixMs updated{0};
};

struct Update {
  std::string id;
  std::string request_id;
  State state = State::kOpen;
  base::UnixMs at{0};
  std::string description;
};

/// How requests move by themselves; Millis{-1}: they do not.
struct Life {
  base::Millis in_progress_after{-1};
  base::Millis close_after{-1};  // from the beginning of the work
};

/// Thread-safe.
class Book {
 public:
  static constexpr std::size_t kRequestsMax = 200'000;

  /// `clock` must outlive the book. Error kStorage or kInvalid: a ledger that cannot be read, with its line.
  static base::Result<std::unique_ptr<Book>> open(std::unique_ptr<Ledger> ledger, const base::Clock& clock);

  /// The request's number. The same key again gives the same number and changes nothing.
  /// Errors kConflict: that key came with another ticket; kBusy: full; kStorage: nothing happened.
  base::Result<std::string> add(const Registration& registration);
  /// The update's number. The same `sender_update_id` (if not "") for that request gives the same number.
  /// Errors kNotFound: no such request; kStorage.
  base::Result<std::string> move(std::string_view request_id, State to, std::string_view description,
                                 std::string_view sender_update_id);
  /// Lets time pass: moves what Life says is due.
  void live(const Life& life);

  std::optional<Request> find(std::string_view request_id) const;
  /// Newest first; those for which `wanted` is true, at most `most`.
  template <class Predicate>
  std::vector<Request> list(Predicate wanted, std::size_t most) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Request> found;
    for (auto request = requests_.rbegin(); request != requests_.rend() && found.size() < most; ++request) {
      if (wanted(*request)) found.push_back(*request);
    }
    return found;
  }
  /// In [from, until], whole seconds, oldest first; at most `most`.
  std::vector<Update> updates(base::UnixMs from, base::UnixMs until, std::size_t most) const;
  base::Result<std::string> ledger_text() const;

 private:
  Book(std::unique_ptr<Ledger> ledger, const base::Clock& clock) : ledger_(std::move(ledger)), clock_(clock) {}
  base::Status replay(const std::string& line);
  void apply(Request request);
  bool apply(const Update& update, std::string_view sender_update_id);
  std::string new_id(base::UnixMs now) const;
  base::Result<std::string> move_locked(std::size_t at, State to, std::string_view description,
                                        std::string_view sender_update_id);

  mutable std::mutex mutex_;
  std::unique_ptr<Ledger> ledger_;
  const base::Clock& clock_;
  std::vector<Request> requests_;  // in the order of registration
  std::vector<Update> updates_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
  std::map<std::string, std::string, std::less<>> by_sender_update_;  // "request\nupdate" -> our update's number
  std::set<std::size_t> unfinished_;
};

}  // namespace twins
