#include "bot/turns/mailboxes.hpp"

#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/hash.hpp"

namespace bot {
namespace {

constexpr std::size_t kShards = 64;
// Of the conversations in memory those that only workers write to. A backlog visits hundreds of thousands once each: they must
// take neither the memory nor the places of those whose drivers write.
constexpr std::size_t kVisitedShare = 16;
// Each round lost is a turn another node has won, and the winner may well win again: as many as two full mailboxes
// hold.
constexpr int kConflictRetriesMax = 128;
// A duplicate is looked for no further back than this before the platform says it was sent: our clocks may differ.
constexpr base::Millis kClockSkew = base::minutes(10);
// A message the platform calls older than this may be a replay that has left the ring of seen ids.
constexpr base::Millis kReplayAge = base::minutes(5);

struct KeyHash {
  std::size_t operator()(const storage::ConversationKey& key) const {
    return base::hash64(key.driver, base::hash64(key.account, base::hash64(key.channel)));
  }
};

/// What the newest turn answered: redeliveries nearly always ask for it.
struct LastAnswer {
  std::string inbound_key;
  std::uint64_t said = 0;  // hash of what the driver said
  std::string text;
  base::UnixMs at{0};
  std::uint64_t sequence = 0;
};

/// Somebody writes who may well write again.
bool is_heard(const Letter& letter) {
  return std::holds_alternative<DriverSaid>(letter.what) || std::holds_alternative<PersonActs>(letter.what);
}

bool was_seen(const dialogs::State& state, std::string_view inbound_key) {
  const std::uint64_t hash = base::hash64(inbound_key);
  return std::find(state.seen.begin(), state.seen.end(), hash) != state.seen.end();
}

}  // namespace

struct Mailboxes::Mailbox {
  storage::ConversationKey key;
  const ChannelStyle* style = nullptr;
  Open open;
  bool loaded = false;
  bool heard = false;          // by a driver or a person, since it is in memory; guarded as `busy` is
  bool fresh = false;          // read from the store for the letter that is handled now
  bool busy = false;           // somebody is handling `current`; guarded by the shard's mutex, as `letters` is
  std::uint64_t moved_to = 0;  // newest sequence another node told of; guarded likewise
  std::deque<Letter> letters;
  Letter current;
  std::optional<MadeTurn> made;
  base::UnixMs made_at{0};
  std::optional<storage::Turn> news;  // for those who watch, if anybody can
  int conflicts = 0;
  LastAnswer last;
  std::list<Mailbox*>* idle_in = nullptr;  // one of the shard's; nullptr: busy
  std::list<Mailbox*>::iterator idle_at;
};

struct Mailboxes::Shard {
  std::mutex mutex;
  std::unordered_map<storage::ConversationKey, std::unique_ptr<Mailbox>, KeyHash> boxes;
  std::list<Mailbox*> idle;     // heard; least recently used first
  std::list<Mailbox*> visited;  // not heard; likewise

  void forget_oldest(std::list<Mailbox*>& of) {
    Mailbox* oldest = of.front();
    of.pop_front();
    boxes.erase(storage::ConversationKey(oldest->key));
  }
};

struct Mailboxes::Completion {
  Mailbox* box;
  base::Result<storage::Committed> result;
};

Mailboxes::Mailboxes(TurnMaker& maker, storage::Turns& turns, Executor& executor, const base::Clock& clock,
                     base::Log& log, StyleOf style_of, Options options)
    : maker_(maker),
      turns_(turns),
      executor_(executor),
      clock_(clock),
      log_(log),
      style_of_(std::move(style_of)),
      options_(options) {
  for (std::size_t i = 0; i < kShards; ++i) shards_.push_back(std::make_unique<Shard>());
}

Mailboxes::~Mailboxes() = default;

Mailboxes::Shard& Mailboxes::shard_of(const storage::ConversationKey& key) {
  return *shards_[KeyHash{}(key) % kShards];
}

void Mailboxes::deliver(Letter letter) {
  const ChannelStyle* style = style_of_(letter.key);
  if (style == nullptr) {
    if (letter.done) letter.done({.outcome = Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0});
    return;
  }
  Shard& shard = shard_of(letter.key);
  Mailbox* box = nullptr;
  {
    const std::lock_guard lock(shard.mutex);
    auto found = shard.boxes.find(letter.key);
    if (found == shard.boxes.end()) {
      if (shard.boxes.size() >= options_.conversations_max / kShards + 1) {
        std::list<Mailbox*>& idle = shard.visited.empty() ? shard.idle : shard.visited;
        if (!idle.empty()) shard.forget_oldest(idle);
      }
      auto created = std::make_unique<Mailbox>();
      created->key = letter.key;
      created->style = style;
      found = shard.boxes.emplace(letter.key, std::move(created)).first;
    }
    box = found->second.get();
    if (box->letters.size() < options_.letters_max) {
      waiting_.fetch_add(1);
      box->heard = box->heard || is_heard(letter);
      box->letters.push_back(std::move(letter));
      if (box->busy) return;  // whoever is handling it goes on with this letter
      box->busy = true;
      if (box->idle_in != nullptr) std::exchange(box->idle_in, nullptr)->erase(box->idle_at);
    } else {
      box = nullptr;
    }
  }
  if (box == nullptr) {
    if (letter.done) letter.done({.outcome = Answer::Outcome::kBusy, .text = {}, .at = {}, .sequence = 0});
    return;
  }
  run(shard, *box);
}

void Mailboxes::moved(const storage::ConversationKey& key, std::uint64_t sequence) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.boxes.find(key);
  if (found != shard.boxes.end()) found->second->moved_to = std::max(found->second->moved_to, sequence);
}

bool Mailboxes::take_next(Shard& shard, Mailbox& box) {
  const std::lock_guard lock(shard.mutex);
  if (box.letters.empty()) {
    box.busy = false;
    box.idle_in = box.heard ? &shard.idle : &shard.visited;
    box.idle_at = box.idle_in->insert(box.idle_in->end(), &box);
    if (shard.visited.size() > options_.conversations_max / kShards / kVisitedShare + 1) shard.forget_oldest(shard.visited);
    return false;
  }
  box.current = std::move(box.letters.front());
  box.letters.pop_front();
  box.conflicts = 0;
  box.fresh = false;
  if (box.moved_to > box.open.version) box.loaded = false;
  return true;
}

/// Handles letters until one waits for its commit or none is left. Called by whoever set `busy`.
void Mailboxes::run(Shard& shard, Mailbox& box) {
  while (take_next(shard, box)) {
    if (!ready(box)) continue;
    if (answer_duplicate(box)) continue;
    if (begin_turn(box)) return;
  }
}

bool Mailboxes::ready(Mailbox& box) {
  if (box.loaded) return true;
  auto found = turns_.load(box.key);
  if (!found) {
    finish_letter(box, {.outcome = Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0});
    return false;
  }
  box.open = {};
  if (*found) {
    storage::Conversation& stored = **found;
    box.open.id = stored.id;
    box.open.version = stored.version;
    box.open.kept = decode_kept(stored.owed);
    auto state = dialogs::decode_state(stored.state);
    if (state) {
      box.open.state = std::move(*state);
    } else {
      // The transcript is whole; only the dialog's place is lost. The driver starts anew rather than meets silence.
      log_.error("state_unreadable", {{"conversation", stored.id}});
      box.open.state = dialogs::new_state(std::to_string(stored.id), box.key.channel);
    }
  } else {
    // The conversation's name inside effect ids and text variants: stable from the first turn on, not the driver's id.
    box.open.state = dialogs::new_state(std::to_string(KeyHash{}(box.key)), box.key.channel);
  }
  box.loaded = true;
  box.fresh = true;
  return true;
}

bool Mailboxes::answer_duplicate(Mailbox& box) {
  const auto* said = std::get_if<DriverSaid>(&box.current.what);
  if (said == nullptr || said->inbound_key.empty() || box.open.id == 0) return false;
  if (said->inbound_key == box.last.inbound_key) {
    note_mismatch(box.open.id, box.last.said, said->line.text);
    finish_letter(box, {.outcome = Answer::Outcome::kDuplicate,
                        .text = box.last.text,
                        .at = box.last.at,
                        .sequence = box.last.sequence});
    return true;
  }
  const bool may_have_left_ring =
      box.open.state.seen.size() >= dialogs::kSeenMax && clock_.now() - said->sent_at > kReplayAge;
  const bool seen = was_seen(box.open.state, said->inbound_key);
  if (!seen && !may_have_left_ring) return false;
  // What was seen is near the end of the transcript, whatever our clock said when it was taken.
  auto found = turns_.find_turn(box.open.id, said->inbound_key, seen ? base::UnixMs{0} : said->sent_at - kClockSkew);
  if (!found) {
    finish_letter(box, {.outcome = Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0});
    return true;
  }
  if (!*found) return false;
  if (!(*found)->lines.empty()) note_mismatch(box.open.id, base::hash64((*found)->lines.front().text), said->line.text);
  finish_letter(box, {.outcome = Answer::Outcome::kDuplicate,
                      .text = (*found)->answer,
                      .at = (*found)->at,
                      .sequence = (*found)->sequence});
  return true;
}

/// A platform repeats a message word for word; the same key with other words is somebody's fault and worth a look (§4 row 29).
void Mailboxes::note_mismatch(std::int64_t conversation, std::uint64_t said_before, std::string_view said_now) {
  if (base::hash64(said_now) != said_before) log_.warn("redelivery_mismatch", {{"conversation", conversation}});
}

/// True: the turn waits for its commit. False: the letter is answered already.
bool Mailboxes::begin_turn(Mailbox& box) {
  box.made = maker_.make(box.open, *box.style, box.current, clock_.now());
  if (!box.made && !box.fresh && std::holds_alternative<TimerDue>(box.current.what)) {
    // The store called the timer due: another node may have set it since this state was read.
    box.loaded = false;
    if (!ready(box)) return false;
    box.made = maker_.make(box.open, *box.style, box.current, clock_.now());
  }
  if (!box.made) {
    finish_letter(box, {.outcome = Answer::Outcome::kDone, .text = {}, .at = {}, .sequence = 0});
    return false;
  }
  if (!box.made->refusal.empty()) {
    finish_letter(box, {.outcome = Answer::Outcome::kRefused, .text = box.made->refusal, .at = {}, .sequence = 0});
    return false;
  }
  box.news.reset();
  if (observer_ && box.style->has_live_view) {
    const storage::TurnWrite& write = box.made->write;
    box.news = storage::Turn{.id = 0,
                             .conversation = 0,
                             .sequence = 0,
                             .at = write.at,
                             .kind = write.kind,
                             .inbound_key = write.inbound_key,
                             .release = {},
                             .answer = {},
                             .lines = write.lines};
  }
  box.made_at = box.made->write.at;
  const base::Status queued =
      turns_.commit(std::move(box.made->write), [this, &box](base::Result<storage::Committed> result) {
        bool first = false;
        {
          const std::lock_guard lock(completions_mutex_);
          first = completions_.empty();
          completions_.push_back({&box, std::move(result)});
        }
        if (first) executor_.post([this] { complete_all(); });
      });
  if (!queued) {
    finish_letter(box, {.outcome = Answer::Outcome::kBusy, .text = {}, .at = {}, .sequence = 0});
    return false;
  }
  hurry_soon();
  return true;
}

/// The writer is told once the sockets that are ready now have been read, so that groups grow under load.
void Mailboxes::hurry_soon() {
  if (hurry_posted_.exchange(true)) return;
  executor_.post([this] {
    hurry_posted_.store(false);
    turns_.hurry();
  });
}

void Mailboxes::complete_all() {
  std::vector<Completion> done;
  {
    const std::lock_guard lock(completions_mutex_);
    done.swap(completions_);
  }
  for (Completion& completion : done) committed(*completion.box, std::move(completion.result));
}

/// A claimed timer, a settled attempt or a decision whose turn met a conflict though its conversation had just been read:
/// somebody else came first and makes this claim void. A conflict with what was remembered says nothing yet.
bool Mailboxes::was_lost(const Mailbox& box) {
  if (!box.fresh) return false;
  const auto* news = std::get_if<TicketNews>(&box.current.what);
  if (news != nullptr && news->settlement) return true;
  if (std::holds_alternative<TemplateRefused>(box.current.what)) return true;
  if (std::holds_alternative<ForwardDecided>(box.current.what)) return true;
  const auto* due = std::get_if<TimerDue>(&box.current.what);
  return due != nullptr && !due->lease.empty();
}

void Mailboxes::committed(Mailbox& box, base::Result<storage::Committed> result) {
  Shard& shard = shard_of(box.key);
  if (!result) {
    box.loaded = false;
    if (result.error().code == base::ErrorCode::kConflict && was_lost(box)) {
      finish_letter(box, {.outcome = Answer::Outcome::kDone, .text = {}, .at = {}, .sequence = 0});
      run(shard, box);
      return;
    }
    if (result.error().code == base::ErrorCode::kConflict && ++box.conflicts <= kConflictRetriesMax) {
      // Somebody else wrote this conversation: read it again and make the turn anew. The message is counted once.
      if (ready(box)) {
        if (answer_duplicate(box) || !begin_turn(box)) run(shard, box);
      } else {
        run(shard, box);
      }
      return;
    }
    const bool busy = result.error().code == base::ErrorCode::kBusy;
    finish_letter(
        box,
        {.outcome = busy ? Answer::Outcome::kBusy : Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0});
    run(shard, box);
    return;
  }
  box.open.id = result->conversation;
  box.open.version = result->version;
  box.open.state = std::move(box.made->state);
  box.open.kept = std::move(box.made->kept);
  if (const auto* said = std::get_if<DriverSaid>(&box.current.what)) {
    box.last = {said->inbound_key, base::hash64(said->line.text), box.made->passive, box.made_at, result->version};
  }
  if (box.news) {
    box.news->id = result->turn;
    box.news->conversation = result->conversation;
    box.news->sequence = result->version;
    observer_({.key = box.key, .turn = *box.news});
  }
  if (turn_observer_) turn_observer_(result->conversation);
  const Answer answer{.outcome = Answer::Outcome::kDone,
                      .text = std::move(box.made->passive),
                      .at = box.made_at,
                      .sequence = result->version};
  box.made.reset();
  finish_letter(box, answer);
  run(shard, box);
}

void Mailboxes::finish_letter(Mailbox& box, const Answer& answer) {
  const std::function<void(const Answer&)> done = std::move(box.current.done);
  box.current = {};
  waiting_.fetch_sub(1);
  if (done) done(answer);
}

}  // namespace bot
