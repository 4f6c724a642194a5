#include "bot/workers/update_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "bot/turns/hotline_report.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

// Updates are read again this far back: the hotline's clock may differ, and repeats move nothing.
constexpr base::Millis kOverlap = base::hours(1);
constexpr base::Millis kFirstReadBack = base::days(1);
constexpr base::Millis kUnsureReadBack = base::days(7);
constexpr std::size_t kUpdatesBytesMax = 4 * 1024 * 1024;  // a busy hour of updates must fit, or none is ever read
// GeoReport answers at most 90 days; a node that slept longer asks in pieces.
constexpr base::Millis kSpanMax = base::days(30);

}  // namespace

base::UnixMs UpdateReader::read_from(std::string_view cursor) const {
  std::int64_t at = 0;
  if (cursor.empty()) return clock_.now() - kFirstReadBack;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), at);
  if (base::UnixMs{at} <= clock_.now()) return base::UnixMs{at} - kOverlap;
  // The clock was wrong when this was written, or is now: what was reported lately was perhaps never read.
  return clock_.now() - kUnsureReadBack;
}

/// Not while the clock is in doubt: a cursor that ran ahead with it would pass over what is reported until then.
/// Nor over another node, nor over a receipt that came late meanwhile and moved it back: then it is read again from there.
void UpdateReader::move_cursor(std::string_view from, base::UnixMs to) {
  if (clock_watch_.in_doubt()) return;
  const base::Status moved = store_.outbox().move_cursor("updates:" + hotline_, from, std::to_string(to.count));
  if (!moved && moved.error().code != base::ErrorCode::kConflict) {
    log_.error("cursor_not_written", {{"hotline", base::OurWord{hotline_}}});
  }
}

base::Millis UpdateReader::pass() {
  const base::Result<std::string> cursor = store_.outbox().cursor("updates:" + hotline_);
  if (!cursor) return every_;
  const base::UnixMs from = read_from(*cursor);
  const base::UnixMs until = std::min(clock_.now(), from + kSpanMax);
  const std::optional<integrations::HttpRequest> request = line_->hotline->updates(from, until);
  if (!request) return base::hours(1);
  const integrations::CallLimits limits{.body_bytes_max = kUpdatesBytesMax};
  auto updates = line_->hotline->read_updates(http_.call(*request, limits));
  if (!updates) {
    log_.warn("updates_not_read", {{"hotline", base::OurWord{hotline_}}, {"code", base::OurWord{updates.error().text}}});
    return every_;
  }
  std::stable_sort(updates->begin(), updates->end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const integrations::HotlineUpdate& update : *updates) {
    if (!apply(update)) return every_;  // the cursor stays: nothing is passed over
  }
  // Moving the cursor costs a commit; the overlap makes it enough to do so now and then.
  if (until - from > kOverlap + base::minutes(1)) move_cursor(*cursor, until);
  return every_;
}

/// False: it could not be applied now and must be read again.
bool UpdateReader::apply(const integrations::HotlineUpdate& update) {
  const auto reported = find_reported(store_, hotline_, update.external_number);
  if (!reported) return false;
  // Not ours, or its receipt is not recorded yet: the forwarder moves the cursor back when it is.
  if (!*reported) return true;
  TicketNews news = news_of(**reported, hotline_, update);
  // Of an earlier round, or of a hotline that gave it back: nobody waits for it there any more.
  if (news.is_of_earlier_round || !tickets::may_move((*reported)->ticket.status, news.to)) return true;
  const Answer answer = post_and_wait(mailboxes_, {.key = (*reported)->key, .what = std::move(news), .done = {}});
  return answer.outcome == Answer::Outcome::kDone;
}

}  // namespace bot
