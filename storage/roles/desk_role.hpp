#pragma once
// Operators' tasks and published releases over either engine. `Writer` has run(), one durable transaction; `Readers`
// has read().
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/blob.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

namespace detail {
inline constexpr char kCurrentReleaseName[] = "current_release";

template <class Query>
base::Result<std::optional<StoredRelease>> release_of(Query row) {
  if (!row.next()) return std::optional<StoredRelease>();
  return std::optional<StoredRelease>({row.text(0), row.text(1), row.instant(2)});
}

}  // namespace detail

template <class Writer, class Readers>
class DeskRole final : public Desk {
 public:
  DeskRole(Writer& writer, Readers& readers, const base::Clock& clock)
      : writer_(writer), readers_(readers), clock_(clock) {}
  base::Result<std::vector<Task>> open_tasks(std::int64_t after, std::size_t tasks_max) override;
  base::Status close_task(std::int64_t id, std::string_view by) override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
};

template <class Writer, class Readers>
class ReleasesRole final : public Releases {
 public:
  ReleasesRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Status publish(const StoredRelease& release) override;
  base::Result<std::optional<StoredRelease>> find(std::string_view id) override;
  base::Result<std::optional<StoredRelease>> current() override;

 private:
  Writer& writer_;
  Readers& readers_;
};

template <class Writer, class Readers>
base::Result<std::vector<Task>> DeskRole<Writer, Readers>::open_tasks(std::int64_t after, std::size_t tasks_max) {
  using Tasks = std::vector<Task>;
  return readers_.template read<Tasks>([&](auto& database) -> base::Result<Tasks> {
    Tasks tasks;
    auto row = database.query(sql::kOpenTasks, after, tasks_max);
    while (row.next()) {
      tasks.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.instant(5), true});
    }
    return tasks;
  });
}

template <class Writer, class Readers>
base::Status DeskRole<Writer, Readers>::close_task(std::int64_t id, std::string_view by) {
  const base::UnixMs now = clock_.now();
  return writer_.run([&](auto& database) -> base::Status {
    {
      auto row = database.query(std::remove_reference_t<decltype(database)>::Dialect::kTaskOpen, id);
      if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no such task"};
      if (row.integer(0) == 0) return base::Error{base::ErrorCode::kConflict, "storage: the task is closed already"};
    }
    database.run(sql::kCloseTask, now, by, id);
    return {};
  });
}

template <class Writer, class Readers>
base::Status ReleasesRole<Writer, Readers>::publish(const StoredRelease& release) {
  return writer_.run([&](auto& database) -> base::Status {
    database.run(sql::kInsertRelease, release.id, Blob{release.sources}, release.published);
    database.run(sql::kPutMeta, detail::kCurrentReleaseName, release.id);
    return {};
  });
}

template <class Writer, class Readers>
base::Result<std::optional<StoredRelease>> ReleasesRole<Writer, Readers>::find(std::string_view id) {
  return readers_.template read<std::optional<StoredRelease>>(
      [&](auto& database) { return detail::release_of(database.query(sql::kRelease, id)); });
}

template <class Writer, class Readers>
base::Result<std::optional<StoredRelease>> ReleasesRole<Writer, Readers>::current() {
  return readers_.template read<std::optional<StoredRelease>>(
      [&](auto& database) { return detail::release_of(database.query(sql::kCurrentRelease)); });
}

}  // namespace storage
