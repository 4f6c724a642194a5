#include "bot/workers/release_keeper.hpp"

#include <memory>

#include "bot/workers/post_and_wait.hpp"
#include "dialogs/engine/state.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(1);
constexpr base::Millis kBetweenPages = base::Millis{20};
constexpr std::size_t kPage = 200;

}  // namespace

base::Millis ReleaseKeeper::pass() {
  const base::Result<bool> looked = releases_.refresh();
  if (!looked) {
    if (!told_away_) log_.error("publications_not_read");
    told_away_ = true;
    return kEvery;
  }
  told_away_ = false;
  const std::shared_ptr<const ReleaseView> view = releases_.view();
  if (view->number() == swept_) return kEvery;
  if (view->number() != sweeping_) {
    sweeping_ = view->number();
    after_ = 0;
    moved_ = 0;
    may_forget_ = true;
    pinned_.clear();
  }
  sweep_some(*view);
  return swept_ == sweeping_ ? kEvery : kBetweenPages;
}

void ReleaseKeeper::sweep_some(const ReleaseView& view) {
  const auto page = store_.turns().running(after_, clock_.now() - kDraftsGone, kPage);
  if (!page) return;  // again with the next pass
  for (const storage::Conversation& conversation : *page) {
    look_at(view, conversation);
    after_ = conversation.id;
  }
  if (page->size() == kPage) return;
  swept_ = sweeping_;
  if (may_forget_) forget_unused(view);
  log_.info("releases_swept", {{"number", swept_}, {"moved", moved_}});
}

void ReleaseKeeper::look_at(const ReleaseView& view, const storage::Conversation& conversation) {
  const base::Result<dialogs::State> state = dialogs::decode_state(conversation.state);
  if (!state) {
    may_forget_ = false;
    return;
  }
  for (const dialogs::Frame& frame : state->frames) pinned_.insert(frame.release);
  if (state->draft) {
    for (const dialogs::Frame& frame : state->draft->frames) pinned_.insert(frame.release);
  }
  if (view.destination(*state) == nullptr) return;
  const Answer answer = post_and_wait(mailboxes_, {.key = conversation.key, .what = ReleaseMoved{}, .done = {}});
  // One that could not be written now moves with its next letter.
  if (answer.outcome == Answer::Outcome::kDone) ++moved_;
}

void ReleaseKeeper::forget_unused(const ReleaseView& view) {
  std::set<std::string> kept = pinned_;
  for (const storage::Publication& line : view.history()) {
    if (kept.size() < pinned_.size() + kPublicationsKept) kept.insert(line.release);
  }
  const auto ids = store_.releases().stored_ids();
  if (!ids) return;
  for (const std::string& id : *ids) {
    if (kept.contains(id)) continue;
    if (store_.releases().forget(id)) log_.info("release_forgotten", {{"release", base::OurWord{id}}});
  }
}

}  // namespace bot
