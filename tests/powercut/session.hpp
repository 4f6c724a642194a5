#pragma once
// A store on a faulty disk under a random load, and a ledger of what it said about every turn. The checker reads the store
// through its public face only and compares it with the ledger.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/store.hpp"
#include "storage/sqlite/faulty_disk.hpp"

namespace powercut {

enum class Answer {
  kCommitted,  // must be there for ever
  kRefused,    // kBusy, kConflict: must not be there
  kFailed,     // kStorage, or the power went: may be there
};

struct Sent {
  std::string inbound_key;
  std::string state;
  std::string ticket;  // "" if it opens none
  std::uint64_t sequence = 0;  // at which it would be committed
  Answer answer = Answer::kFailed;
};

class Session {
 public:
  Session(storage::sqlite::FaultyDisk& disk, std::uint64_t seed);
  ~Session();

  /// False: the store cannot be opened now; `problem` says why.
  bool open(std::string* problem = nullptr);
  /// Hands over groups of turns with their tickets, messages and claims until one fails or `groups` are done.
  void work(int groups);
  void close();
  storage::Store* store() { return store_.get(); }

  /// Requires an open, healthy store. "" = everything acknowledged is there, whole and in order, and nothing refused is.
  /// Afterwards the ledger agrees with what is stored.
  std::string check();

  std::size_t committed() const { return committed_; }

 private:
  struct Driver {
    std::int64_t conversation = 0;
    std::vector<Sent> sent;  // that may be stored, by sequence
    std::uint64_t version = 0;
  };

  void send_group();
  storage::TurnWrite make_turn(const std::string& name, Driver& driver, Sent& sent);
  void outbox_round();
  std::string check_driver(const std::string& name, Driver& driver);
  std::string check_refused();

  storage::sqlite::FaultyDisk& disk_;
  base::SeededRandom random_;
  base::SeededRandom store_random_;
  base::ManualClock clock_{base::UnixMs{1'768'442'531'000}};
  base::NoLog log_;
  std::unique_ptr<storage::Store> store_;
  std::map<std::string, Driver> drivers_;
  std::vector<std::pair<std::string, std::string>> refused_;  // driver, key
  std::uint64_t serial_ = 0;
  bool failed_ = false;
  std::size_t committed_ = 0;
};

}  // namespace powercut
