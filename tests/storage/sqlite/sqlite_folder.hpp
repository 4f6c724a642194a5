#pragma once
// A folder with one database file, opened as the program opens it and spoiled as a test needs it.
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/storage/folder.hpp"

namespace test {

class SqliteFolder {
 public:
  SqliteFolder();
  base::Result<std::unique_ptr<storage::Store>> open();
  /// Must open.
  std::unique_ptr<storage::Store> must_open();
  /// The refusal's text; "" if it opens.
  std::string refusal();
  /// Runs SQL on the file from outside, no store being open.
  void sql(const std::string& text);
  /// The rows of a query, columns parted by |, rows by newlines.
  std::string rows(const std::string& query);

  storage::SqliteOptions options;
  base::ManualClock clock{base::UnixMs{1'768'442'531'000}};
  base::SeededRandom random{7};
  base::NoLog log;
  Folder folder;
};

}  // namespace test
