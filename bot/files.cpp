#include "bot/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace bot {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

base::Error file_error(const std::string& path, const char* what, int code) {
  const bool missing = code == ENOENT;
  return {missing ? base::ErrorCode::kNotFound : base::ErrorCode::kStorage,
          path + ": " + what + ": " + std::generic_category().message(code)};
}

base::Result<std::string> read_all(int fd, const std::string& path, std::size_t bytes_max = kFileBytesMax) {
  std::string bytes;
  std::array<char, 16384> chunk{};
  while (true) {
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(path, "cannot be read", errno);
    if (got == 0) return bytes;
    bytes.append(chunk.data(), static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max) {
      return base::Error{base::ErrorCode::kInvalid, path + ": larger than " + std::to_string(bytes_max >> 20) +
                                                        " MiB, which no file read here should be"};
    }
  }
}

}  // namespace

base::Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return file_error(path, "cannot be opened", errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_error(path, "cannot be examined", errno);
  if (!S_ISREG(status.st_mode)) return base::Error{base::ErrorCode::kInvalid, path + ": not a regular file"};
  return read_all(file.get(), path);
}

base::Result<std::string> read_large_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return file_error(path, "cannot be opened", errno);
  return read_all(file.get(), path, kLargeFileBytesMax);
}

base::Result<std::string> read_secret(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return file_error(path, "cannot be opened", errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_error(path, "cannot be examined", errno);
  if ((status.st_mode & 077) != 0) {
    return base::Error{base::ErrorCode::kInvalid, path + ": others may read this secret; run: chmod 600 " + path};
  }
  base::Result<std::string> bytes = read_all(file.get(), path);
  if (!bytes) return bytes;
  std::string line = bytes->substr(0, bytes->find('\n'));
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) return base::Error{base::ErrorCode::kInvalid, path + ": the first line should hold the secret, it is empty"};
  return line;
}

base::Result<std::vector<dialogs::SourceFile>> read_scripts(const std::string& folder) {
  std::vector<dialogs::SourceFile> files;
  std::error_code failure;
  std::filesystem::recursive_directory_iterator it(folder, failure);
  // A folder below may be unreadable, or go while it is listed: then no listing is whole.
  for (; !failure && it != std::filesystem::recursive_directory_iterator(); it.increment(failure)) {
    const std::filesystem::directory_entry& entry = *it;
    std::error_code unknown;
    if (!entry.is_regular_file(unknown) || entry.path().extension() != ".yaml") continue;
    base::Result<std::string> text = read_file(entry.path().string());
    if (!text) return text.error();
    files.push_back({std::filesystem::relative(entry.path(), folder, unknown).generic_string(), std::move(*text)});
  }
  if (failure) {
    return base::Error{base::ErrorCode::kNotFound, folder + ": cannot be listed: " + failure.message()};
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

base::Status write_durably(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".part";
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.get() < 0) return file_error(beside, "cannot be created", errno);
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t wrote = ::write(file.get(), bytes.data() + done, bytes.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return file_error(beside, "cannot be written", errno);
      done += static_cast<std::size_t>(wrote);
    }
    if (::fsync(file.get()) != 0) return file_error(beside, "cannot be synced", errno);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return file_error(path, "cannot be put in place", errno);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0 && ::fsync(directory.get()) != 0) return file_error(folder, "cannot be synced", errno);
  return {};
}

base::Status make_folder(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) {
    return base::Error{base::ErrorCode::kStorage, path + ": cannot be created: " + failure.message()};
  }
  return {};
}

}  // namespace bot
