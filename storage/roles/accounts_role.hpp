#pragma once
// Accounts over either engine. `Writer` has run(), one durable transaction; `Readers` has read().
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "storage/accounts.hpp"
#include "storage/blob.hpp"
#include "storage/roles/accounts_sql.hpp"

namespace storage {

namespace detail {

inline constexpr base::Millis kRequestKept = base::days(1);

template <class Query>
Account account_of(const Query& row) {
  return {.id = row.integer(0),
          .name = row.text(1),
          .display = row.text(2),
          .role = row.text(3),
          .password = row.text(4),
          .totp = row.text(5),
          .totp_step = row.integer(6),
          .disabled = row.integer(7) != 0,
          .created = row.instant(8)};
}

template <class Query>
std::optional<Account> first_account(Query row) {
  return row.next() ? std::optional<Account>(account_of(row)) : std::nullopt;
}

template <class Query>
std::vector<AuditEntry> audit_of(Query row) {
  std::vector<AuditEntry> entries;
  while (row.next()) {
    entries.push_back({.number = row.integer(0),
                       .said = {.actor = row.text(2),
                                .role = row.text(3),
                                .action = row.text(4),
                                .object = row.text(5),
                                .note = row.text(6),
                                .request = row.text(7),
                                .at = row.instant(1)},
                       .previous = row.text(8),
                       .hash = row.text(9)});
  }
  return entries;
}

}  // namespace detail

template <class Writer, class Readers>
class AccountsRole final : public Accounts {
 public:
  AccountsRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Result<std::int64_t> add(const Account& account) override;
  base::Result<std::optional<Account>> find(std::string_view name) override {
    return maybe_account([&](auto& database) { return detail::first_account(database.query(sql::kAccountOfName, name)); });
  }
  base::Result<std::optional<Account>> find(std::int64_t id) override {
    return maybe_account([&](auto& database) { return detail::first_account(database.query(sql::kAccount, id)); });
  }
  base::Result<std::vector<Account>> all() override;
  base::Status change(std::int64_t id, const AccountChange& change) override;
  base::Status use_totp(std::int64_t id, std::int64_t step) override;
  base::Status begin_session(const DeskSession& session) override;
  base::Result<std::optional<DeskSession>> session(std::string_view id) override;
  base::Status see_session(std::string_view id, base::UnixMs seen) override { return run(sql::kSeeSession, seen, id); }
  base::Status end_session(std::string_view id) override { return run(sql::kEndSession, id); }
  base::Result<AuditEntry> append(const NewAudit& said) override;
  base::Result<std::vector<AuditEntry>> audit(std::int64_t before, std::size_t entries_max) override;
  base::Result<std::optional<EarlierRequest>> begin_request(std::int64_t account, std::string_view key,
                                                            std::string_view digest, base::UnixMs now,
                                                            base::Millis patience) override;
  base::Status finish_request(std::int64_t account, std::string_view key, int status, std::string_view body) override;

 private:
  template <class Read>
  base::Result<std::optional<Account>> maybe_account(Read read) {
    return readers_.template read<std::optional<Account>>(
        [&](auto& database) -> base::Result<std::optional<Account>> { return read(database); });
  }
  template <class... Values>
  base::Status run(const char* statement, const Values&... values) {
    return writer_.run([&](auto& database) -> base::Status {
      database.run(statement, values...);
      return {};
    });
  }

  Writer& writer_;
  Readers& readers_;
};

template <class Writer, class Readers>
base::Result<std::int64_t> AccountsRole<Writer, Readers>::add(const Account& account) {
  std::int64_t id = 0;
  const base::Status added = writer_.run([&](auto& database) -> base::Status {
    auto row = database.query(sql::kInsertAccount, account.name, account.display, account.role, account.password,
                              account.totp, account.disabled ? 1 : 0, account.created);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: an account of this name exists"};
    id = row.integer(0);
    return {};
  });
  if (!added) return added.error();
  return id;
}

template <class Writer, class Readers>
base::Result<std::vector<Account>> AccountsRole<Writer, Readers>::all() {
  using List = std::vector<Account>;
  return readers_.template read<List>([&](auto& database) -> base::Result<List> {
    List accounts;
    auto row = database.query(sql::kAccounts);
    while (row.next()) accounts.push_back(detail::account_of(row));
    return accounts;
  });
}

template <class Writer, class Readers>
base::Status AccountsRole<Writer, Readers>::change(std::int64_t id, const AccountChange& change) {
  return writer_.run([&](auto& database) -> base::Status {
    if (!detail::first_account(database.query(sql::kAccount, id))) {
      return base::Error{base::ErrorCode::kNotFound, "storage: no such account"};
    }
    if (change.display) database.run(sql::kPutDisplay, *change.display, id);
    if (change.role) database.run(sql::kPutRole, *change.role, id);
    if (change.password) database.run(sql::kPutPassword, *change.password, id);
    if (change.totp) database.run(sql::kPutTotp, *change.totp, id);
    if (change.disabled) database.run(sql::kPutDisabled, *change.disabled ? 1 : 0, id);
    if (change.role || change.password || change.totp || change.disabled) database.run(sql::kEndSessionsOf, id);
    return {};
  });
}

template <class Writer, class Readers>
base::Status AccountsRole<Writer, Readers>::use_totp(std::int64_t id, std::int64_t step) {
  return writer_.run([&](auto& database) -> base::Status {
    if (database.run(sql::kUseTotp, step, id) == 1) return {};
    return base::Error{base::ErrorCode::kConflict, "storage: this code was used"};
  });
}

template <class Writer, class Readers>
base::Status AccountsRole<Writer, Readers>::begin_session(const DeskSession& session) {
  return writer_.run([&](auto& database) -> base::Status {
    database.run(sql::kForgetSessions, session.begun);
    database.run(sql::kInsertSession, session.id, session.account, session.token, session.begun, session.seen, session.ends);
    return {};
  });
}

template <class Writer, class Readers>
base::Result<std::optional<DeskSession>> AccountsRole<Writer, Readers>::session(std::string_view id) {
  using Found = std::optional<DeskSession>;
  return readers_.template read<Found>([&](auto& database) -> base::Result<Found> {
    auto row = database.query(sql::kSession, id);
    if (!row.next()) return Found();
    return Found({.id = row.text(0),
                  .account = row.integer(1),
                  .token = row.text(2),
                  .begun = row.instant(3),
                  .seen = row.instant(4),
                  .ends = row.instant(5)});
  });
}

template <class Writer, class Readers>
base::Result<AuditEntry> AccountsRole<Writer, Readers>::append(const NewAudit& said) {
  AuditEntry entry;
  entry.said = said;
  const base::Status written = writer_.run([&](auto& database) -> base::Status {
    {
      auto row = database.query(sql::kNextAudit);
      if (!row.next()) return base::Error{base::ErrorCode::kStorage, "storage: the audit log has lost its head"};
      entry.number = row.integer(0);
      entry.previous = row.text(1);
    }
    entry.hash = audit_hash(entry.number, said, entry.previous);
    database.run(sql::kInsertAudit, entry.number, said.at, said.actor, said.role, said.action, said.object, said.note,
                 said.request, entry.previous, entry.hash);
    database.run(sql::kPutAuditHead, entry.hash);
    return {};
  });
  if (!written) return written.error();
  return entry;
}

template <class Writer, class Readers>
base::Result<std::vector<AuditEntry>> AccountsRole<Writer, Readers>::audit(std::int64_t before,
                                                                           std::size_t entries_max) {
  const std::int64_t below = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
  using Entries = std::vector<AuditEntry>;
  return readers_.template read<Entries>([&](auto& database) -> base::Result<Entries> {
    return detail::audit_of(database.query(sql::kAuditBefore, below, entries_max));
  });
}

template <class Writer, class Readers>
base::Result<std::optional<EarlierRequest>> AccountsRole<Writer, Readers>::begin_request(
    std::int64_t account, std::string_view key, std::string_view digest, base::UnixMs now, base::Millis patience) {
  std::optional<EarlierRequest> earlier;
  const base::Status begun = writer_.run([&](auto& database) -> base::Status {
    database.run(sql::kForgetRequests, now - detail::kRequestKept, account, key, now - patience);
    {
      auto row = database.query(sql::kInsertRequest, account, key, digest, Blob{std::string_view()}, now);
      if (row.next()) return {};
    }
    auto row = database.query(sql::kRequest, account, key);
    if (!row.next()) return base::Error{base::ErrorCode::kBusy, "storage: the request is being forgotten"};
    earlier = EarlierRequest{row.text(0), static_cast<int>(row.integer(1)), row.text(2)};
    return {};
  });
  if (!begun) return begun.error();
  return earlier;
}

template <class Writer, class Readers>
base::Status AccountsRole<Writer, Readers>::finish_request(std::int64_t account, std::string_view key, int status,
                                                           std::string_view body) {
  if (status == 0) return run(sql::kFreeRequest, account, key);
  return run(sql::kFinishRequest, status, Blob{body}, account, key);
}

}  // namespace storage
