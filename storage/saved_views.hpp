#pragma once
// Filters of lists that somebody gave a name. Part of the store (storage/store.hpp), whose words about threads, errors and "durable"
// hold here too.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace storage {

struct SavedView {
  std::int64_t id = 0;         // given by the store
  std::string scope;           // whose it is, by account name; "" everybody's
  std::string list;            // "conversations" "tickets"
  std::string name;            // unique in its list and scope
  std::string query;           // as it stands in the page's address
  std::string author;          // who wrote it last
  std::int64_t revision = 0;   // 1 with the first save
  base::UnixMs at{0};
};

class SavedViews {
 public:
  virtual ~SavedViews() = default;
  /// This person's own and everybody's, by list and name.
  virtual base::Result<std::vector<SavedView>> of(std::string_view person) = 0;
  /// Durable on return, like every write here. Returns the id. kConflict: the name is taken.
  virtual base::Result<std::int64_t> add(const SavedView& view) = 0;
  /// Writes name and query over the revision that `view` carries, in its scope; returns the new one. kNotFound; kConflict: it is
  /// another revision by now, or the name is taken.
  virtual base::Result<std::int64_t> change(const SavedView& view) = 0;
  /// kNotFound: there is none in this scope.
  virtual base::Status drop(std::int64_t id, std::string_view scope) = 0;
};

}  // namespace storage
