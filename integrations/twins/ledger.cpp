#include "integrations/twins/ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace twins {
namespace {

base::Error storage_error(const std::string& what, const std::string& path) {
  return {base::ErrorCode::kStorage, what + " " + path + ": " + std::generic_category().message(errno)};
}

/// The name of a new file is durable only when its folder is.
bool sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

}  // namespace

base::Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return storage_error("cannot open", path);
  std::unique_ptr<Ledger> ledger(new Ledger(fd, path));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return storage_error("another hotline-twin holds", path);
  if (!sync_folder(folder)) return storage_error("cannot sync the folder of", path);
  if (const auto loaded = ledger->load(); !loaded) return loaded.error();
  return ledger;
}

Ledger::~Ledger() { ::close(fd_); }

base::Status Ledger::load() {
  const auto text = read_all();
  if (!text) return text.error();
  const std::size_t whole = text->rfind('\n') + 1;  // npos + 1 is 0
  if (whole != text->size() && (::ftruncate(fd_, static_cast<off_t>(whole)) != 0 || ::fsync(fd_) != 0)) {
    return storage_error("cannot cut the torn last line of", path_);
  }
  size_ = whole;
  for (std::size_t at = 0; at < whole;) {
    const std::size_t end = text->find('\n', at);
    lines_.push_back(text->substr(at, end - at));
    at = end + 1;
  }
  return {};
}

base::Status Ledger::append(std::string_view line) {
  if (broken_) return base::Error{base::ErrorCode::kStorage, "the ledger failed before"};
  const std::string bytes = std::string(line) + "\n";
  std::size_t put = 0;
  while (put < bytes.size()) {
    const ssize_t wrote = ::pwrite(fd_, bytes.data() + put, bytes.size() - put, static_cast<off_t>(size_ + put));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      const base::Error error = storage_error("cannot write", path_);
      broken_ = ::ftruncate(fd_, static_cast<off_t>(size_)) != 0;
      return error;
    }
    put += static_cast<std::size_t>(wrote);
  }
  if (::fsync(fd_) != 0) {
    broken_ = true;  // after a failed fsync nobody knows what is on the disk
    return storage_error("cannot sync", path_);
  }
  size_ += bytes.size();
  return {};
}

base::Result<std::string> Ledger::read_all() const {
  struct stat found {};
  if (::fstat(fd_, &found) != 0) return storage_error("cannot read", path_);
  std::string text(static_cast<std::size_t>(found.st_size), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const ssize_t part = ::pread(fd_, text.data() + got, text.size() - got, static_cast<off_t>(got));
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return storage_error("cannot read", path_);
    if (part == 0) break;
    got += static_cast<std::size_t>(part);
  }
  text.resize(got);
  return text;
}

}  // namespace twins
