#include "storage/sqlite/open.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "storage/roles/installation.hpp"
#include "storage/sqlite/migrate.hpp"

namespace storage::sqlite {

namespace {

constexpr std::int64_t kApplicationId = 0x58494E53;  // "XINS"
constexpr char kTables[] = "SELECT COUNT(*) FROM sqlite_master";
constexpr char kMetaTables[] = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'";

struct Pragma {
  const char* name;
  const char* set;
  const char* expected;  // as it is read back
};

// Reliability reference §5.2. secure_delete: what a later erasure deletes is overwritten; the turn log deletes nothing,
// so it costs the hot path nothing. No memory map: a database that is being written is read through the page cache.
constexpr std::array<Pragma, 10> kWriterPragmas{{{"journal_mode", "WAL", "wal"},
                                                 {"synchronous", "FULL", "2"},
                                                 {"foreign_keys", "ON", "1"},
                                                 {"trusted_schema", "OFF", "0"},
                                                 {"secure_delete", "ON", "1"},
                                                 {"cell_size_check", "ON", "1"},
                                                 {"wal_autocheckpoint", "0", "0"},
                                                 {"temp_store", "MEMORY", "2"},
                                                 {"mmap_size", "0", "0"},
                                                 {"cache_size", "-16000", "-16000"}}};
constexpr std::array<Pragma, 6> kReaderPragmas{{{"query_only", "ON", "1"},
                                                {"trusted_schema", "OFF", "0"},
                                                {"cell_size_check", "ON", "1"},
                                                {"temp_store", "MEMORY", "2"},
                                                {"mmap_size", "0", "0"},
                                                {"cache_size", "-4000", "-4000"}}};

base::Error refusal(const std::string& path, std::string_view why) {
  return {base::ErrorCode::kInvalid, "storage: " + path + " " + std::string(why)};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_network_file_system(long type) {
  constexpr std::array<unsigned long, 6> kNetwork{0x6969 /* NFS */, 0xFF534D42 /* CIFS */, 0xFE534D42 /* SMB2 */,
                                                  0x517B /* SMB */, 0x01021997 /* 9P */,   0x00C36400 /* Ceph */};
  for (const unsigned long magic : kNetwork) {
    if ((static_cast<unsigned long>(type) & 0xFFFFFFFFUL) == magic) return true;
  }
  return false;
}

/// The name of the first pragma that cannot be had, or nullptr.
template <std::size_t N>
const char* apply(Database& database, const std::array<Pragma, N>& pragmas) {
  for (const Pragma& pragma : pragmas) {
    (void)database.pragma(std::string("PRAGMA ") + pragma.name + " = " + pragma.set);
    if (database.pragma(std::string("PRAGMA ") + pragma.name) != pragma.expected) return pragma.name;
  }
  return nullptr;
}

base::Status check_owner(Database& database, const SqliteOptions& options) {
  const std::string id = database.pragma("PRAGMA application_id");
  const std::string tables = database.pragma(kTables);
  if (id == std::to_string(kApplicationId)) return {};
  if (id != "0" || tables != "0") {
    return refusal(options.path, "belongs to another program; name another file in the configuration");
  }
  database.script("PRAGMA page_size = " + std::to_string(options.page_bytes) + "; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8'");
  return {};
}

}  // namespace

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

base::Result<FolderLock> lock_folder(const SqliteOptions& options) {
  if (!options.vfs.empty()) return FolderLock(-1);
  const std::string folder = folder_of(options.path);
  struct stat folder_is {};
  if (::stat(folder.c_str(), &folder_is) != 0 || !S_ISDIR(folder_is.st_mode)) {
    return refusal(folder, "is not a folder; create it, the program does not");
  }
  struct statfs system {};
  if (::statfs(folder.c_str(), &system) == 0 && is_network_file_system(static_cast<long>(system.f_type))) {
    return refusal(folder, "lies on a network file system, where locks and syncs cannot be trusted; use a local disk");
  }
  const std::string name = options.path + ".lock";
  const int descriptor = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) return refusal(name, "cannot be created; give the program's user the right to write the folder");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const bool taken = errno == EWOULDBLOCK;
    ::close(descriptor);
    if (!taken) return refusal(name, "cannot be locked; use a local disk");
    return base::Error{base::ErrorCode::kBusy,
                       "storage: " + options.path + " is open in another process; stop that one first"};
  }
  return FolderLock(descriptor);
}

base::Result<Opened> open_writer(const SqliteOptions& options, base::UnixMs now) {
  try {
    Opened opened;
    opened.database = std::make_unique<Database>(options.path, options.vfs, Database::Access::kReadWrite);
    Database& database = *opened.database;
    if (auto owner = check_owner(database, options); !owner) return owner.error();
    if (database.pragma(kMetaTables) != "0") {
      if (auto ours = refuse_other_installation(database, options.path, options.installation); !ours) return ours.error();
    }
    if (const char* missing = apply(database, kWriterPragmas)) {
      return refusal(options.path, std::string("cannot be used: SQLite refuses the setting ") + missing);
    }
    database.harden();
    database.keep_log();
    database.count_wal_pages();
    if (database.pragma("PRAGMA application_id") == "0") {
      database.script("PRAGMA application_id = " + std::to_string(kApplicationId));
    }
    auto migrated = migrate(database, now);
    if (!migrated) return migrated.error();
    opened.migrated = std::move(*migrated);
    return opened;
  } catch (const SqlFailure& failure) {
    if (failure.not_a_database()) {
      return refusal(options.path, "is damaged or no database (" + std::string(failure.what()) + "); restore a backup");
    }
    base::Error error = to_error(failure);
    error.text =
        "storage: " + options.path + " cannot be opened (" + failure.what() + "); check the disk and the file's rights";
    return error;
  }
}

std::unique_ptr<Database> open_reader(const std::string& path, const std::string& vfs) {
  auto database = std::make_unique<Database>(path, vfs, Database::Access::kReadOnly);
  if (apply(*database, kReaderPragmas) != nullptr) {
    throw SqlFailure(FailureKind::kBroken, 0, "a reading connection cannot be set up");
  }
  database->harden();
  return database;
}

}  // namespace storage::sqlite
