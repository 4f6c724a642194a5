#pragma once
// A disk in memory for tests and the simulator: SQLite writes to it, and it fails as real ones do: power goes, sectors tear, syncs fail and lose pages,
// space runs out, a read or a write errs. It knows what was synced: after a power cut exactly that is sure to be there, and of
// the rest a random part, in sectors of 512 bytes.
//
// It keeps to the rules of SQLite's own unix VFS (when a directory is synced, powersafe overwrite) and offers locks and shared
// memory within the process, so a store with its writer thread and its readers runs on it as on a real disk.
#include <cstdint>
#include <memory>
#include <string>

namespace storage::sqlite {

enum class Fault {
  kIoError,     // the operation fails
  kNoSpace,     // a write finds no space; other operations work
  kShortWrite,  // a write fails after half of its bytes
  kSyncFails,   // a sync fails and the pages it was to write are lost, though reads still show them until the restart
};

class FaultyDisk {
 public:
  explicit FaultyDisk(std::uint64_t seed);
  /// Every store on it must be closed.
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// The name to give to SQLite.
  const std::string& vfs() const;

  /// The power goes at the n-th change (write, sync, truncation, creation, deletion) from now, n ≥ 1: that change is torn, and
  /// everything fails until restart().
  void cut_power_at(std::uint64_t change);
  void cut_power_now();
  /// As a power cut for whoever uses the disk, but the machine lives on: nothing that was written is lost.
  void kill_process_at(std::uint64_t change);
  void kill_process_now();
  /// True between a cut or a kill and restart().
  bool power_is_off() const;
  /// Power comes back. Requires that every store on it is closed.
  void restart();
  /// The file is gone, as if it had never been copied. Requires that every store on the disk is closed.
  void lose_file(const std::string& name);
  /// From now on the disk holds what the other one shows, all of it synced. Requires that every store on both is closed.
  void copy_files_of(const FaultyDisk& other);

  /// The n-th operation it can hit (reads count too), n ≥ 1, and if `sticky` every one after it.
  void fail_at(std::uint64_t operation, Fault fault, bool sticky);
  void heal();
  bool has_failed() const;

  /// Syncs return at once and do nothing.
  void lie_about_syncs(bool lies);

  std::uint64_t changes() const;
  std::uint64_t operations() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace storage::sqlite
