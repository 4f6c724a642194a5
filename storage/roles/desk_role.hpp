#pragma once
// Operators' tasks over either engine. `Writer` has run(), one durable transaction; `Readers`
// has read().
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

template <class Writer, class Readers>
class DeskRole final : public Desk {
 public:
  DeskRole(Writer& writer, Readers& readers, const base::Clock& clock)
      : writer_(writer), readers_(readers), clock_(clock) {}
  base::Result<std::vector<Task>> open_tasks(std::int64_t after, std::size_t tasks_max) override;
  base::Status close_task(std::int64_t id, std::string_view by) override;
  base::Result<ConversationCounts> count_conversations(const MatterFilter& matter) override;
  base::Result<TicketCounts> count_tickets(const MatterFilter& matter, base::UnixMs now, base::UnixMs soon) override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
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

namespace detail {

template <class Query>
std::int64_t counted(Query row) {
  return row.next() ? row.integer(0) : 0;
}

template <class Query>
CountsByPerson counted_by_person(Query row) {
  CountsByPerson counts;
  while (row.next()) counts.emplace_back(row.text(0), row.integer(1));
  return counts;
}

}  // namespace detail

template <class Writer, class Readers>
base::Result<ConversationCounts> DeskRole<Writer, Readers>::count_conversations(const MatterFilter& m) {
  return readers_.template read<ConversationCounts>([&](auto& database) -> base::Result<ConversationCounts> {
    const auto ask = [&](const char* statement) {
      return database.query(statement, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code);
    };
    ConversationCounts counts;
    counts.taken = detail::counted_by_person(ask(sql::kCountAttended));
    if (!counts.taken.empty() && counts.taken.front().first.empty()) {
      counts.waiting = counts.taken.front().second;
      counts.taken.erase(counts.taken.begin());
    }
    counts.needs = detail::counted(ask(sql::kCountNeedy));
    return counts;
  });
}

template <class Writer, class Readers>
base::Result<TicketCounts> DeskRole<Writer, Readers>::count_tickets(const MatterFilter& m, base::UnixMs now, base::UnixMs soon) {
  return readers_.template read<TicketCounts>([&](auto& database) -> base::Result<TicketCounts> {
    const auto ask = [&](const char* statement, const auto&... more) {
      return database.query(statement, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, more...);
    };
    TicketCounts counts;
    {
      auto row = ask(sql::kCountOpenTickets, now, soon);
      if (row.next()) {
        counts.open = row.integer(0);
        counts.overdue = row.integer(1);
        counts.due_soon = row.integer(2) - counts.overdue;
      }
    }
    counts.needs = detail::counted(ask(sql::kCountNeedyTickets));
    counts.taken = detail::counted_by_person(ask(sql::kCountTakenTickets));
    return counts;
  });
}

}  // namespace storage
