#include "bot/desk/search/follower.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "bot/desk/conversations/summary.hpp"
#include "bot/desk/search/texts.hpp"

namespace bot::desk {

using storage::search::ConversationText;
using storage::search::TicketText;

namespace {

constexpr base::Millis kRest{300};
constexpr base::Millis kRestBetweenSlices{5};  // whoever serves drivers goes first
constexpr base::Millis kRestAfterFailure = base::seconds(5);
constexpr base::Millis kLookEvery = base::hours(1);
constexpr base::Millis kOverlap = base::days(2);  // when a turn happened and when it was committed are no further apart
constexpr std::size_t kConversationsAtOnce = 100;
constexpr std::size_t kTicketsAtOnce = 200;
constexpr std::size_t kTurnsAtOnce = 500;
constexpr std::size_t kMaskedByMax = 100'000;

std::size_t sign_of(const Known& known, const dialogs::Release& release) {
  std::size_t sign = 0;
  for (const std::string& value : personal_values(known.state, release, known.tickets)) {
    sign ^= std::hash<std::string>()(value) + 0x9E3779B97F4A7C15ULL + (sign << 6) + (sign >> 2);
  }
  return sign;
}

}  // namespace

base::Millis SearchFollower::pass() {
  ChangedConversations::Taken taken = parts_.changes.take();
  if (parts_.file.is_damaged()) parts_.log.error("search_file_damaged");
  if (taken.anew || parts_.file.is_damaged()) {
    taken.lost = true;
    if (!parts_.file.rebuild()) {
      parts_.changes.begin_anew();
      return kRestAfterFailure;
    }
  }
  waiting_.insert(waiting_.end(), taken.conversations.begin(), taken.conversations.end());
  const base::UnixMs now = parts_.store.clock().now();
  base::Status done;
  if (taken.lost || (!look_ && now - looked_ >= kLookEvery)) done = begin_look();
  if (done.ok() && !waiting_.empty()) {
    done = take_changed();
  } else if (done.ok() && look_) {
    done = go_on_looking();
  }
  if (!done) {
    parts_.log.error("search_behind", {{"problem", base::OurWord{done.error().text}}});
    waiting_.clear();
    look_.reset();
    parts_.changes.lost();
    return kRestAfterFailure;
  }
  return is_idle() ? kRest : kRestBetweenSlices;
}

base::Status SearchFollower::begin_look() {
  const auto complete = parts_.file.complete_until();
  if (!complete) return complete.error();
  Look look;
  look.began = parts_.store.clock().now();
  look.since = *complete > base::UnixMs{kOverlap.count} ? *complete - kOverlap : base::UnixMs{0};
  look_ = look;
  looked_ = look.began;
  return {};
}

base::Status SearchFollower::go_on_looking() {
  if (look_->at_tickets) return look_at_tickets();
  auto page = parts_.store.turns().running(look_->conversation, look_->since, kConversationsAtOnce);
  if (!page) return page.error();
  ConversationTexts conversations;
  TicketTexts tickets;
  const bool is_last = page->size() < kConversationsAtOnce;
  for (storage::Conversation& conversation : *page) {
    look_->conversation = conversation.id;
    const auto version = parts_.file.version_of(conversation.id);
    if (!version) return version.error();
    if (*version == conversation.version) continue;
    if (base::Status added = add(std::move(conversation), conversations, tickets); !added) return added;
  }
  look_->at_tickets = is_last;
  return parts_.file.put(conversations, tickets);
}

base::Status SearchFollower::look_at_tickets() {
  const auto page = parts_.store.tickets().list(look_->ticket, kTicketsAtOnce);
  if (!page) return page.error();
  TicketTexts tickets;
  for (const tickets::Ticket& ticket : *page) {
    if (base::Status added = add_if_new(ticket, tickets); !added) return added;
    look_->ticket = ticket.number;
  }
  if (base::Status put = parts_.file.put({}, tickets); !put) return put;
  if (page->size() == kTicketsAtOnce) return {};
  const base::UnixMs began = look_->began;
  look_.reset();
  if (base::Status set = parts_.file.set_complete_until(began); !set) return set;
  const auto counts = parts_.file.counts();
  if (counts) parts_.log.info("search_complete", {{"conversations", counts->conversations}, {"tickets", counts->tickets}, {"texts", counts->texts}});
  return {};
}

base::Status SearchFollower::take_changed() {
  std::sort(waiting_.begin(), waiting_.end());
  waiting_.erase(std::unique(waiting_.begin(), waiting_.end()), waiting_.end());
  ConversationTexts conversations;
  TicketTexts tickets;
  const std::size_t now = std::min(waiting_.size(), kConversationsAtOnce);
  for (std::size_t i = 0; i < now; ++i) {
    auto found = parts_.store.turns().load(waiting_[i]);
    if (!found) return found.error();
    if (!*found) {
      conversations.push_back({.conversation = waiting_[i], .after = 0, .version = 0, .lines = {}});
      continue;
    }
    if (base::Status added = add(std::move(**found), conversations, tickets); !added) return added;
  }
  if (base::Status put = parts_.file.put(conversations, tickets); !put) return put;
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(now));
  return {};
}

base::Status SearchFollower::add(storage::Conversation conversation, ConversationTexts& conversations, TicketTexts& tickets) {
  const std::shared_ptr<const ReleaseView> view = parts_.releases.view();
  const std::int64_t id = conversation.id;
  const auto known = know(parts_.store, view->current(), std::move(conversation));
  // A state of which nothing is known cannot be masked: it waits until it can be read.
  if (!known && known.error().code == base::ErrorCode::kInvalid) return {};
  if (!known) return known.error();
  const auto version = parts_.file.version_of(id);
  if (!version) return version.error();
  if (masked_by_.size() >= kMaskedByMax) masked_by_.clear();
  const std::size_t sign = sign_of(*known, view->current());
  const auto [entry, is_first] = masked_by_.emplace(id, sign);
  const bool is_same = !is_first && entry->second == sign && *version <= known->conversation.version;
  ConversationText text{.conversation = id, .after = is_same ? *version : 0, .version = known->conversation.version, .lines = {}};
  for (std::uint64_t after = text.after;;) {
    const auto turns = parts_.store.turns().transcript(id, after, kTurnsAtOnce);
    if (!turns) return turns.error();
    for (const storage::Turn& turn : *turns) {
      after = turn.sequence;
      for (std::size_t i = 0; i < turn.lines.size(); ++i) {
        if (is_searched(turn, turn.lines[i])) text.lines.push_back({turn.sequence, i, turn.at, text_of(turn.lines[i], known->masking)});
      }
    }
    if (turns->size() < kTurnsAtOnce) break;
  }
  entry->second = sign;
  conversations.push_back(std::move(text));
  for (const tickets::Ticket& ticket : known->tickets) {
    if (base::Status added = add_if_new(ticket, tickets); !added) return added;
  }
  return {};
}

base::Status SearchFollower::add_if_new(const tickets::Ticket& ticket, TicketTexts& tickets) {
  const auto revision = parts_.file.revision_of(ticket.number);
  if (!revision) return revision.error();
  if (*revision == ticket.revision) return {};
  tickets.push_back({ticket.number, ticket.conversation, ticket.revision, ticket.accepted_at, text_of(ticket)});
  return {};
}

}  // namespace bot::desk
