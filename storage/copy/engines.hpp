#pragma once
// The two archives. Opening brings the schema up to this program's and makes the store whole (what a killed process
// left is recovered).
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/copy/archive.hpp"

namespace storage::copy {

base::Result<std::unique_ptr<Archive>> open_sqlite_archive(const std::string& path, const base::Clock& clock,
                                                           base::Log& log);
base::Result<std::unique_ptr<Archive>> open_postgres_archive(const std::string& url, const base::Clock& clock,
                                                             base::Log& log);

}  // namespace storage::copy
