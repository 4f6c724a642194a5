#include "tests/support/faulty_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/random.hpp"

namespace test {

namespace {

constexpr std::size_t kSector = 512;
constexpr int kShmSlots = 8;

struct Change {
  bool truncates = false;
  std::size_t offset = 0;  // truncation: the new size
  std::string bytes;
};

void put(std::string& content, const Change& change) {
  if (change.truncates) {
    content.resize(change.offset);
    return;
  }
  if (content.size() < change.offset + change.bytes.size()) content.resize(change.offset + change.bytes.size());
  std::copy(change.bytes.begin(), change.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

struct Content {
  std::string seen;             // what reads return
  std::string durable;          // what is sure to be there after a power cut
  std::vector<Change> pending;  // between the two
  bool entry_durable = false;   // its name is in the directory after a power cut

  // Locks of the connections of this process.
  int shared = 0;
  bool reserved = false;
  bool pending_lock = false;
  bool exclusive = false;
  std::vector<std::unique_ptr<std::array<char, 32768>>> shm;
  std::array<int, kShmSlots> shm_shared{};
  std::array<bool, kShmSlots> shm_exclusive{};
  int shm_users = 0;
};

}  // namespace

struct FaultyDisk::State {
  explicit State(std::uint64_t seed) : random(seed) {}

  mutable std::mutex mutex;
  base::SeededRandom random;
  sqlite3_vfs vfs{};
  std::string name;
  std::map<std::string, std::shared_ptr<Content>> files;
  std::map<std::string, std::shared_ptr<Content>> unsynced_deletions;
  int open_handles = 0;

  std::uint64_t changes = 0;
  std::uint64_t operations = 0;
  std::optional<std::uint64_t> cut_at;
  bool power_off = false;
  std::optional<std::uint64_t> fail_at;
  Fault fault = Fault::kIoError;
  bool sticky = false;
  bool failed = false;
  bool lies = false;

  enum class Kind { kRead, kWrite, kSync, kOther };

  /// True: this operation fails with the armed fault.
  bool fails(Kind kind) {
    const bool hit = fault == Fault::kIoError || (fault == Fault::kSyncFails ? kind == Kind::kSync : kind == Kind::kWrite);
    if (hit) ++operations;
    if (!fail_at || !hit || operations < *fail_at) return false;
    if (operations > *fail_at && !sticky) return false;
    failed = true;
    return true;
  }
  /// True: the power goes with this change, which the caller leaves torn.
  bool cut_now() {
    ++changes;
    if (!cut_at || changes < *cut_at) return false;
    power_off = true;
    return true;
  }
  bool coin() { return random.below(2) == 0; }
  void sync_directory() {
    for (auto& [path, file] : files) file->entry_durable = true;
    unsynced_deletions.clear();
  }
};

namespace {

using State = FaultyDisk::State;

struct Handle {
  sqlite3_file base;
  State* state;
  std::shared_ptr<Content>* content;
  int lock;
  bool syncs_directory;
  bool persist_wal;
  bool uses_shm;
  unsigned shm_shared_mask;
  unsigned shm_exclusive_mask;
  std::string* delete_on_close;
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
Content& content_of(sqlite3_file* file) { return **handle_of(file).content; }

void release_shm_locks(Handle& handle) {
  Content& content = **handle.content;
  for (int slot = 0; slot < kShmSlots; ++slot) {
    const auto at = static_cast<std::size_t>(slot);
    if (handle.shm_shared_mask & (1U << slot)) --content.shm_shared[at];
    if (handle.shm_exclusive_mask & (1U << slot)) content.shm_exclusive[at] = false;
  }
  handle.shm_shared_mask = handle.shm_exclusive_mask = 0;
}

void lower_lock(Handle& handle, int level) {
  Content& content = **handle.content;
  if (handle.lock > SQLITE_LOCK_SHARED && level <= SQLITE_LOCK_SHARED) {
    content.reserved = false;
    content.pending_lock = false;
    content.exclusive = false;
  }
  if (handle.lock >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE) --content.shared;
  handle.lock = std::min(handle.lock, level);
}

int close_file(sqlite3_file* file) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  release_shm_locks(handle);
  lower_lock(handle, SQLITE_LOCK_NONE);
  --handle.state->open_handles;
  if (handle.delete_on_close != nullptr) handle.state->files.erase(*handle.delete_on_close);
  delete handle.delete_on_close;
  delete handle.content;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  State& state = *handle_of(file).state;
  const std::scoped_lock lock(state.mutex);
  if (state.power_off || state.fails(State::Kind::kRead)) return SQLITE_IOERR_READ;
  const std::string& seen = content_of(file).seen;
  const auto at = static_cast<std::size_t>(offset);
  const auto wanted = static_cast<std::size_t>(size);
  const std::size_t there = at >= seen.size() ? 0 : std::min(wanted, seen.size() - at);
  if (there > 0) std::memcpy(out, seen.data() + at, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  State& state = *handle_of(file).state;
  const std::scoped_lock lock(state.mutex);
  if (state.power_off) return SQLITE_IOERR_WRITE;
  Change change{false, static_cast<std::size_t>(offset), std::string(static_cast<const char*>(data), static_cast<std::size_t>(size))};
  const bool fails = state.fails(State::Kind::kWrite);
  if (fails && state.fault == Fault::kIoError) return SQLITE_IOERR_WRITE;
  if (fails) change.bytes.resize(change.bytes.size() / 2);
  put(content_of(file).seen, change);
  content_of(file).pending.push_back(std::move(change));
  if (state.cut_now()) return SQLITE_IOERR_WRITE;
  if (fails) return state.fault == Fault::kNoSpace ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  State& state = *handle_of(file).state;
  const std::scoped_lock lock(state.mutex);
  if (state.power_off || state.fails(State::Kind::kOther)) return SQLITE_IOERR_TRUNCATE;
  Change change{true, static_cast<std::size_t>(size), ""};
  put(content_of(file).seen, change);
  content_of(file).pending.push_back(std::move(change));
  return state.cut_now() ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) {
  Handle& handle = handle_of(file);
  State& state = *handle.state;
  const std::scoped_lock lock(state.mutex);
  if (state.power_off) return SQLITE_IOERR_FSYNC;
  if (state.fails(State::Kind::kSync)) {
    if (state.fault == Fault::kSyncFails) content_of(file).pending.clear();
    return SQLITE_IOERR_FSYNC;
  }
  if (state.cut_now()) return SQLITE_IOERR_FSYNC;
  if (state.lies) return SQLITE_OK;
  for (const Change& change : content_of(file).pending) put(content_of(file).durable, change);
  content_of(file).pending.clear();
  if (handle.syncs_directory) state.sync_directory();
  handle.syncs_directory = false;
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  State& state = *handle_of(file).state;
  const std::scoped_lock lock(state.mutex);
  *size = static_cast<sqlite3_int64>(content_of(file).seen.size());
  return state.power_off ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  if (handle.state->power_off) return SQLITE_IOERR_LOCK;
  if (handle.lock >= level) return SQLITE_OK;
  Content& content = content_of(file);
  const bool holds_reserved = handle.lock >= SQLITE_LOCK_RESERVED;
  if (level == SQLITE_LOCK_SHARED) {
    if (content.pending_lock || content.exclusive) return SQLITE_BUSY;
    ++content.shared;
  } else {
    if (content.reserved && !holds_reserved) return SQLITE_BUSY;
    content.reserved = true;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      content.pending_lock = true;
      handle.lock = SQLITE_LOCK_PENDING;
      if (content.shared > 1) return SQLITE_BUSY;
      content.exclusive = true;
    }
  }
  handle.lock = level;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int level) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  lower_lock(handle, level);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* reserved) {
  const std::scoped_lock lock(handle_of(file).state->mutex);
  *reserved = content_of(file).reserved ? 1 : 0;
  return SQLITE_OK;
}

int control(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_MMAP_SIZE) {
    *static_cast<sqlite3_int64*>(argument) = 0;
    return SQLITE_OK;
  }
  if (operation != SQLITE_FCNTL_PERSIST_WAL) return SQLITE_NOTFOUND;
  int& value = *static_cast<int*>(argument);
  Handle& handle = handle_of(file);
  if (value < 0) value = handle.persist_wal ? 1 : 0;
  else handle.persist_wal = value != 0;
  return SQLITE_OK;
}

int sector_size(sqlite3_file*) { return static_cast<int>(kSector); }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  Content& content = content_of(file);
  if (size != 32768) return SQLITE_IOERR_SHMMAP;
  if (!handle.uses_shm) {
    handle.uses_shm = true;
    ++content.shm_users;
  }
  const auto at = static_cast<std::size_t>(region);
  *out = nullptr;
  if (at >= content.shm.size()) {
    if (extend == 0) return SQLITE_OK;
    while (content.shm.size() <= at) content.shm.push_back(std::make_unique<std::array<char, 32768>>());
  }
  *out = content.shm[at]->data();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  Content& content = content_of(file);
  const unsigned mask = ((1U << count) - 1U) << offset;
  if (flags & SQLITE_SHM_UNLOCK) {
    for (int slot = offset; slot < offset + count; ++slot) {
      const unsigned bit = 1U << slot;
      const auto at = static_cast<std::size_t>(slot);
      if (handle.shm_shared_mask & bit) --content.shm_shared[at];
      if (handle.shm_exclusive_mask & bit) content.shm_exclusive[at] = false;
    }
    handle.shm_shared_mask &= ~mask;
    handle.shm_exclusive_mask &= ~mask;
    return SQLITE_OK;
  }
  if (handle.state->power_off) return SQLITE_IOERR_SHMLOCK;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int slot = offset; slot < offset + count; ++slot) {
    const unsigned bit = 1U << slot;
    const auto at = static_cast<std::size_t>(slot);
    const int others = content.shm_shared[at] - ((handle.shm_shared_mask & bit) ? 1 : 0);
    if (content.shm_exclusive[at] && !(handle.shm_exclusive_mask & bit)) return SQLITE_BUSY;
    if (exclusive && others > 0) return SQLITE_BUSY;
  }
  for (int slot = offset; slot < offset + count; ++slot) {
    const unsigned bit = 1U << slot;
    const auto at = static_cast<std::size_t>(slot);
    if (exclusive) {
      content.shm_exclusive[at] = true;
      handle.shm_exclusive_mask |= bit;
    } else if (!(handle.shm_shared_mask & bit)) {
      ++content.shm_shared[at];
      handle.shm_shared_mask |= bit;
    }
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file* file) {
  const std::scoped_lock lock(handle_of(file).state->mutex);  // a lock is a barrier
}

int shm_unmap(sqlite3_file* file, int) {
  Handle& handle = handle_of(file);
  const std::scoped_lock lock(handle.state->mutex);
  release_shm_locks(handle);
  if (handle.uses_shm && --content_of(file).shm_users == 0) content_of(file).shm.clear();
  handle.uses_shm = false;
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {
    2,           close_file,     read_file, write_file,  truncate_file,   sync_file, file_size, lock_file,   unlock_file,
    check_reserved, control,     sector_size, characteristics, shm_map, shm_lock,  shm_barrier, shm_unmap, nullptr, nullptr};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  State& state = *static_cast<State*>(vfs->pAppData);
  const std::scoped_lock lock(state.mutex);
  file->pMethods = nullptr;
  if (state.power_off || state.fails(State::Kind::kOther)) return SQLITE_CANTOPEN;
  const std::string name = path != nullptr ? path : "temporary-" + std::to_string(state.random.next_u64());
  auto found = state.files.find(name);
  const bool may_create = (flags & SQLITE_OPEN_CREATE) != 0;
  if (found == state.files.end()) {
    if (!may_create) return SQLITE_CANTOPEN;
    found = state.files.emplace(name, std::make_shared<Content>()).first;
    if (state.cut_now()) return SQLITE_CANTOPEN;
  }
  // As the unix VFS: the first sync through a handle that might have created a log or a journal syncs the folder too.
  const bool is_journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  const bool vanishes = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  handle_of(file) = Handle{{&kMethods}, &state, new std::shared_ptr<Content>(found->second), SQLITE_LOCK_NONE,
                           may_create && is_journal, false, false, 0, 0, vanishes ? new std::string(name) : nullptr};
  ++state.open_handles;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  State& state = *static_cast<State*>(vfs->pAppData);
  const std::scoped_lock lock(state.mutex);
  if (state.power_off || state.fails(State::Kind::kOther)) return SQLITE_IOERR_DELETE;
  const auto found = state.files.find(path);
  if (found == state.files.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (found->second->entry_durable) state.unsynced_deletions[path] = found->second;
  state.files.erase(found);
  if (state.cut_now()) return SQLITE_IOERR_DELETE;
  if (sync_directory != 0 && !state.lies) state.sync_directory();
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* path, int, int* out) {
  State& state = *static_cast<State*>(vfs->pAppData);
  const std::scoped_lock lock(state.mutex);
  *out = state.files.contains(path) ? 1 : 0;
  return state.power_off ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", path);
  return SQLITE_OK;
}

sqlite3_vfs* real() { return sqlite3_vfs_find("unix"); }
int randomness(sqlite3_vfs*, int size, char* out) { return real()->xRandomness(real(), size, out); }
int sleep_for(sqlite3_vfs*, int microseconds) { return real()->xSleep(real(), microseconds); }
int current_time(sqlite3_vfs*, double* out) { return real()->xCurrentTime(real(), out); }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

/// What of the unsynced changes reached the disk.
enum class Survival { kNothing, kEverything, kPrefix, kSectors };

void survive(Content& content, Survival survival, base::Random& random) {
  const std::size_t prefix = survival == Survival::kPrefix ? random.below(content.pending.size() + 1) : content.pending.size();
  for (std::size_t i = 0; i < prefix && survival != Survival::kNothing; ++i) {
    const Change& change = content.pending[i];
    const bool torn = survival == Survival::kSectors || (survival == Survival::kPrefix && i + 1 == prefix) ||
                      (survival == Survival::kEverything && i + 1 == prefix);
    if (!torn) {
      put(content.durable, change);
      continue;
    }
    if (change.truncates) {
      if (random.below(2) == 0) put(content.durable, change);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {
      const std::size_t size = std::min(change.bytes.size() - at, kSector - (change.offset + at) % kSector);
      if (random.below(2) == 0) put(content.durable, {false, change.offset + at, change.bytes.substr(at, size)});
      at += size;
    }
  }
  content.pending.clear();
  content.seen = content.durable;
}

}  // namespace

FaultyDisk::FaultyDisk(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {
  static std::atomic<int> disks{0};
  state_->name = "faulty-" + std::to_string(++disks);
  sqlite3_vfs& vfs = state_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(Handle));
  vfs.mxPathname = 200;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep_for;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) std::abort();
}

FaultyDisk::~FaultyDisk() {
  if (state_->open_handles != 0) std::abort();
  sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& FaultyDisk::vfs() const { return state_->name; }

void FaultyDisk::cut_power_at(std::uint64_t change) {
  const std::scoped_lock lock(state_->mutex);
  state_->cut_at = state_->changes + change;
}

void FaultyDisk::cut_power_now() {
  const std::scoped_lock lock(state_->mutex);
  state_->power_off = true;
}

bool FaultyDisk::power_is_off() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->power_off;
}

void FaultyDisk::restart() {
  const std::scoped_lock lock(state_->mutex);
  if (state_->open_handles != 0) std::abort();
  const auto survival = static_cast<Survival>(state_->random.below(4));
  for (auto& [path, file] : state_->unsynced_deletions) {
    if (!state_->files.contains(path) && state_->coin()) state_->files.emplace(path, file);
  }
  state_->unsynced_deletions.clear();
  for (auto at = state_->files.begin(); at != state_->files.end();) {
    survive(*at->second, survival, state_->random);
    const bool vanishes = !at->second->entry_durable && state_->coin();
    at->second->entry_durable = true;
    at = vanishes ? state_->files.erase(at) : std::next(at);
  }
  state_->power_off = false;
  state_->cut_at.reset();
}

void FaultyDisk::fail_at(std::uint64_t operation, Fault fault, bool sticky) {
  const std::scoped_lock lock(state_->mutex);
  state_->fault = fault;
  state_->fail_at = state_->operations + operation;
  state_->sticky = sticky;
  state_->failed = false;
}

void FaultyDisk::heal() {
  const std::scoped_lock lock(state_->mutex);
  state_->fail_at.reset();
}

bool FaultyDisk::has_failed() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->failed;
}

void FaultyDisk::lie_about_syncs(bool lies) {
  const std::scoped_lock lock(state_->mutex);
  state_->lies = lies;
}

std::uint64_t FaultyDisk::changes() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->changes;
}

std::uint64_t FaultyDisk::operations() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->operations;
}

}  // namespace test
