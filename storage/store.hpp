#pragma once
// What must survive, as the few transactions the shell needs. Roles by transaction, not by table: the shell can only ask for
// what is safe to ask for. One contract suite (tests/storage/contract) holds every engine to these words.
//
// Threads: every member may be called from any thread. Errors: kBusy (a bound was reached, nothing written, try again),
// kConflict (somebody was first, nothing written), kStorage (the engine failed; what was not acknowledged may be absent).
// "Durable" means: written and synced; it survives kill -9 and loss of power.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/lists.hpp"
#include "storage/outbox.hpp"
#include "tickets/ticket.hpp"

namespace storage {

// ---- Conversations and turns ----------------------------------------------------------------------------------------

struct ConversationKey {
  std::string channel;  // "wechat"
  std::string account;  // our account's name in the configuration: "demo"
  std::string driver;   // the platform's id of the driver; personal data
  bool operator==(const ConversationKey&) const = default;
};

struct Conversation {
  std::int64_t id = 0;        // given by the store with the first committed turn; 0 = not yet stored
  ConversationKey key;
  std::uint64_t version = 0;  // number of committed turns
  std::int64_t last_turn = 0; // id of the newest turn, 0 = none
  std::string state;          // encoded dialogs::State; opaque here
  std::string owed;           // what the shell keeps with the conversation: what it still owes the driver, how much the driver
                              // may still say; opaque here
  base::UnixMs updated{0};
};

/// `next` is the last turn to continue behind; 0: there are no more.
struct ConversationPage {
  std::vector<Conversation> found;
  std::int64_t next = 0;
};

enum class Speaker { kDriver, kBot, kOperator, kSystem };

struct Line {
  Speaker speaker = Speaker::kDriver;
  std::string text;
  std::string extra;  // JSON object (media ids, location, options) or ""
};

enum class TurnKind {
  kMessage,     // the driver wrote
  kTimer,       // silence
  kHotline,     // a hotline's answer
  kOperator,    // a person's act
  kSystem,      // a scheduled or internal event
  kLimited,     // over the driver's rate limit: kept, not answered by the dialog
  kQuarantined, // the engine could not handle it: kept, an operator task is open
};

/// One committed turn as it is read back. `sequence` is 1, 2, 3 … without gap in its conversation.
struct Turn {
  std::int64_t id = 0;
  std::int64_t conversation = 0;
  std::uint64_t sequence = 0;
  base::UnixMs at{0};
  TurnKind kind = TurnKind::kMessage;
  std::string inbound_key;  // the platform's key of the message, "" if none
  std::string release;
  std::string answer;       // what the platform was answered passively (opaque to the store; a duplicate gets it again)
  std::vector<Line> lines;  // both sides, in order
};

struct NewTicket {
  tickets::Ticket ticket;       // number from Tickets::next_serial; conversation is filled in by the store
  std::string actor = "bot";
  std::string forward_key;      // idempotency key of its forward: 32 hex digits
  std::string forward_payload;  // what is to be sent, rendered when it is sent; opaque here
  base::UnixMs forward_due{0};
  base::UnixMs forward_deadline{0};  // when the promise ends: what is urgent leaves first after an outage
  base::UnixMs answered_at{0};          // when the driver had the first answer in this matter; 0: with the acceptance
  /// When its clocks must be looked at first; 0: at once.
  base::UnixMs look_due{0};
  std::optional<base::UnixMs> clock_due = std::nullopt;  // NextLook::clock
};

/// A ticket's way to another hotline, or once more to the same, after the one before it ended.
struct NewForward {
  std::string hotline;
  std::string key;      // as NewTicket::forward_key
  std::string payload;  // likewise
  base::UnixMs due{0};
  base::UnixMs deadline{0};
  /// 0: a transfer. More: this round of a re-opened ticket. Where an earlier forward is still live, that one answers for this
  /// round too, and neither this one nor the change's form is written.
  int round = 0;
};

/// A change to kWithdrawn or kMerged also takes back the ticket's forward while no attempt to send it was made (it is then kDead with
/// the error `withdrawn`).
struct TicketChange {
  std::string number;
  std::int64_t expected_revision = 0;  // 0: whatever it is
  std::optional<tickets::Status> to;    // nullopt leaves it
  std::string external_number;          // "" leaves it
  std::string actor, action, note;
  /// The whole form as it is now; nullopt leaves it.
  std::optional<std::vector<std::pair<std::string, std::string>>> form = std::nullopt;
  /// Instead of what the ticket's forward carries, as long as no attempt to send it was made; "" leaves it.
  std::string forward_payload = {};
  /// The ticket goes there from now on, without an external number yet. kConflict: an earlier forward of it is still live, and this
  /// is a transfer.
  std::optional<NewForward> forward = std::nullopt;
  /// What it means for the promises (TicketEvent).
  std::string act = {};
  std::string detail = {};
  std::optional<base::UnixMs> moment = std::nullopt;
  /// Who does not know the promises leaves it out: then the ticket is looked at at once. Ends a claim on the look.
  std::optional<NextLook> look = std::nullopt;
};

/// A text to be sent actively through a channel, the platform's template filled (docs/decisions/0020-beyond-48-hours.md), or a
/// file of the driver's that is to be fetched from the platform (0038). Files wait for nobody: each is an order of its own.
struct NewMessage {
  std::string key;     // idempotency key, unique
  std::string target;  // "wechat/demo"
  std::string driver;
  std::string text;    // of a template or file: opaque here
  base::UnixMs due{0};
  OutboxKind kind = OutboxKind::kMessage;  // or kTemplate, kMedia
  std::string ticket = {};                 // of a template: whom it is about
};

/// A call to whoever is on duty, because a driver is in danger. It leaves again and again, to one person after the other,
/// until somebody acknowledges it.
struct NewAlert {
  std::string key;      // unique, 32 hex digits; whoever knows it may acknowledge
  std::string ticket;   // "" if none
  std::string payload;  // opaque here
  base::UnixMs due{0};
};

/// Something a person must look at.
struct NewTask {
  std::string kind;    // handoff engine_fault parked_forward dead_forward manual_forward refused_ticket hotline_away urgent
                       // urged withdrawn addition consent correction remind breach supervise1 supervise2 bulletin
                       // revisit_call result_call undelivered not_understood configuration
  std::string reason;  // a sentence of ours or of the script
  std::string ticket;  // "" if none
};

/// How an attempt ended.
struct Settlement {
  std::int64_t id = 0;
  std::string lease_token;
  OutboxState to = OutboxState::kDelivered;  // kPending: try again at `due`; kUnknown: resolve at `due`
  base::UnixMs due{0};
  std::string receipt;     // delivered: the hotline's number or the platform's message id
  std::string error_code;  // why not, a code of ours
  std::vector<TicketChange> ticket_changes;  // in the same transaction
  std::vector<NewTask> tasks;                // likewise; the row's conversation and ticket are filled in
  std::optional<Exchange> exchange = std::nullopt;  // of a forward: what is kept of the attempt
  bool attempted = true;  // false: nothing left this machine, and the attempt is not counted
};

/// Everything one turn causes. All or nothing.
struct TurnWrite {
  ConversationKey key;
  std::int64_t conversation = 0;       // 0: a new conversation
  std::uint64_t expected_version = 0;  // kConflict if the stored one differs
  TurnKind kind = TurnKind::kMessage;
  base::UnixMs at{0};
  std::string inbound_key;  // unique in its conversation among the last kRecentKeys: a repeat is kConflict
  std::string release;
  std::string answer;
  std::vector<Line> lines;
  std::string state;
  std::string owed;
  std::optional<base::UnixMs> timer_due;  // the conversation's one timer; nullopt = none
  std::string timer_lease;  // the claim this turn settles: kConflict if it was lost; "" = the turn settles none
  std::vector<NewTicket> tickets;
  std::vector<TicketChange> ticket_changes;
  std::vector<NewMessage> messages;
  std::vector<NewAlert> alerts;
  std::vector<NewTask> tasks;
  std::vector<Settlement> settlements;     // attempts that this turn tells of: kConflict if a lease was lost
  std::vector<ForwardDecision> decisions;  // a person's, told by this turn: kConflict if somebody was first
  std::optional<Attendance> attendance = std::nullopt;  // as it is from this turn on; nullopt leaves it
};

struct Committed {
  std::int64_t conversation = 0;
  std::int64_t turn = 0;
  std::uint64_t version = 0;  // == sequence of the turn
};

/// A due timer that nobody but its claimer lets fire. The claim ends with the next turn of its conversation, whoever writes
/// it, and is lost when its lease has run out and another took it.
struct TimerClaim {
  std::int64_t conversation = 0;
  ConversationKey key;
  base::UnixMs due{0};
  std::string lease;  // 32 hex digits, never reused: TurnWrite::timer_lease
};

class Turns {
 public:
  using Done = std::function<void(base::Result<Committed>)>;

  virtual ~Turns() = default;
  /// The newest committed state. nullopt: nobody with this key has been heard. Sees every commit whose `done` has run.
  virtual base::Result<std::optional<Conversation>> load(const ConversationKey& key) = 0;
  virtual base::Result<std::optional<Conversation>> load(std::int64_t conversation) = 0;

  /// Queues the turn for the next group commit. kBusy: the queue is full, nothing happens, `done` is not called.
  /// Otherwise `done` is called exactly once, on the store's writer thread, after the turn is durable or refused; it
  /// must be short and must not call back into the store.
  virtual base::Status commit(TurnWrite turn, Done done) = 0;
  /// Tells the writer that nothing more comes for the moment: it need not wait for the group to fill.
  virtual void hurry() = 0;

  /// Turns with sequence > after, oldest first, at most turns_max (the oldest of them).
  virtual base::Result<std::vector<Turn>> transcript(std::int64_t conversation, std::uint64_t after,
                                                     std::size_t turns_max) = 0;
  /// The turn that this message caused, looking back no further than turns committed before `not_before`.
  virtual base::Result<std::optional<Turn>> find_turn(std::int64_t conversation, std::string_view inbound_key,
                                                      base::UnixMs not_before) = 0;
  /// Leases up to timers_max due timers that nobody holds, earliest first: no other call, on whatever node, is given them before
  /// now + lease. A turn that comes at the same moment may have made a claim void already: its settlement says so.
  virtual base::Result<std::vector<TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease,
                                                             std::size_t timers_max) = 0;

  /// Conversations with id > after, ascending, that have a timer or were written at `since` or later: those that may hold
  /// frames or a draft. Fewer than conversations_max: there are no more. Reads every row once; for reports and sweeps.
  virtual base::Result<std::vector<Conversation>> running(std::int64_t after, base::UnixMs since,
                                                          std::size_t conversations_max) = 0;
  /// The conversations written last that fit, newest first by their last turn; `before` is a last turn to continue behind, 0 for the
  /// first page. Looks through kConversationsLookedThrough at most for those whose tickets fit: a page may hold fewer than asked for,
  /// and still tell where to go on.
  virtual base::Result<ConversationPage> latest(const ConversationFilter& filter, std::int64_t before,
                                                std::size_t conversations_max) = 0;
  /// Any.
  base::Result<std::vector<Conversation>> newest(std::int64_t before, std::size_t conversations_max) {
    auto page = latest({}, before, conversations_max);
    if (!page) return page.error();
    return std::move(page->found);
  }
};

// ---- Tickets ----------------------------------------------------------------------------------------------------------

/// A look at a ticket's clocks that is due, and that nobody but its claimer takes. Any change of the ticket ends the claim.
struct LookClaim {
  std::string number;
  std::int64_t conversation = 0;
  std::string token;  // 32 hex digits, never reused
};
struct LookDone {
  std::string number;
  std::string token;
  NextLook next;
};

class Tickets {
 public:
  virtual ~Tickets() = default;
  /// A serial of that day (yyMMdd) that was never given before and never will be again, also after a crash.
  virtual base::Result<std::uint32_t> next_serial(const std::string& day) = 0;
  virtual base::Result<std::optional<tickets::Ticket>> find(std::string_view number) = 0;
  /// Newest first.
  virtual base::Result<std::vector<tickets::Ticket>> of_conversation(std::int64_t conversation, std::size_t tickets_max) = 0;
  /// Newest first; `before` is a ticket number to continue behind, "" for the first page.
  virtual base::Result<std::vector<tickets::Ticket>> list(std::string_view before, std::size_t tickets_max) = 0;
  /// Likewise, of those that fit.
  virtual base::Result<std::vector<tickets::Ticket>> list(const TicketFilter& filter, std::string_view before,
                                                          std::size_t tickets_max) = 0;
  /// By the hotline's own number, the ticket's present one (Ticket::external_number) or one of an earlier forward.
  virtual base::Result<std::optional<tickets::Ticket>> find_external(std::string_view hotline, std::string_view external) = 0;
  virtual base::Result<std::vector<tickets::TicketEvent>> log(std::string_view number) = 0;
  virtual base::Result<std::optional<SentTemplate>> template_sent(std::string_view target, std::string_view message_id) = 0;

  /// Claims up to looks_max due looks, earliest first: no other call, on whatever node, is given them before now + lease. Free of
  /// writes while nothing is due.
  virtual base::Result<std::vector<LookClaim>> claim_looks(base::UnixMs now, base::Millis lease, std::size_t looks_max) = 0;
  /// Nothing was due after all. Those whose claim was lost meanwhile are passed over. Durable on return.
  virtual base::Status finish_looks(const std::vector<LookDone>& looks) = 0;
};

// ---- Outbox -----------------------------------------------------------------------------------------------------------

/// All alerts go to the one roster.
inline constexpr std::string_view kAlertTarget = "duty";

/// An alert as it stands.
struct Alert {
  std::string key;
  std::int64_t conversation = 0;
  std::string ticket;
  OutboxState state = OutboxState::kPending;  // kDelivered: acknowledged; kDead: nobody did
  int attempt = 0;                            // how many were called so far
  base::UnixMs created{0};
  base::UnixMs due{0};   // when the next one is called
  std::string receipt;   // who acknowledged
  std::string payload;
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// nullopt: no alert has this key.
  virtual base::Result<std::optional<Alert>> find_alert(std::string_view key) = 0;
  /// Not acknowledged, oldest first.
  virtual base::Result<std::vector<Alert>> open_alerts(std::size_t alerts_max) = 0;
  /// Ends the alert: nobody else is called, also if a call is under way. Durable on return. kNotFound: no such alert;
  /// kConflict: somebody was first.
  virtual base::Status acknowledge(std::string_view key, std::string_view by) = 0;
  /// Leases up to rows_max due rows of this kind and target (of a group the oldest unfinished one); what is due behind a day was dated by
  /// a clock ahead and is due now (decision 0037). A lease token is 32 hex digits and never reused. Durable on return.
  virtual base::Result<std::vector<OutboxRow>> claim(OutboxKind kind, std::string_view target, base::UnixMs now,
                                                     base::Millis lease, std::size_t rows_max) = 0;
  /// Durable on return. kConflict: the lease was lost; nothing written.
  virtual base::Status settle(const Settlement& settlement) = 0;
  /// Rows whose lease ran out become unknown and due at once. Returns how many.
  virtual base::Result<std::size_t> expire_leases(base::UnixMs now) = 0;
  struct Count {
    OutboxKind kind;
    std::string target;
    OutboxState state;
    std::int64_t rows;
  };
  virtual base::Result<std::vector<Count>> counts() = 0;
  /// Where a hotline's updates were read up to; opaque. "" at first.
  virtual base::Result<std::string> cursor(std::string_view name) = 0;
  virtual base::Status set_cursor(std::string_view name, std::string_view value) = 0;
  /// Likewise, if it still stands at `from` ("": nowhere). kConflict: somebody moved it meanwhile; nothing written.
  virtual base::Status move_cursor(std::string_view name, std::string_view from, std::string_view to) = 0;
};

// ---- Desk ---------------------------------------------------------------------------------------------------------------

struct Task {
  std::int64_t id = 0;
  std::string kind, reason, ticket;
  std::int64_t conversation = 0;
  base::UnixMs created{0};
  bool open = true;
};

class Desk {
 public:
  virtual ~Desk() = default;
  /// Open tasks, oldest first, with id > after.
  virtual base::Result<std::vector<Task>> open_tasks(std::int64_t after, std::size_t tasks_max) = 0;
  virtual base::Status close_task(std::int64_t id, std::string_view by) = 0;
  virtual base::Result<ConversationCounts> count_conversations(const MatterFilter& matter) = 0;
  /// `soon`: until when a clock that ends counts as due soon.
  virtual base::Result<TicketCounts> count_tickets(const MatterFilter& matter, base::UnixMs now, base::UnixMs soon) = 0;
};

// ---- Releases -------------------------------------------------------------------------------------------------------------

struct StoredRelease {
  std::string id;          // SHA-256 of its canonical JSON
  std::string sources;     // JSON [[path, text], …]
  base::UnixMs stored{0};  // when it was published first
  bool withdrawn = false;  // nothing may run on it any more
};

enum class PublicationKind {
  kStart,     // the server published its folder when it started
  kPublish,   // an operator
  kRollback,  // an operator, with the content of an earlier one
};

/// One line of the history. The newest one is what new conversations begin with.
struct Publication {
  std::int64_t number = 0;  // 1, 2, 3 … without gap
  std::string release;
  PublicationKind kind = PublicationKind::kPublish;
  base::UnixMs at{0};
  std::string by;            // who published
  std::string confirmed_by;  // the second person, "" if none was needed
  std::string note;
  std::string change;      // "T", "R" or "S" against the one before (dialog language §4.11); "" for the first
  bool moves_all = false;  // conversations that run on earlier releases move to this one, whatever changed
};

struct NewPublication {
  Publication publication;               // without its number
  std::string sources;                   // of its release
  std::int64_t expected = 0;             // number of the publication this one was made from; 0 = there was none
  std::vector<std::string> withdrawals;  // releases that nothing may run on any more
};

/// A working copy that waits for its publication.
struct ReleaseDraft {
  std::string name;
  std::int64_t revision = 0;  // 1 with the first save
  std::int64_t base = 0;      // number of the publication it was made from
  std::string sources;        // as in StoredRelease; need not be free of faults
  std::string by;
  base::UnixMs at{0};
};

class Releases {
 public:
  virtual ~Releases() = default;
  /// Stores the release if it is new, withdraws what is to be withdrawn and makes it the current one, all or nothing; returns its
  /// number. Durable on return. kConflict: somebody published since `expected`; kNotFound: a release to be withdrawn is
  /// unknown. Nothing is written then.
  virtual base::Result<std::int64_t> publish(const NewPublication& publication) = 0;
  virtual base::Result<std::optional<StoredRelease>> find(std::string_view id) = 0;
  /// The release of the newest publication.
  virtual base::Result<std::optional<StoredRelease>> current() = 0;
  /// The newest publication. Cheap: every node asks again and again.
  virtual base::Result<std::optional<Publication>> newest() = 0;
  /// Newest first; `before` is a number to continue behind, 0 for the first page.
  virtual base::Result<std::vector<Publication>> history(std::int64_t before, std::size_t publications_max) = 0;
  /// Ids of all stored releases, without their content, oldest first.
  virtual base::Result<std::vector<std::string>> stored_ids() = 0;
  /// Deletes the content of a release that nothing refers to (the caller looked); its lines in the history stay.
  /// kConflict: it is the current one. Unknown ids are nothing to delete.
  virtual base::Status forget(std::string_view id) = 0;

  /// Saves over the revision that the draft carries, 0 = a new one; returns the new revision. kConflict: it is another by now.
  virtual base::Result<std::int64_t> save_draft(const ReleaseDraft& draft) = 0;
  virtual base::Result<std::optional<ReleaseDraft>> find_draft(std::string_view name) = 0;
  /// By name, without their sources.
  virtual base::Result<std::vector<ReleaseDraft>> drafts() = 0;
  /// kNotFound: there is none of this name.
  virtual base::Status drop_draft(std::string_view name) = 0;
};

// ---- The whole ------------------------------------------------------------------------------------------------------------

struct Health {
  bool writes = true;           // the last write worked
  std::size_t queued = 0;       // turns waiting for the writer
  std::size_t queue_max = 0;
  std::string engine;           // "sqlite 3.40.1"
  // "" or a code: storage_failed (only a restart mends it), disk_full, and of a database server database_unreachable read_only
  // database_refuses: the store mends itself when the server does.
  std::string problem;
};

/// What `xinsheng verify` says: one line per broken invariant; empty = sound.
struct Finding {
  std::string invariant;  // I1, I4, I7 …
  std::string text;
};

/// A turn that another node committed on the same store.
struct Elsewhere {
  std::int64_t conversation = 0;
  ConversationKey key;
  std::uint64_t sequence = 0;
};

class Accounts;
class SavedViews;

class Store {
 public:
  using Heard = std::function<void(const std::optional<Elsewhere>&)>;

  virtual ~Store() = default;  // drains the writer: what was queued is committed or refused
  virtual Turns& turns() = 0;
  virtual Tickets& tickets() = 0;
  virtual Outbox& outbox() = 0;
  virtual Forwards& forwards() = 0;
  virtual Desk& desk() = 0;
  virtual Releases& releases() = 0;
  virtual Accounts& accounts() = 0;  // storage/accounts.hpp
  virtual SavedViews& saved_views() = 0;  // storage/saved_views.hpp
  virtual Health health() = 0;
  /// Reads everything; slow. For the command line.
  virtual base::Result<std::vector<Finding>> verify() = 0;
  /// From now on turns that other nodes commit are told, on a thread of the store; `heard` must be short. One may be missed or
  /// told twice; nullopt: some may have been missed, whoever waits must look. Engines with one node never call. At most once
  /// per store; what `heard` uses must outlive the store.
  virtual void listen(Heard heard) = 0;
  /// Whose database this is: 32 hex digits, made with it, the same in its backups and wherever `store copy` moves it.
  virtual const std::string& installation() const = 0;
  /// The clock deadlines count by: the database's where several nodes share one, else the one the store was opened with.
  /// Any thread.
  virtual const base::Clock& clock() const = 0;
};

/// Bound of the uniqueness of inbound keys per conversation, in turns (docs/decisions: the append-only turn log).
inline constexpr std::size_t kRecentKeys = 64;

}  // namespace storage
