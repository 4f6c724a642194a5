#pragma once
// Who may use the operators' console: accounts, their sessions, the audit log, and the answers of repeated writes. Part of the
// store (storage/store.hpp), whose words about threads, errors and "durable" hold here too.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace storage {

struct Account {
  std::int64_t id = 0;         // given by the store
  std::string name;            // what is typed to sign in; unique
  std::string display;         // how colleagues see them
  std::string role;            // opaque here
  std::string password;        // a salted hash with its parameters; opaque here
  std::string totp;            // shared secret of the one-time codes, "" = none
  std::int64_t totp_step = 0;  // the newest time step whose code was used
  bool disabled = false;
  base::UnixMs created{0};
};

/// nullopt leaves it.
struct AccountChange {
  std::optional<std::string> display, role, password, totp;
  std::optional<bool> disabled;
};

struct DeskSession {
  std::string id;     // hash of what the browser holds
  std::int64_t account = 0;
  std::string token;  // sent with every write
  base::UnixMs begun{0};
  base::UnixMs seen{0};
  base::UnixMs ends{0};  // whatever happens
};

/// What is written down of an act. Holds no personal data of a driver.
struct NewAudit {
  std::string actor;    // account name, or "cli:NAME"
  std::string role;
  std::string action;   // "conversation.unmask"
  std::string object;   // "conversation/17"
  std::string note;     // the reason that was given
  std::string request;  // id of the request
  base::UnixMs at{0};
};
struct AuditEntry {
  std::int64_t number = 0;  // 1, 2, 3 … without gap
  NewAudit said;
  std::string previous;  // hash of the entry before, "" for the first
  std::string hash;
};
/// SHA-256 over every field and the hash of the entry before, in hexadecimal.
std::string audit_hash(std::int64_t number, const NewAudit& said, std::string_view previous);

/// A write that was asked for under this key before.
struct EarlierRequest {
  std::string digest;  // of what was asked
  int status = 0;      // 0: still being answered
  std::string body;
};

class Accounts {
 public:
  virtual ~Accounts() = default;
  /// Durable on return, like every write here. kConflict: the name is taken. Returns the id.
  virtual base::Result<std::int64_t> add(const Account& account) = 0;
  virtual base::Result<std::optional<Account>> find(std::string_view name) = 0;
  virtual base::Result<std::optional<Account>> find(std::int64_t id) = 0;
  /// By name.
  virtual base::Result<std::vector<Account>> all() = 0;
  /// A new password, role or secret, or disabling, also ends the account's sessions. kNotFound.
  virtual base::Status change(std::int64_t id, const AccountChange& change) = 0;
  /// kConflict: a code of this step or a later one was used already.
  virtual base::Status use_totp(std::int64_t id, std::int64_t step) = 0;

  /// Also forgets the sessions that have ended.
  virtual base::Status begin_session(const DeskSession& session) = 0;
  virtual base::Result<std::optional<DeskSession>> session(std::string_view id) = 0;
  virtual base::Status see_session(std::string_view id, base::UnixMs seen) = 0;
  /// An unknown id is nothing to end.
  virtual base::Status end_session(std::string_view id) = 0;

  virtual base::Result<AuditEntry> append(const NewAudit& said) = 0;
  /// Newest first; `before` is a number to continue behind, 0 for the first page.
  virtual base::Result<std::vector<AuditEntry>> audit(std::int64_t before, std::size_t entries_max) = 0;

  /// nullopt: the key is this call's now, until finish_request. Keys older than a day are forgotten; one that was never
  /// finished is free again after `patience`.
  virtual base::Result<std::optional<EarlierRequest>> begin_request(std::int64_t account, std::string_view key,
                                                                    std::string_view digest, base::UnixMs now,
                                                                    base::Millis patience) = 0;
  /// Status 0: nothing was done, the key is free again.
  virtual base::Status finish_request(std::int64_t account, std::string_view key, int status, std::string_view body) = 0;
};

}  // namespace storage
