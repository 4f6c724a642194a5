#pragma once
// The node's ear and mouth: one connection and one thread that tells other nodes which turns this one committed
// (NOTIFY), hears theirs (LISTEN), reconnects with back-off when the database was away, measures its clock and makes
// the turn log's months.
//
// Telling is not part of a group's transaction: a transaction that notifies commits alone in the whole database, and
// its listeners must look by cursor anyway. A turn may go untold when a node dies or the database goes away in between.
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/database_clock.hpp"
#include "storage/postgres/reach.hpp"
#include "storage/store.hpp"

namespace storage::postgres {

/// Turns as NOTIFY carries them: the node's name, then conversation, sequence and key of each; payloads below 8000
/// bytes.
std::vector<std::string> encode_told(const std::string& node, const std::vector<Elsewhere>& turns);
/// Turns of other nodes; empty for those of `node`. nullopt: not one of ours.
std::optional<std::vector<Elsewhere>> decode_told(const std::string& node, std::string_view payload);
/// How long to wait before the attempt after that many failed ones: 50 ms doubled up to 2 s, half of it by chance.
base::Millis reconnect_wait(int failed, std::uint64_t random);

class Bulletin {
 public:
  struct Options {
    std::string url;
    std::string node;         // 32 hex digits, this process
    bool keep_clock = false;  // the local clock counts; tests
  };
  Bulletin(Options options, Reach& reach, DatabaseClock& clock, const base::Clock& local, base::Log& log);
  ~Bulletin();
  Bulletin(const Bulletin&) = delete;
  Bulletin& operator=(const Bulletin&) = delete;

  void listen(Store::Heard heard);
  /// Any thread; never waits. More than some thousands that could not be told yet are forgotten.
  void tell(std::vector<Elsewhere> turns);

 private:
  void work();
  bool connect();
  void look();
  void send_told();
  void hear();
  void chores();
  void lose(const PgFailure& failure);
  void wait(base::Millis at_most);
  void rest(base::Millis time);
  void wake() const;
  bool stopping();

  const Options options_;
  Reach& reach_;
  DatabaseClock& clock_;
  const base::Clock& local_;
  base::Log& log_;
  base::SeededRandom jitter_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t generation_ = 0;
  bool was_connected_ = false;
  int failed_ = 0;
  base::MonotonicMs chores_done_{0};
  int wake_ = -1;  // an eventfd

  std::mutex mutex_;
  std::condition_variable closing_;
  std::vector<Elsewhere> waiting_;
  Store::Heard heard_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace storage::postgres
