#pragma once
// Whose database this is. A node that is pointed at the database of another installation (staging's, a neighbour city's) would
// serve its drivers and send its forwards: it must refuse before it changes anything (docs/operating.md, "Whose database").
#include <string>

#include "base/result.hpp"
#include "storage/sql.hpp"

namespace storage {

inline constexpr char kInstallation[] = "installation";

namespace detail {
template <class Database>
std::string installation_in(Database& database) {
  auto row = database.query(sql::kGetMeta, kInstallation);
  return row.next() ? row.text(0) : std::string();
}
}  // namespace detail

/// kInvalid if the database says that it is another's; one that says nothing is anybody's. `expected` "" = whichever.
template <class Database>
base::Status refuse_other_installation(Database& database, const std::string& place, const std::string& expected) {
  const std::string found = detail::installation_in(database);
  if (expected.empty() || found.empty() || found == expected) return {};
  return base::Error{base::ErrorCode::kInvalid,
                     "storage: " + place + " is the database of another installation (" + found +
                         "), this data folder belongs to installation " + expected +
                         "; name the right database, or, if this one shall be served from here, bring its photos and "
                         "remove the file \"installation\" from the data folder"};
}

/// The installation this database belongs to; one that said nothing belongs to `expected` from now on, or to `fresh` if that is
/// "". Of several nodes that do this at once the first decides.
template <class Database>
base::Result<std::string> settle_installation(Database& database, const std::string& place, const std::string& expected,
                                              const std::string& fresh) {
  if (detail::installation_in(database).empty()) {
    database.run(sql::kKeepMeta, kInstallation, expected.empty() ? fresh : expected);
  }
  if (auto ours = refuse_other_installation(database, place, expected); !ours) return ours.error();
  return detail::installation_in(database);
}

}  // namespace storage
