#pragma once
// From a URL to a database that may be trusted: reached, writable, ours, of this program's schema.
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/postgres/connection.hpp"

namespace storage::postgres {

struct Opened {
  std::unique_ptr<Connection> connection;
  std::vector<std::string> migrated;
};

/// Every refusal says what and what to do, and never the password. Several nodes may do this at the same time. The database of
/// another `installation` is refused before it is migrated; "" = whichever.
base::Result<Opened> open_database(const std::string& url, base::UnixMs now, const std::string& installation = {});

}  // namespace storage::postgres
