#pragma once
// What is promised, by which calendar, who is told when it is missed, and what a ticket holds for whom: the operator's four files, read
// together. A server starts only with files free of faults; a changed file is taken only if all are free of faults, else the old ones stay.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tickets/contents/contents.hpp"
#include "tickets/promises/calendar.hpp"
#include "tickets/promises/profile.hpp"
#include "tickets/promises/roster.hpp"
#include "tickets/ticket.hpp"

namespace bot {

struct PromiseFiles {
  std::string promises = "config/promises.txt";
  std::string calendar = "config/calendar.txt";
  std::string roster = "config/roster.txt";
  std::string contents = "config/contents.txt";
};

struct Promises {
  tickets::Profiles profiles{{}};
  tickets::Calendar calendar;
  tickets::Roster roster;
  tickets::Contents contents;

  /// nullptr: this ticket's promise is in no file (any more); then no clock of it runs.
  const tickets::Profile* of(const tickets::Ticket& ticket) const { return profiles.find(ticket.promise); }
};

struct ReadPromises {
  std::shared_ptr<const Promises> promises;  // null: see faults
  std::vector<std::string> faults;           // all of all files, each with its place and what to do
};
ReadPromises read_promises(const PromiseFiles& files);

/// The promises as they are now. Any thread.
class PromiseBook {
 public:
  /// Nothing is promised.
  PromiseBook() : PromiseBook(std::make_shared<const Promises>()) {}
  explicit PromiseBook(std::shared_ptr<const Promises> promises) : promises_(std::move(promises)) {}
  std::shared_ptr<const Promises> now() const {
    const std::lock_guard lock(mutex_);
    return promises_;
  }
  void replace(std::shared_ptr<const Promises> promises) {
    const std::lock_guard lock(mutex_);
    promises_ = std::move(promises);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Promises> promises_;
};

}  // namespace bot
