#pragma once
// The twin's only memory: a file of JSON lines that is only ever appended to.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace twins {

/// Not thread-safe. Holds an exclusive lock on the file, so that two twins cannot write one ledger.
class Ledger {
 public:
  /// Opens or creates the file. A last line without its line end (a write cut off by a crash, never answered) is
  /// removed. Errors kStorage, with a text for the operator.
  static base::Result<std::unique_ptr<Ledger>> open(const std::string& path);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Durable when it returns ok. A failure leaves the ledger as it was, or refuses all further lines.
  base::Status append(std::string_view line);
  /// The lines found by open(), without line ends; moved out.
  std::vector<std::string> take_lines() { return std::move(lines_); }
  base::Result<std::string> read_all() const;

 private:
  Ledger(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  base::Status load();

  int fd_;
  std::string path_;
  std::size_t size_ = 0;
  bool broken_ = false;
  std::vector<std::string> lines_;
};

}  // namespace twins
