#pragma once
// Connections that only read. As many reads at a time as there are connections; further callers wait for one, and a
// read is bounded work.
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/sqlite/database.hpp"

namespace storage::sqlite {

class Readers {
 public:
  /// `on_damage` is told when the disk erred or the file is damaged, on the reading thread.
  Readers(std::string path, std::string vfs, std::size_t connections_max,
          std::function<void(const SqlFailure&)> on_damage)
      : path_(std::move(path)),
        vfs_(std::move(vfs)),
        connections_max_(connections_max),
        on_damage_(std::move(on_damage)) {}

  /// `read`: Database& -> base::Result<T>.
  template <class T, class Read>
  base::Result<T> read(Read read) {
    try {
      Lease lease(*this);
      return read(lease.database());
    } catch (const SqlFailure& failure) {
      if (failure.is_damage()) on_damage_(failure);
      return to_error(failure);
    }
  }

 private:
  class Lease {
   public:
    explicit Lease(Readers& readers) : readers_(readers), database_(readers.take()) {}
    ~Lease() { readers_.give_back(std::move(database_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Database& database() { return *database_; }

   private:
    Readers& readers_;
    std::unique_ptr<Database> database_;
  };

  std::unique_ptr<Database> take();
  void give_back(std::unique_ptr<Database> database);

  std::string path_;
  std::string vfs_;
  std::size_t connections_max_;
  std::function<void(const SqlFailure&)> on_damage_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Database>> free_;
  std::size_t open_ = 0;
};

/// Several reads that see one moment.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

}  // namespace storage::sqlite
