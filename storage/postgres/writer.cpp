#include "storage/postgres/writer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

namespace storage::postgres {

namespace {

constexpr int kAttemptsMax = 4;
constexpr base::Millis kUnknownAtMost = base::seconds(30);

}  // namespace

Writer::Writer(std::string url, std::string name, const WriterLimits& limits, Reach& reach, const base::Clock& clock,
               base::Log& log, Committers committed)
    : url_(std::move(url)),
      name_(std::move(name)),
      limits_{limits.queue_max, std::min(limits.group_max, static_cast<std::size_t>(kNumbersInBlock)),
              limits.group_wait},
      reach_(reach),
      clock_(clock),
      log_(log),
      committed_(std::move(committed)) {
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

base::Status Writer::commit(TurnWrite turn, Turns::Done done) {
  if (reach_.gone()) return base::Error{base::ErrorCode::kBusy, "storage: the database cannot be reached"};
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= limits_.queue_max) {
      return base::Error{base::ErrorCode::kBusy, "storage: the writer's queue is full"};
    }
    queue_.push_back({std::move(turn), std::move(done), std::nullopt});
    wake = queue_.size() == 1 || queue_.size() == limits_.group_max;
  }
  if (wake) wake_.notify_one();
  return {};
}

void Writer::hurry() {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.empty() || hurried_) return;
    hurried_ = true;
  }
  wake_.notify_one();
}

std::size_t Writer::queued() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

void Writer::work() {
  for (;;) {
    std::vector<Entry> group = next_group();
    if (group.empty()) return;
    std::vector<Entry*> entries;
    for (Entry& entry : group) entries.push_back(&entry);
    commit_group(std::move(entries));
    committed_(group);
    for (Entry& entry : group) {
      if (entry.done) entry.done(std::move(*entry.outcome));
    }
  }
}

/// Empty: the writer ends.
std::vector<Entry> Writer::next_group() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !queue_.empty() || stopping_; });
  if (queue_.empty()) return {};
  wake_.wait_for(lock, std::chrono::milliseconds(limits_.group_wait.count),
                 [this] { return hurried_ || stopping_ || queue_.size() >= limits_.group_max; });
  hurried_ = false;
  std::vector<Entry> group;
  const std::size_t size = std::min(queue_.size(), limits_.group_max);
  group.reserve(size);
  std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size), std::back_inserter(group));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
  if (!queue_.empty()) hurried_ = true;
  return group;
}

void Writer::connect() {
  if (connection_ && generation_ == reach_.generation() && !connection_->lost()) return;
  connection_.reset();
  generation_ = reach_.generation();
  connection_ = std::make_unique<Connection>(url_, name_ + "/w" + std::to_string(++named_));
}

/// Whether a transaction happened whose connection was lost while it committed; PgFailure if that cannot be found out.
bool Writer::happened(const TransactionName& name) {
  for (int attempt = 1;; ++attempt) {
    if (!reach_.wait_until_back(kUnknownAtMost)) throw PgFailure("", "the database cannot be reached");
    try {
      connect();
      return has_committed(*connection_, name);
    } catch (const PgFailure& failure) {
      note(failure);
      if (attempt == kAttemptsMax) throw;
    }
  }
}

/// True: every entry has its outcome. False: nothing of the group is there, and `failure` says why.
bool Writer::try_group(std::vector<Entry*>& entries, std::optional<PgFailure>& failure) {
  std::optional<TransactionName> committing;
  try {
    connect();
    Group group(*connection_, ids_, clock_.now());
    try {
      group.commit(entries);
      return true;
    } catch (const PgFailure&) {
      committing = group.committing();
      throw;
    }
  } catch (const PgFailure& caught) {
    failure = caught;
    note(caught);
    if (!committing) return false;
  }
  try {
    return happened(*committing);
  } catch (const PgFailure& unknown) {
    for (Entry* entry : entries) {
      entry->outcome = base::Result<Committed>({base::ErrorCode::kStorage, std::string("storage: ") + unknown.what()});
    }
    return true;
  }
}

void Writer::commit_group(std::vector<Entry*> entries) {
  std::optional<PgFailure> failure;
  for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    if (!reach_.wait_until_back()) {
      failure.emplace("", "the database cannot be reached");
      break;
    }
    if (try_group(entries, failure)) {
      reach_.wrote();
      if (std::exchange(refusing_, false)) log_.info("storage_writes_again");
      return;
    }
    if (failure->kind() != FailureKind::kAway && failure->kind() != FailureKind::kRetry) break;
  }
  if (failure->kind() == FailureKind::kConstraint && entries.size() > 1) {
    // One of them is at fault in a way that only the database sees: each alone.
    for (Entry* entry : entries) commit_group({entry});
    return;
  }
  for (Entry* entry : entries) entry->outcome = base::Result<Committed>(to_error(*failure));
}

void Writer::note(const PgFailure& failure) {
  if (failure.kind() == FailureKind::kAway || failure.sqlstate() == "25006") {
    connection_.reset();
    reach_.lost(generation_, failure);
  } else if (failure.kind() == FailureKind::kShort || failure.kind() == FailureKind::kBroken) {
    reach_.refused(failure);
  } else {
    return;
  }
  if (!std::exchange(refusing_, true)) log_.warn("storage_refuses", {{"problem", base::OurWord{failure.problem()}}});
}

}  // namespace storage::postgres
