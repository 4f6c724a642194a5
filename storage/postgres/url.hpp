#pragma once
// A database's URL: what may be said about it, and why it does not lead to a database. Never its password.
#include <string>

#include "base/result.hpp"
#include "storage/postgres/failure.hpp"

namespace storage::postgres {

/// "PostgreSQL database xinsheng at db1:5432". kInvalid: not a URL of PostgreSQL; the text says what one looks like.
base::Result<std::string> place_of(const std::string& url);
/// The rest of a sentence that begins with the place: what went wrong and what to do. Connects once more to ask, if
/// there was no connection.
std::string why_not_opened(const std::string& url, const PgFailure& failure);

}  // namespace storage::postgres
