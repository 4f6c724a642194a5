#pragma once
// The one thread of a node that writes turns: it takes what is waiting, commits it as one transaction, and only then
// tells anybody. While a commit runs the next group gathers, so groups grow with the load.
//
// Failure: a short absence of the database is waited out; in a long one commit() says kBusy at the door and the writer
// goes on by itself when it is back. A connection lost while committing: the database is asked whether the transaction
// happened before anything is repeated or told; kStorage only when it could not be asked within half a minute.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/postgres/group.hpp"
#include "storage/postgres/reach.hpp"
#include "storage/store.hpp"

namespace storage::postgres {

struct WriterLimits {
  std::size_t queue_max = 4096;
  std::size_t group_max = 256;
  base::Millis group_wait{2};
};

class Writer {
 public:
  /// Told after a group is durable, on the writer's thread.
  using Committers = std::function<void(const std::vector<Entry>& group)>;

  /// `name`: this node's and nobody else's, for ever.
  Writer(std::string url, std::string name, const WriterLimits& limits, Reach& reach, const base::Clock& clock,
         base::Log& log, Committers committed);
  /// Commits or refuses what is queued, joins.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  base::Status commit(TurnWrite turn, Turns::Done done);
  void hurry();
  std::size_t queued() const;

 private:
  void work();
  std::vector<Entry> next_group();
  void commit_group(std::vector<Entry*> entries);
  bool try_group(std::vector<Entry*>& entries, std::optional<PgFailure>& failure);
  bool happened(const TransactionName& name);
  void note(const PgFailure& failure);
  void connect();

  const std::string url_;
  const std::string name_;
  const WriterLimits limits_;
  Reach& reach_;
  const base::Clock& clock_;
  base::Log& log_;
  Committers committed_;
  TurnIds ids_;
  std::unique_ptr<Connection> connection_;
  std::uint64_t generation_ = 0;
  std::int64_t named_ = 0;
  bool refusing_ = false;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> queue_;
  bool hurried_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace storage::postgres
