#pragma once
// Stands between the program and its store and believes nothing: what is committed, claimed and settled is held against the
// invariants of reliability reference §2 at the moment it happens, and written down for what is checked later. The books are
// the simulator's own: they outlive every crash of the program.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bot/simulation/world.hpp"
#include "storage/store.hpp"

namespace bot::simulation {

/// Who must look when: "timers", "messages", "alerts", "promises", "forwards:12345", "updates:12345".
using Stir = std::function<void(const std::string& topic, base::UnixMs due)>;

struct Books {
  struct Message {
    std::string driver;
    std::string text;
    bool given_up = false;  // dead, and a person has a task
    bool is_template = false;
  };
  struct Lease {
    std::string token;
    base::UnixMs until{0};
  };
  std::map<std::int64_t, std::uint64_t> versions;                        // by conversation: of the newest known commit
  std::map<std::int64_t, std::set<std::string>> inbound;                 // by conversation: keys of committed messages
  std::map<std::string, Message> messages;                               // by idempotency key
  std::set<std::string> tickets;                                         // numbers
  std::map<std::string, std::pair<std::string, std::string>> receipts;   // hotline's number: ticket, hotline
  std::map<std::int64_t, Lease> leases;                                  // by outbox row, live ones
  std::set<std::pair<std::int64_t, std::int64_t>> lease_ends;            // when a live lease ends, and whose
  std::set<std::string> tokens;                                          // ever given
  std::map<std::int64_t, storage::OutboxState> ended;                    // outbox rows that never change again
  std::map<std::int64_t, std::string> row_keys;                          // key of a claimed row
  std::set<std::int64_t> for_person;                                     // outbox rows that nobody sends until a person says so
  std::map<std::int64_t, std::string> topics;                            // of claimed outbox rows: who sends them
  std::set<std::int64_t> unsure;                                         // outbox rows whose end was written, or was not
  std::map<std::int64_t, std::pair<std::string, std::string>> waiting_of;  // forwards: hotline, ticket
  std::map<std::string, std::map<std::string, base::UnixMs>> waiting;    // by hotline and ticket: forwards, and when they are due
  std::set<std::pair<std::string, std::string>> rungs;                   // ticket, "RESP 1 breach"
  std::map<std::int64_t, std::map<std::uint32_t, std::string>> pinned;   // by conversation and frame: its release
  std::map<std::string, base::UnixMs> touched;                           // by ticket: the world's time of its newest change
};

/// Is this ticket really registered under this number at this hotline?
using Registered = std::function<bool(const std::string& hotline, const std::string& ticket, const std::string& number)>;

/// Which digits must not be stored any more, because this driver had himself forgotten; "" : none.
using Forgotten = std::function<std::string(const std::string& driver)>;

/// May a conversation that runs on the one release go on with the other?
using MayMove = std::function<bool(const std::string& from, const std::string& to)>;

/// The store as the program is to see it. `world`, `books` and the functions must outlive it.
struct WatchParts {
  World& world;
  Books& books;
  Stir stir;
  Registered registered;
  Forgotten forgotten;
  MayMove may_move;
};
std::unique_ptr<storage::Store> watch(std::unique_ptr<storage::Store> store, WatchParts parts);

}  // namespace bot::simulation
