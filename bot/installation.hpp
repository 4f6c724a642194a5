#pragma once
// Which installation a data folder belongs to: its file `installation` keeps the id of the database that was first served from it.
// The folder holds that installation's photos, and all its nodes share it, so a node that is pointed at another's database notices
// before it serves anybody (docs/operating.md, "Whose database").
#include <string>

#include "base/result.hpp"

namespace bot {

/// "" if the folder says nothing yet. kInvalid: the file does not hold an id; the text says what to do.
base::Result<std::string> installation_of(const std::string& folder);
/// The folder belongs to it from now on, durably; what it said before stays.
base::Status keep_installation(const std::string& folder, const std::string& installation);

}  // namespace bot
