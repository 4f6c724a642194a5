#include "storage/sqlite/overlay.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"

namespace storage::sqlite {

namespace {
constexpr std::size_t kWholeOverhead = 400;  // of the maps and list around one conversation, roughly
}

std::size_t Overlay::KeyHash::operator()(const ConversationKey& key) const {
  return base::hash64(key.driver, base::hash64(key.account, base::hash64(key.channel)));
}

std::optional<Conversation> Overlay::find(const ConversationKey& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = whole_by_key_.find(&key);
  if (found == whole_by_key_.end()) return std::nullopt;
  return found->second->conversation;
}

std::optional<Conversation> Overlay::find(std::int64_t conversation) const {
  const std::scoped_lock lock(mutex_);
  const auto found = whole_by_id_.find(conversation);
  if (found == whole_by_id_.end()) return std::nullopt;
  return found->second->conversation;
}

std::optional<std::int64_t> Overlay::newcomer(const ConversationKey& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = newcomers_.find(key);
  if (found == newcomers_.end()) return std::nullopt;
  return found->second;
}

std::optional<ConversationKey> Overlay::newcomer_key(std::int64_t conversation) const {
  const std::scoped_lock lock(mutex_);
  const auto found = lagging_.find(conversation);
  if (found == lagging_.end() || found->second.newcomer == nullptr) return std::nullopt;
  return *found->second.newcomer;
}

std::optional<Head> Overlay::head(std::int64_t conversation) const {
  const std::scoped_lock lock(mutex_);
  const auto found = lagging_.find(conversation);
  if (found == lagging_.end()) return std::nullopt;
  return found->second.head;
}

bool Overlay::lags(std::int64_t conversation) const {
  const std::scoped_lock lock(mutex_);
  return lagging_.contains(conversation);
}

std::vector<DueTimer> Overlay::due_timers(base::UnixMs now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<DueTimer> due;
  for (const auto& [conversation, lagging] : lagging_) {
    if (!lagging.head.timer_due || *lagging.head.timer_due > now) continue;
    DueTimer timer{conversation, lagging.head.version, {}, *lagging.head.timer_due};
    if (lagging.newcomer != nullptr) {
      timer.key = *lagging.newcomer;
    } else if (const auto whole = whole_by_id_.find(conversation); whole != whole_by_id_.end()) {
      timer.key = whole->second->conversation.key;
    }
    due.push_back(std::move(timer));
  }
  return due;
}

std::optional<Overlay::Base> Overlay::base_of(std::int64_t conversation) const {
  const std::scoped_lock lock(mutex_);
  const auto found = whole_by_id_.find(conversation);
  if (found == whole_by_id_.end()) return std::nullopt;
  const Standing& standing = *found->second;
  return Base{standing.conversation.key, standing.conversation.version, standing.conversation.last_turn,
              standing.marks};
}

std::size_t Overlay::bytes_of(const Standing& standing) {
  return standing.conversation.state.capacity() + standing.conversation.owed.capacity() +
         standing.conversation.key.driver.capacity() + standing.marks.capacity() + kWholeOverhead;
}

void Overlay::keep_whole(Standing standing) {
  const std::int64_t id = standing.conversation.id;
  if (const auto found = whole_by_id_.find(id); found != whole_by_id_.end()) {
    whole_bytes_ -= bytes_of(*found->second);
    // The key stays where it is: the other map points at it.
    found->second->conversation.version = standing.conversation.version;
    found->second->conversation.last_turn = standing.conversation.last_turn;
    found->second->conversation.state = std::move(standing.conversation.state);
    found->second->conversation.owed = std::move(standing.conversation.owed);
    found->second->conversation.updated = standing.conversation.updated;
    found->second->timer_due = standing.timer_due;
    found->second->marks = std::move(standing.marks);
    whole_.splice(whole_.begin(), whole_, found->second);
  } else {
    whole_.push_front(std::move(standing));
    whole_by_id_.emplace(id, whole_.begin());
    whole_by_key_.emplace(&whole_.front().conversation.key, whole_.begin());
  }
  whole_bytes_ += bytes_of(whole_.front());
  while (whole_.size() > whole_max_ || (whole_bytes_ > whole_bytes_max_ && whole_.size() > 1)) {
    whole_bytes_ -= bytes_of(whole_.back());
    whole_by_id_.erase(whole_.back().conversation.id);
    whole_by_key_.erase(&whole_.back().conversation.key);
    whole_.pop_back();
  }
}

void Overlay::publish(std::vector<std::pair<Standing, bool>> group) {
  const std::scoped_lock lock(mutex_);
  for (auto& [standing, is_new] : group) {
    const Conversation& conversation = standing.conversation;
    LaggingHead& lagging = lagging_[conversation.id];
    lagging.head = {conversation.version, conversation.last_turn, standing.timer_due, conversation.updated};
    if (is_new) lagging.newcomer = &newcomers_.emplace(conversation.key, conversation.id).first->first;
    keep_whole(std::move(standing));
  }
}

std::size_t Overlay::lagging() const {
  const std::scoped_lock lock(mutex_);
  return lagging_.size();
}

std::vector<std::int64_t> Overlay::lagging_ids() const {
  std::vector<std::int64_t> ids;
  {
    const std::scoped_lock lock(mutex_);
    ids.reserve(lagging_.size());
    for (const auto& [conversation, lagging] : lagging_) ids.push_back(conversation);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<Lag> Overlay::lag_of(const std::vector<std::int64_t>& conversations) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Lag> rows;
  rows.reserve(conversations.size());
  for (const std::int64_t conversation : conversations) {
    const auto found = lagging_.find(conversation);
    if (found == lagging_.end()) continue;
    Lag row{conversation, found->second.head, std::nullopt};
    if (found->second.newcomer != nullptr) row.newcomer = *found->second.newcomer;
    rows.push_back(std::move(row));
  }
  return rows;
}

void Overlay::caught_up(const std::vector<Lag>& rows) {
  const std::scoped_lock lock(mutex_);
  for (const Lag& row : rows) {
    const auto found = lagging_.find(row.conversation);
    if (found == lagging_.end()) continue;
    if (found->second.newcomer != nullptr) {
      found->second.newcomer = nullptr;
      newcomers_.erase(*row.newcomer);
    }
    if (found->second.head.version == row.head.version) lagging_.erase(found);
  }
}

}  // namespace storage::sqlite
