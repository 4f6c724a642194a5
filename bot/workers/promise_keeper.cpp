#include "bot/workers/promise_keeper.hpp"

#include <utility>

#include "bot/turns/ticket_clocks.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(1);
constexpr std::size_t kLooksAtOnce = 100;

std::string told_text(const TicketLife& life) {
  std::string text;
  for (const tickets::TicketEvent& event : life.events()) {
    if (event.act == tickets::to_name(tickets::Act::kTold)) text = event.note;
  }
  return text;
}

}  // namespace

base::Millis PromiseKeeper::pass() {
  if (parts_.clock_watch.holds()) {
    if (!std::exchange(held_, true)) parts_.log.error("clock_jumped_promises_held");
    return kEvery;
  }
  if (std::exchange(held_, false)) parts_.log.info("clock_confirmed");
  const base::UnixMs now = parts_.clock.now();
  const auto claims = parts_.store.tickets().claim_looks(now, parts_.lease, kLooksAtOnce);
  if (!claims) {
    if (std::exchange(reads_, false)) parts_.log.error("looks_not_claimed");
    return kEvery;
  }
  reads_ = true;
  std::vector<storage::LookDone> done;
  for (const storage::LookClaim& claim : *claims) {
    if (parts_.clock.now() >= now + parts_.lease) break;  // what is left is another's by now
    look(claim, done);
  }
  if (!parts_.store.tickets().finish_looks(done)) parts_.log.warn("looks_not_finished", {{"looks", done.size()}});
  return claims->size() == kLooksAtOnce ? base::Millis{0} : kEvery;
}

/// What cannot be done now is looked at again when the lease is over.
void PromiseKeeper::look(const storage::LookClaim& claim, std::vector<storage::LookDone>& done) {
  const base::UnixMs now = parts_.clock.now();
  auto life = TicketLife::read(parts_.store.tickets(), parts_.promises.now(), claim.number, {}, now);
  if (!life) return;
  if (!answer_merged(*life)) return;
  const storage::NextLook next = next_look_at(life->profile(), life->promises().calendar, life->log(), now);
  TicketLife judged = *life;
  if (look_at_clocks(judged, Reach::kChat, now).changes.empty()) {
    done.push_back({claim.number, claim.token, next});
    return;
  }
  if (!post(claim.conversation, ClockDue{claim.number})) {
    parts_.log.warn("clock_not_fired", {{"ticket", base::OurWord{claim.number}}});
  }
}

/// The drivers whose tickets were merged into this one are answered with it (domain reference §3.4). False: not all could be.
bool PromiseKeeper::answer_merged(const TicketLife& life) {
  const tickets::Phase phase = tickets::standing_of(life.log()).phase;
  if (phase != tickets::Phase::kClosed && phase != tickets::Phase::kRevisited) return true;
  bool all = true;
  for (const tickets::LogEntry& entry : life.log()) {
    if (entry.act != tickets::Act::kJoined) continue;
    const auto other = parts_.store.tickets().find(entry.reason);
    if (!other) return false;
    if (!*other || (*other)->conversation == life.ticket().conversation) continue;
    all = post((*other)->conversation, MergedClosed{entry.reason, told_text(life)}) && all;
  }
  return all;
}

bool PromiseKeeper::post(std::int64_t conversation, std::variant<ClockDue, MergedClosed> what) {
  const auto found = parts_.store.turns().load(conversation);
  if (!found || !*found) return false;
  Letter letter{.key = (*found)->key, .what = ClockDue{}, .done = {}};
  std::visit([&](auto& one) { letter.what = std::move(one); }, what);
  return post_and_wait(parts_.mailboxes, std::move(letter)).outcome == Answer::Outcome::kDone;
}

}  // namespace bot
