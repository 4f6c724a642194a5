#include "storage/sqlite/readers.hpp"

#include "storage/sqlite/open.hpp"

namespace storage::sqlite {

namespace {
constexpr char kBegin[] = "BEGIN";
constexpr char kEnd[] = "COMMIT";
}  // namespace

std::unique_ptr<Database> Readers::take() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [this] { return !free_.empty() || open_ < connections_max_; });
  if (!free_.empty()) {
    auto database = std::move(free_.back());
    free_.pop_back();
    return database;
  }
  ++open_;
  lock.unlock();
  try {
    return open_reader(path_, vfs_);
  } catch (const SqlFailure&) {
    lock.lock();
    --open_;
    freed_.notify_one();
    throw;
  }
}

void Readers::give_back(std::unique_ptr<Database> database) {
  {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(database));
  }
  freed_.notify_one();
}

Snapshot::Snapshot(Database& database) : database_(database) { database_.run(kBegin); }

Snapshot::~Snapshot() {
  try {
    database_.run(kEnd);
  } catch (const SqlFailure&) {
    // Nothing was written; the connection's next read begins anew.
  }
}

}  // namespace storage::sqlite
