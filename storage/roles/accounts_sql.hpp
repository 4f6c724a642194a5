#pragma once
// The statements of the accounts role, in words both engines share.
namespace storage::sql {

inline constexpr char kInsertAccount[] =
    "INSERT INTO accounts (name, display, role, password, totp, totp_step, disabled, created)"
    " VALUES ($1, $2, $3, $4, $5, 0, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id";
#define STORAGE_ACCOUNT_COLUMNS \
  "SELECT id, name, display, role, password, totp, totp_step, disabled, created FROM accounts "
inline constexpr char kAccountOfName[] = STORAGE_ACCOUNT_COLUMNS "WHERE name = $1";
inline constexpr char kAccount[] = STORAGE_ACCOUNT_COLUMNS "WHERE id = $1";
inline constexpr char kAccounts[] = STORAGE_ACCOUNT_COLUMNS "ORDER BY name";
#undef STORAGE_ACCOUNT_COLUMNS
inline constexpr char kPutDisplay[] = "UPDATE accounts SET display = $1 WHERE id = $2";
inline constexpr char kPutRole[] = "UPDATE accounts SET role = $1 WHERE id = $2";
inline constexpr char kPutPassword[] = "UPDATE accounts SET password = $1 WHERE id = $2";
inline constexpr char kPutTotp[] = "UPDATE accounts SET totp = $1, totp_step = 0 WHERE id = $2";
inline constexpr char kPutDisabled[] = "UPDATE accounts SET disabled = $1 WHERE id = $2";
inline constexpr char kUseTotp[] = "UPDATE accounts SET totp_step = $1 WHERE id = $2 AND totp_step < $1";

inline constexpr char kInsertSession[] =
    "INSERT INTO desk_sessions (id, account, token, begun, seen, ends) VALUES ($1, $2, $3, $4, $5, $6)";
inline constexpr char kForgetSessions[] = "DELETE FROM desk_sessions WHERE ends < $1";
inline constexpr char kSession[] = "SELECT id, account, token, begun, seen, ends FROM desk_sessions WHERE id = $1";
inline constexpr char kSeeSession[] = "UPDATE desk_sessions SET seen = $1 WHERE id = $2";
inline constexpr char kEndSession[] = "DELETE FROM desk_sessions WHERE id = $1";
inline constexpr char kEndSessionsOf[] = "DELETE FROM desk_sessions WHERE account = $1";

// The row is locked until the entry is written: entries are chained one after the other.
inline constexpr char kNextAudit[] =
    "UPDATE audit_head SET number = number + 1 WHERE one = 1 RETURNING number, hash";
inline constexpr char kPutAuditHead[] = "UPDATE audit_head SET hash = $1 WHERE one = 1";
inline constexpr char kInsertAudit[] =
    "INSERT INTO audit (number, at, actor, role, action, object, note, request, previous, hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
inline constexpr char kAuditBefore[] =
    "SELECT number, at, actor, role, action, object, note, request, previous, hash FROM audit WHERE number < $1"
    " ORDER BY number DESC LIMIT $2";
inline constexpr char kAuditBehind[] =
    "SELECT number, at, actor, role, action, object, note, request, previous, hash FROM audit WHERE number > $1"
    " ORDER BY number LIMIT $2";
inline constexpr char kAuditHead[] = "SELECT number, hash FROM audit_head WHERE one = 1";

inline constexpr char kForgetRequests[] =
    "DELETE FROM desk_requests WHERE at < $1 OR (account = $2 AND key = $3 AND status = 0 AND at < $4)";
inline constexpr char kInsertRequest[] =
    "INSERT INTO desk_requests (account, key, digest, status, body, at) VALUES ($1, $2, $3, 0, $4, $5)"
    " ON CONFLICT (account, key) DO NOTHING RETURNING key";
inline constexpr char kRequest[] = "SELECT digest, status, body FROM desk_requests WHERE account = $1 AND key = $2";
inline constexpr char kFinishRequest[] =
    "UPDATE desk_requests SET status = $1, body = $2 WHERE account = $3 AND key = $4";
inline constexpr char kFreeRequest[] = "DELETE FROM desk_requests WHERE account = $1 AND key = $2";

}  // namespace storage::sql
