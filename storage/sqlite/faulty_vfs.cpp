#include <sqlite3.h>

#include <cstdlib>
#include <cstring>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/faulty_disk_state.hpp"

namespace storage::sqlite {

namespace {

using State = FaultyDisk::State;
using faulty::Change;
using faulty::Content;
using faulty::kSector;
using faulty::kShmSlots;
using faulty::put;

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
int pause_for(sqlite3_vfs*, int microseconds) { return real()->xSleep(real(), microseconds); }
int current_time(sqlite3_vfs*, double* out) { return real()->xCurrentTime(real(), out); }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void install_faulty_vfs(State& state) {
  prepare_engine();
  state.vfs = std::make_shared<sqlite3_vfs>();
  sqlite3_vfs& vfs = *state.vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(Handle));
  vfs.mxPathname = 200;
  vfs.zName = state.name.c_str();
  vfs.pAppData = &state;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = pause_for;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) std::abort();
}

void remove_faulty_vfs(State& state) { sqlite3_vfs_unregister(state.vfs.get()); }

}  // namespace storage::sqlite
