#include "storage/sql.hpp"
#include "storage/sqlite/roles.hpp"

namespace storage::sqlite {

namespace {
constexpr char kCurrentReleaseName[] = "current_release";

base::Result<std::optional<StoredRelease>> release_of(Query row) {
  if (!row.next()) return std::optional<StoredRelease>();
  return std::optional<StoredRelease>({row.text(0), row.text(1), row.instant(2)});
}

}  // namespace

base::Result<std::vector<Task>> DeskRole::open_tasks(std::int64_t after, std::size_t tasks_max) {
  using Tasks = std::vector<Task>;
  return readers_.read<Tasks>([&](Database& database) -> base::Result<Tasks> {
    Tasks tasks;
    Query row = database.query(sql::kOpenTasks, after, tasks_max);
    while (row.next()) {
      tasks.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.instant(5), true});
    }
    return tasks;
  });
}

base::Status DeskRole::close_task(std::int64_t id, std::string_view by) {
  const base::UnixMs now = clock_.now();
  return writer_.run([&](Database& database) -> base::Status {
    {
      Query row = database.query(sql::kTaskOpen, id);
      if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no such task"};
      if (row.integer(0) == 0) return base::Error{base::ErrorCode::kConflict, "storage: the task is closed already"};
    }
    database.run(sql::kCloseTask, now, by, id);
    return {};
  });
}

base::Status ReleasesRole::publish(const StoredRelease& release) {
  return writer_.run([&](Database& database) -> base::Status {
    database.run(sql::kInsertRelease, release.id, Blob{release.sources}, release.published);
    database.run(sql::kPutMeta, kCurrentReleaseName, release.id);
    return {};
  });
}

base::Result<std::optional<StoredRelease>> ReleasesRole::find(std::string_view id) {
  return readers_.read<std::optional<StoredRelease>>(
      [&](Database& database) { return release_of(database.query(sql::kRelease, id)); });
}

base::Result<std::optional<StoredRelease>> ReleasesRole::current() {
  return readers_.read<std::optional<StoredRelease>>(
      [&](Database& database) { return release_of(database.query(sql::kCurrentRelease)); });
}

}  // namespace storage::sqlite
