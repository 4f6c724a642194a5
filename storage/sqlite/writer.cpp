#include "storage/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace storage::sqlite {

namespace {

constexpr std::size_t kSliceRows = 512;           // rows of conversations that ride along with one group
constexpr std::int64_t kTurnsBehindMax = 50'000;  // keeps the recovery after a crash well under a second
constexpr std::chrono::milliseconds kRestPause{200};

base::Error broken_error() {
  return {base::ErrorCode::kStorage,
          "storage: writing has stopped after a failure of the disk or the file; restart the program"};
}

}  // namespace

Writer::Writer(std::unique_ptr<Database> database, Overlay& overlay, TimerClaims& claims, const WriterLimits& limits,
               const base::Clock& clock, base::Log& log)
    : database_(std::move(database)),
      overlay_(overlay),
      limits_(limits),
      clock_(clock),
      log_(log),
      turn_log_(*database_, overlay, claims),
      flush_(*database_, overlay) {
  turn_log_.prime();
  flush_.prime(turn_log_.last_turn());
  flushed_at_ = newest_commit_ = clock_.monotonic();
  if (limits_.thread) thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    work();
  }
}

base::Status Writer::commit(TurnWrite turn, Turns::Done done) {
  if (broken_) return broken_error();
  const base::MonotonicMs now = clock_.monotonic();
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= limits_.queue_max) {
      return base::Error{base::ErrorCode::kBusy, "storage: the writer's queue is full"};
    }
    newest_commit_ = now;
    Entry& entry = queue_.emplace_back();
    entry.turn = std::move(turn);
    entry.done = std::move(done);
    wake = resting_ || queue_.size() == limits_.group_max;
    resting_ = false;
  }
  if (wake) wake_.notify_one();
  return {};
}

void Writer::hurry() {
  if (!limits_.thread) return work_here();
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.empty() || hurried_) return;
    hurried_ = true;
  }
  wake_.notify_one();
}

base::Status Writer::run(std::function<base::Status(Database&)> work) {
  if (broken_) return broken_error();
  std::future<base::Status> worked;
  {
    const std::scoped_lock lock(mutex_);
    Entry& entry = queue_.emplace_back();
    entry.work = std::move(work);
    worked = entry.worked.emplace().get_future();
    hurried_ = true;
    resting_ = false;
  }
  wake_.notify_one();
  if (!limits_.thread) work_here();
  return worked.get();
}

void Writer::give_up(const SqlFailure& failure) { (void)note_failure(failure); }

Health Writer::health() const {
  const std::scoped_lock lock(mutex_);
  return {writes_, queue_.size(), limits_.queue_max, Database::engine(), problem_};
}

void Writer::work() {
  while (auto group = next_group()) {
    if (group->empty()) {
      rest();
      continue;
    }
    write(*group);
  }
  if (flush_.behind(turn_log_.last_turn()) > 0) flush_all();
  checkpoint();
}

void Writer::write(Group& group) {
  commit_group(group);
  tell(group);
  checkpoint_if_long();
}

/// Without a thread: what waits is written now; if nothing waits, the chores of a quiet moment are done.
void Writer::work_here() {
  bool wrote = false;
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      if (queue_.empty()) break;
      hurried_ = true;
    }
    auto group = next_group();
    write(*group);
    wrote = true;
  }
  if (!wrote) rest();
}

/// nullopt: the writer ends. Empty: nothing came for a while.
std::optional<Writer::Group> Writer::next_group() {
  std::unique_lock lock(mutex_);
  if (queue_.empty() && !stopping_) {
    resting_ = true;
    const auto has_work = [this] { return !queue_.empty() || stopping_; };
    const bool chores = !broken_ && (!checkpointed_ || !writes_ || flush_.behind(turn_log_.last_turn()) > 0);
    if (chores) {
      wake_.wait_for(lock, kRestPause, has_work);
    } else {
      wake_.wait(lock, has_work);
    }
    resting_ = false;
    if (queue_.empty() && !stopping_) return Group();
  }
  if (queue_.empty()) return std::nullopt;
  wake_.wait_for(lock, std::chrono::milliseconds(limits_.group_wait.count),
                 [this] { return hurried_ || stopping_ || queue_.size() >= limits_.group_max; });
  hurried_ = false;
  Group group;
  const std::size_t size = std::min(queue_.size(), limits_.group_max);
  group.reserve(size);
  std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size), std::back_inserter(group));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
  if (!queue_.empty()) hurried_ = true;
  return group;
}

void Writer::commit_group(Group& group) {
  std::optional<base::Error> error;
  if (broken_) {
    error = broken_error();
  } else {
    try {
      start_flush_if_due();
      Transaction transaction(*database_);
      if (is_alone(group)) {
        if (carry_out(group.front())) transaction.commit();
      } else {
        for (Entry& entry : group) append(entry);
        if (flush_.running()) flush_.write_slice(kSliceRows);
        transaction.commit();
      }
    } catch (const SqlFailure& failure) {
      error = note_failure(failure);
    } catch (const std::exception&) {
      error = note_failure(SqlFailure(FailureKind::kBroken, 0, "a broken invariant of the writer"));
    }
  }
  if (error) {
    turn_log_.group_undone();
    flush_.slice_undone();
    for (Entry& entry : group) entry.outcome = base::Result<Committed>(*error);
    return;
  }
  turn_log_.group_committed();
  if (flush_.running()) flush_.slice_committed();
  checkpointed_ = false;
  note_success();
}

/// Work with nothing beside it is undone with its transaction and needs no part of its own.
bool Writer::is_alone(const Group& group) const { return group.size() == 1 && group.front().work && !flush_.running(); }

void Writer::append(Entry& entry) {
  if (!entry.work) {
    entry.outcome = turn_log_.append(entry.turn);
    return;
  }
  Savepoint part(*database_);
  if (carry_out(entry)) part.keep();
}

/// Says what became of it; false: what it wrote must be undone.
bool Writer::carry_out(Entry& entry) {
  try {
    const base::Status status = entry.work(*database_);
    entry.outcome = status ? base::Result<Committed>(Committed{}) : base::Result<Committed>(status.error());
    return status.ok();
  } catch (const SqlFailure& failure) {
    if (failure.kind() != FailureKind::kConstraint || !database_->in_transaction()) throw;
    entry.outcome = base::Result<Committed>({base::ErrorCode::kConflict, "storage: a number or a key is taken"});
    return false;
  }
}

void Writer::tell(Group& group) {
  for (Entry& entry : group) {
    if (entry.work) {
      entry.worked->set_value(entry.outcome->ok() ? base::Status() : base::Status(entry.outcome->error()));
    } else if (entry.done) {
      entry.done(std::move(*entry.outcome));
    }
  }
}

void Writer::start_flush_if_due() {
  if (flush_.running()) return;
  const std::int64_t last_turn = turn_log_.last_turn();
  const std::int64_t behind = flush_.behind(last_turn);
  if (behind == 0) return;
  base::MonotonicMs now;
  {
    const std::scoped_lock lock(mutex_);
    now = newest_commit_;
  }
  if (behind < kTurnsBehindMax && now - flushed_at_ < limits_.flush_after &&
      overlay_.lagging() + limits_.group_max < limits_.lagging_max / 2) {
    return;
  }
  flushed_at_ = now;
  flush_.start(last_turn);
}

void Writer::rest() {
  if (broken_) return;
  const bool was_full = !health().writes;
  if (was_full || flush_.behind(turn_log_.last_turn()) > 0) flush_all();
  if (health().writes && !checkpointed_) checkpoint();
}

/// Stops when somebody waits, unless the writer ends.
void Writer::flush_all() {
  if (broken_) return;
  if (!flush_.running()) flush_.start(turn_log_.last_turn());
  while (flush_.running()) {
    try {
      Transaction transaction(*database_);
      flush_.write_slice(kSliceRows);
      transaction.commit();
    } catch (const SqlFailure& failure) {
      flush_.slice_undone();
      (void)note_failure(failure);
      return;
    }
    flush_.slice_committed();
    checkpointed_ = false;
    note_success();
    const std::scoped_lock lock(mutex_);
    flushed_at_ = newest_commit_;
    if (!queue_.empty() && !stopping_) return;
  }
}

void Writer::checkpoint_if_long() {
  const int pages = database_->wal_pages();
  if (pages < checkpoint_pages_) checkpoint_pages_ = 0;
  // Sooner again when a reader kept the log from beginning anew.
  const int more = checkpoint_pages_ == 0 ? limits_.checkpoint_pages : limits_.checkpoint_pages / 4;
  if (!broken_ && pages >= checkpoint_pages_ + more) checkpoint();
}

void Writer::checkpoint() {
  if (broken_) return;
  try {
    checkpointed_ = database_->checkpoint_passive();
    checkpoint_pages_ = database_->wal_pages();
  } catch (const SqlFailure& failure) {
    (void)note_failure(failure);
  }
}

base::Error Writer::note_failure(const SqlFailure& failure) {
  const bool broken = failure.kind() != FailureKind::kShort;
  bool is_first = false;
  {
    const std::scoped_lock lock(mutex_);
    is_first = writes_;
    writes_ = false;
    if (broken) {
      is_first = !broken_;
      broken_ = true;
      problem_ = "storage_failed";
    } else if (failure.no_space() && !broken_) {
      problem_ = "disk_full";
    }
  }
  if (is_first && broken) log_.error("storage_failed", {{"code", failure.code()}});
  if (is_first && !broken) log_.warn("storage_refuses", {{"code", failure.code()}});
  return broken ? base::Error{base::ErrorCode::kStorage, std::string("storage: ") + failure.what()} : to_error(failure);
}

void Writer::note_success() {
  bool is_back = false;
  {
    const std::scoped_lock lock(mutex_);
    if (broken_) return;
    is_back = !writes_;
    writes_ = true;
    problem_.clear();
  }
  if (is_back) log_.info("storage_writes_again");
}

}  // namespace storage::sqlite
