#pragma once
// Rows of the outbox, what is kept of a forward, and the decisions that only a person may take. Part of storage/store.hpp,
// whose words on threads, errors and durability hold here too. Rules: reliability reference §2 (I7–I11) and §5.3.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace storage {

struct Settlement;
struct TicketChange;

enum class OutboxKind { kForward, kMessage, kAlert, kTemplate, kMedia };

/// I9 of the reliability reference: pending → sending → delivered | unknown | failed …
enum class OutboxState { kPending, kSending, kDelivered, kUnknown, kParked, kDead };

/// OutboxRow::last_error of an attempt whose process ended, or slept, before it could say how it went.
inline constexpr std::string_view kLeaseExpired = "lease_expired";

struct OutboxRow {
  std::int64_t id = 0;
  OutboxKind kind = OutboxKind::kForward;
  std::string target;  // forward: hotline ("12328"); message, template, media: "wechat/demo"
  std::string group;   // order is kept within it: ticket number, or conversation; media: its key, each file is on its own
  std::string key;     // idempotency key
  std::string driver;  // message, template: receiver; media: who sent it
  std::string payload; // forward, template, media: opaque; message: text
  std::int64_t conversation = 0;
  std::string ticket;  // forward, template: its ticket
  int attempt = 0;     // 1 with the first claim
  base::UnixMs created{0};
  base::UnixMs due{0};
  std::string lease_token;
  bool was_unknown = false;  // the last attempt's outcome is not known: look it up or send with the same key
  std::string last_error;    // a code of ours
  base::UnixMs deadline{0};    // forward: when the promise to the driver ends
  base::UnixMs retry_from{0};  // forward: from here on its attempts are counted; a person's “send again” moves it

  /// Tried before, and the attempt came to an end: it is we who ended where a lease ran out, and the retry budget that protects a
  /// hotline in trouble does not count that.
  bool is_retry() const { return attempt > 1 && last_error != kLeaseExpired; }
};

/// A template message that the platform took; the id it gave finds it for ever.
struct SentTemplate {
  std::string ticket;  // what it is about
  std::int64_t conversation = 0;
  std::string payload;
};

/// One act on a forward that must be provable: a call to the hotline that may have had an effect, or a person's decision.
struct Exchange {
  std::string act;           // submit lookup render confirm resend close transfer reopen
  std::string hotline;
  base::UnixMs began{0};
  base::UnixMs ended{0};
  int status = 0;            // HTTP status of the answer; 0: none came, or nobody was called
  std::string outcome;       // a code of ours: accepted rejected timeout …
  std::string number;        // the hotline's number, if it said one
  std::string by;            // operator:NAME; "" for a call of ours
  std::string note;          // the person's reason
  std::string sent;          // bytes, without secrets of ours
  std::string answer;        // bytes, at most their beginning
};

/// An exchange as it is kept: per ticket 1, 2, 3 …, each with the hash of the one before in its own.
struct KeptExchange {
  std::string ticket;
  std::int64_t sequence = 0;
  std::int64_t forward = 0;
  Exchange exchange;
  std::string sent_digest;    // SHA-256, hexadecimal; stays when the bytes are erased
  std::string answer_digest;
  std::string chain;          // SHA-256 over the chain so far and every field but the bytes
};

/// A forward as it stands.
struct Forward {
  std::int64_t id = 0;
  std::string ticket;
  std::string hotline;
  std::int64_t conversation = 0;
  OutboxState state = OutboxState::kPending;
  int attempt = 0;
  base::UnixMs created{0};
  base::UnixMs due{0};
  base::UnixMs deadline{0};
  std::string receipt;     // delivered: the hotline's number
  std::string last_error;  // a code of ours
};

/// Which forwards a worker wants. Earliest deadline first; rows whose deadline is past are behind the others but for
/// `overdue_min` places. Never more than `retries_max` retries (OutboxRow::is_retry). With `again_first` rows that were tried
/// before come first, those that wait longest before the others: in an outage the same few find out whether it is over.
struct ForwardClaim {
  std::string_view hotline;
  base::UnixMs now{0};
  base::Millis lease{0};
  std::size_t rows_max = 0;
  std::size_t retries_max = 0;
  std::size_t overdue_min = 0;
  bool again_first = false;
};

/// What a person decides about a forward that is parked or dead and was not replaced by another one.
struct ForwardDecision {
  enum class Kind {
    kConfirm,  // the hotline has it, under `number`: delivered, the ticket dispatched
    kResend,   // it goes out again, now
    kClose,    // dead for good, with `reason`
  };
  Kind kind = Kind::kConfirm;
  std::int64_t forward = 0;
  std::string by;
  std::string number;
  std::string reason;
};

class Forwards {
 public:
  virtual ~Forwards() = default;
  /// Leases forwards as Outbox::claim does; within a ticket only the oldest unfinished one. Durable on return.
  virtual base::Result<std::vector<OutboxRow>> claim(const ForwardClaim& claim) = 0;
  /// Many settlements in one transaction, each of them kept or refused alone (kConflict: its lease was lost). They must carry
  /// no ticket changes. Durable on return.
  virtual base::Result<std::vector<base::Status>> settle(const std::vector<Settlement>& settlements) = 0;
  /// kNotFound: no such forward. kConflict: it waits for nobody's decision (any more), or the number is another ticket's;
  /// the text says which. The exchange, the ticket's log and the end of the open tasks are in the same transaction.
  virtual base::Status decide(const ForwardDecision& decision) = 0;
  /// A ticket's way to another hotline (TicketChange::forward), by itself. Durable on return.
  virtual base::Status move(const TicketChange& change) = 0;
  virtual base::Result<std::optional<Forward>> find(std::int64_t id) = 0;
  /// A ticket's forwards, oldest first: all but the last are dead or delivered.
  virtual base::Result<std::vector<Forward>> of_ticket(std::string_view ticket) = 0;
  /// In this state, with id > after, ascending.
  virtual base::Result<std::vector<Forward>> list(OutboxState state, std::int64_t after, std::size_t forwards_max) = 0;
  /// A ticket's exchanges, oldest first.
  virtual base::Result<std::vector<KeptExchange>> exchanges(std::string_view ticket) = 0;
};

}  // namespace storage
