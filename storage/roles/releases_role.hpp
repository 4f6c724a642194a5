#pragma once
// Releases, their history and drafts over either engine. `Writer` has run(), one durable transaction; `Readers` has
// read(). There is no pointer to the current release beside the history: a publication is one row whose number nobody
// else can take, so no crash can leave the two apart.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/blob.hpp"
#include "storage/names.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

namespace detail {

template <class Query>
base::Result<std::optional<StoredRelease>> release_of(Query row) {
  if (!row.next()) return std::optional<StoredRelease>();
  return std::optional<StoredRelease>({row.text(0), row.text(1), row.instant(2), row.integer(3) != 0});
}

template <class Query>
base::Result<std::vector<Publication>> publications_of(Query row) {
  std::vector<Publication> all;
  while (row.next()) {
    const auto kind = publication_kind_from_name(row.bytes(2));
    if (!kind) return base::Error{base::ErrorCode::kStorage, "storage: a publication cannot be read back"};
    all.push_back({.number = row.integer(0),
                   .release = row.text(1),
                   .kind = *kind,
                   .at = row.instant(3),
                   .by = row.text(4),
                   .confirmed_by = row.text(5),
                   .note = row.text(6),
                   .change = row.text(7),
                   .moves_all = row.integer(8) != 0});
  }
  return all;
}

template <class Query>
ReleaseDraft draft_of(const Query& row) {
  return {.name = row.text(0),
          .revision = row.integer(1),
          .base = row.integer(2),
          .sources = {},
          .by = row.text(3),
          .at = row.instant(4)};
}

}  // namespace detail

template <class Writer, class Readers>
class ReleasesRole final : public Releases {
 public:
  ReleasesRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Result<std::int64_t> publish(const NewPublication& publication) override;
  base::Result<std::optional<StoredRelease>> find(std::string_view id) override;
  base::Result<std::optional<StoredRelease>> current() override;
  base::Result<std::optional<Publication>> newest() override;
  base::Result<std::vector<Publication>> history(std::int64_t before, std::size_t publications_max) override;
  base::Result<std::vector<std::string>> stored_ids() override;
  base::Status forget(std::string_view id) override;
  base::Result<std::int64_t> save_draft(const ReleaseDraft& draft) override;
  base::Result<std::optional<ReleaseDraft>> find_draft(std::string_view name) override;
  base::Result<std::vector<ReleaseDraft>> drafts() override;
  base::Status drop_draft(std::string_view name) override;

 private:
  Writer& writer_;
  Readers& readers_;
};

template <class Writer, class Readers>
base::Result<std::int64_t> ReleasesRole<Writer, Readers>::publish(const NewPublication& wanted) {
  const Publication& line = wanted.publication;
  const std::int64_t number = wanted.expected + 1;
  const base::Status done = writer_.run([&](auto& database) -> base::Status {
    database.run(sql::kInsertRelease, line.release, Blob{wanted.sources}, line.at);
    for (const std::string& id : wanted.withdrawals) {
      auto row = database.query(sql::kWithdrawRelease, id);
      if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no such release to withdraw"};
    }
    auto row = database.query(sql::kInsertPublication, number, line.release, to_name(line.kind), line.at, line.by,
                              line.confirmed_by, line.note, line.change, line.moves_all ? 1 : 0, wanted.expected);
    if (row.next()) return {};
    return base::Error{base::ErrorCode::kConflict, "storage: somebody published in between"};
  });
  if (!done) return done.error();
  return number;
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

template <class Writer, class Readers>
base::Result<std::optional<Publication>> ReleasesRole<Writer, Readers>::newest() {
  const auto found = readers_.template read<std::vector<Publication>>(
      [&](auto& database) { return detail::publications_of(database.query(sql::kNewestPublication)); });
  if (!found) return found.error();
  return found->empty() ? std::optional<Publication>() : std::optional<Publication>(found->front());
}

template <class Writer, class Readers>
base::Result<std::vector<Publication>> ReleasesRole<Writer, Readers>::history(std::int64_t before,
                                                                              std::size_t publications_max) {
  const std::int64_t below = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
  return readers_.template read<std::vector<Publication>>([&](auto& database) {
    return detail::publications_of(database.query(sql::kPublicationsBefore, below, publications_max));
  });
}

template <class Writer, class Readers>
base::Result<std::vector<std::string>> ReleasesRole<Writer, Readers>::stored_ids() {
  using Ids = std::vector<std::string>;
  return readers_.template read<Ids>([&](auto& database) -> base::Result<Ids> {
    Ids ids;
    auto row = database.query(sql::kReleaseIds);
    while (row.next()) ids.push_back(row.text(0));
    return ids;
  });
}

template <class Writer, class Readers>
base::Status ReleasesRole<Writer, Readers>::forget(std::string_view id) {
  return writer_.run([&](auto& database) -> base::Status {
    {
      // Locks the row: a publication of the same release waits, or was first and is then seen by the next statement.
      auto row = database.query(std::remove_reference_t<decltype(database)>::Dialect::kReleaseForChange, id);
      if (!row.next()) return {};
    }
    {
      auto current = database.query(sql::kNewestPublication);
      if (current.next() && current.bytes(1) == id) {
        return base::Error{base::ErrorCode::kConflict, "storage: the current release cannot be deleted"};
      }
    }
    database.run(sql::kDeleteRelease, id);
    return {};
  });
}

template <class Writer, class Readers>
base::Result<std::int64_t> ReleasesRole<Writer, Readers>::save_draft(const ReleaseDraft& draft) {
  std::int64_t revision = 0;
  const base::Status saved = writer_.run([&](auto& database) -> base::Status {
    auto row = draft.revision == 0
                   ? database.query(sql::kInsertDraft, draft.name, draft.base, Blob{draft.sources}, draft.by, draft.at)
                   : database.query(sql::kReplaceDraft, draft.base, Blob{draft.sources}, draft.by, draft.at, draft.name,
                                    draft.revision);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: the draft is another by now"};
    revision = row.integer(0);
    return {};
  });
  if (!saved) return saved.error();
  return revision;
}

template <class Writer, class Readers>
base::Result<std::optional<ReleaseDraft>> ReleasesRole<Writer, Readers>::find_draft(std::string_view name) {
  using Found = std::optional<ReleaseDraft>;
  return readers_.template read<Found>([&](auto& database) -> base::Result<Found> {
    auto row = database.query(sql::kDraft, name);
    if (!row.next()) return Found();
    ReleaseDraft draft = detail::draft_of(row);
    draft.sources = row.text(5);
    return Found(std::move(draft));
  });
}

template <class Writer, class Readers>
base::Result<std::vector<ReleaseDraft>> ReleasesRole<Writer, Readers>::drafts() {
  using Drafts = std::vector<ReleaseDraft>;
  return readers_.template read<Drafts>([&](auto& database) -> base::Result<Drafts> {
    Drafts all;
    auto row = database.query(sql::kDrafts);
    while (row.next()) all.push_back(detail::draft_of(row));
    return all;
  });
}

template <class Writer, class Readers>
base::Status ReleasesRole<Writer, Readers>::drop_draft(std::string_view name) {
  return writer_.run([&](auto& database) -> base::Status {
    auto row = database.query(sql::kDeleteDraft, name);
    if (row.next()) return {};
    return base::Error{base::ErrorCode::kNotFound, "storage: no such draft"};
  });
}

}  // namespace storage
