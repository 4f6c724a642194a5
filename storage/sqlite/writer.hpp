#pragma once
// The one thread that writes. It takes what is waiting, commits it as one transaction with one sync, and only then
// tells anybody: no answer leaves before its turn is durable. While a commit runs the next group gathers, so groups
// grow with the load.
//
// Failure: a full disk or a busy file undoes the group (kBusy) and the writer goes on. A failed read, write or sync of
// the file, or damage in it, ends all writing for good (kStorage): after a failed sync nobody knows what is on the
// disk, and trying again may succeed without having written. The program ends then; the next start reads what is there.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/flush.hpp"
#include "storage/sqlite/overlay.hpp"
#include "storage/sqlite/turn_log.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

struct WriterLimits {
  std::size_t queue_max = 4096;
  std::size_t group_max = 256;
  base::Millis group_wait{2};
  std::size_t lagging_max = 20'000;
  base::Millis flush_after = base::seconds(5);
  int checkpoint_pages = 512;
  bool thread = true;  // false: whoever calls hurry() or run() does the work
};

class Writer {
 public:
  /// Requires a recovered database; the thread, if it has one, runs when this returns.
  Writer(std::unique_ptr<Database> database, Overlay& overlay, TimerClaims& claims, const WriterLimits& limits,
         const base::Clock& clock, base::Log& log);
  /// Commits or refuses what is queued, brings the rows up to date, joins.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  base::Status commit(TurnWrite turn, Turns::Done done);
  void hurry();
  /// Runs `work` as a part of the next group and waits. When it returns ok the work is durable; otherwise none of it is
  /// there.
  base::Status run(std::function<base::Status(Database&)> work);
  /// A reader met damage.
  void give_up(const SqlFailure& failure);
  Health health() const;

 private:
  struct Entry {
    TurnWrite turn;
    Turns::Done done;
    std::function<base::Status(Database&)> work;  // instead of a turn
    std::optional<std::promise<base::Status>> worked;
    std::optional<base::Result<Committed>> outcome;
  };
  using Group = std::vector<Entry>;

  void work();
  void work_here();
  void write(Group& group);
  std::optional<Group> next_group();
  void commit_group(Group& group);
  bool is_alone(const Group& group) const;
  void append(Entry& entry);
  bool carry_out(Entry& entry);
  void rest();
  void start_flush_if_due();
  void flush_all();
  void checkpoint_if_long();
  void checkpoint();
  base::Error note_failure(const SqlFailure& failure);
  void note_success();
  static void tell(Group& group);

  std::unique_ptr<Database> database_;
  Overlay& overlay_;
  const WriterLimits limits_;
  const base::Clock& clock_;
  base::Log& log_;
  TurnLog turn_log_;
  Flush flush_;
  int checkpoint_pages_ = 0;  // length of the write-ahead log at the last checkpoint, 0 once it was begun anew
  bool checkpointed_ = true;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> queue_;
  bool hurried_ = false;
  bool stopping_ = false;
  bool resting_ = false;  // the writer waits for a first entry
  base::MonotonicMs newest_commit_{
      0};  // clock of the newest commit() call; the clock is read on the callers' threads only
  base::MonotonicMs flushed_at_{0};
  bool writes_ = true;
  std::string problem_;
  std::atomic<bool> broken_{false};
  std::thread thread_;
};

}  // namespace storage::sqlite
