#pragma once
// Saved views over either engine. `Writer` has run(), one durable transaction; `Readers` has read().
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/roles/lists_sql.hpp"
#include "storage/saved_views.hpp"

namespace storage {

template <class Writer, class Readers>
class SavedViewsRole final : public SavedViews {
 public:
  SavedViewsRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Result<std::vector<SavedView>> of(std::string_view person) override;
  base::Result<std::int64_t> add(const SavedView& view) override;
  base::Result<std::int64_t> change(const SavedView& view) override;
  base::Status drop(std::int64_t id, std::string_view scope) override;

 private:
  Writer& writer_;
  Readers& readers_;
};

template <class Writer, class Readers>
base::Result<std::vector<SavedView>> SavedViewsRole<Writer, Readers>::of(std::string_view person) {
  using Views = std::vector<SavedView>;
  return readers_.template read<Views>([&](auto& database) -> base::Result<Views> {
    Views views;
    auto row = database.query(sql::kViewsOf, person);
    while (row.next()) {
      views.push_back({.id = row.integer(0),
                       .scope = row.text(1),
                       .list = row.text(2),
                       .name = row.text(3),
                       .query = row.text(4),
                       .author = row.text(5),
                       .revision = row.integer(6),
                       .at = row.instant(7)});
    }
    return views;
  });
}

template <class Writer, class Readers>
base::Result<std::int64_t> SavedViewsRole<Writer, Readers>::add(const SavedView& view) {
  std::int64_t id = 0;
  const base::Status added = writer_.run([&](auto& database) -> base::Status {
    auto row = database.query(sql::kInsertView, view.scope, view.list, view.name, view.query, view.author, view.at);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: a view of this name exists"};
    id = row.integer(0);
    return {};
  });
  if (!added) return added.error();
  return id;
}

template <class Writer, class Readers>
base::Result<std::int64_t> SavedViewsRole<Writer, Readers>::change(const SavedView& view) {
  std::int64_t revision = 0;
  const base::Status changed = writer_.run([&](auto& database) -> base::Status {
    std::string list;
    {
      auto row = database.query(sql::kViewStanding, view.id, view.scope);
      if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no such view"};
      list = row.text(0);
    }
    {
      auto row = database.query(sql::kViewOfName, list, view.scope, view.name);
      if (row.next() && row.integer(0) != view.id) return base::Error{base::ErrorCode::kConflict, "storage: a view of this name exists"};
    }
    auto row = database.query(sql::kReplaceView, view.name, view.query, view.author, view.at, view.id, view.scope, view.revision);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: the view was changed by somebody else"};
    revision = row.integer(0);
    return {};
  });
  if (!changed) return changed.error();
  return revision;
}

template <class Writer, class Readers>
base::Status SavedViewsRole<Writer, Readers>::drop(std::int64_t id, std::string_view scope) {
  return writer_.run([&](auto& database) -> base::Status {
    auto row = database.query(sql::kDeleteView, id, scope);
    if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no such view"};
    return {};
  });
}

}  // namespace storage
