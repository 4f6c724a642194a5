#include "bot/desk/live/shared_answers.hpp"

#include <algorithm>
#include <utility>

namespace bot::desk {

std::optional<std::string> SharedAnswers::answer(const std::string& question, std::uint64_t beat, const Make& make) {
  if (beat == 0) return make();
  const std::shared_ptr<Entry> entry = entry_of(question);
  const std::lock_guard lock(entry->mutex);
  // One that was made at a later beat than this asker's knows all that this one's does.
  if (entry->beat >= beat) return entry->text;
  std::optional<std::string> made = make();
  if (made) {
    entry->text = *made;
    entry->beat = beat;
  }
  return made;
}

std::shared_ptr<SharedAnswers::Entry> SharedAnswers::entry_of(const std::string& question) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry->question == question; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front();
  }
  auto entry = std::make_shared<Entry>();
  entry->question = question;
  entries_.push_front(std::move(entry));
  if (entries_.size() > kSharedQuestionsMax) entries_.pop_back();
  return entries_.front();
}

}  // namespace bot::desk
