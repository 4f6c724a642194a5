#pragma once
// Brings what operators publish into the running server: looks for a new publication, moves the conversations that have to
// move (each by a letter, so nothing races with its driver), and deletes releases nobody needs any more. Every node does it
// for itself: a conversation that another node has moved already is passed over.
#include <cstdint>
#include <set>
#include <string>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/releases.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "storage/store.hpp"

namespace bot {

/// The content of this many of the newest publications is kept whatever runs on it, so that they can be gone back to.
inline constexpr std::size_t kPublicationsKept = 20;
/// A conversation that was not written for so long and has no timer holds no frame and no draft (drafts live 7 days).
inline constexpr base::Millis kDraftsGone = base::days(60);

class ReleaseKeeper final : public Worker {
 public:
  ReleaseKeeper(ReleaseBook& releases, storage::Store& store, Mailboxes& mailboxes, const base::Clock& clock,
                base::Log& log)
      : releases_(releases), store_(store), mailboxes_(mailboxes), clock_(clock), log_(log) {}

  base::Millis pass() override;

 private:
  void sweep_some(const ReleaseView& view);
  void look_at(const ReleaseView& view, const storage::Conversation& conversation);
  void forget_unused(const ReleaseView& view);

  ReleaseBook& releases_;
  storage::Store& store_;
  Mailboxes& mailboxes_;
  const base::Clock& clock_;
  base::Log& log_;
  std::int64_t swept_ = 0;   // number of the publication whose sweep is complete
  std::int64_t sweeping_ = 0;  // of the one that is being swept
  std::int64_t after_ = 0;     // conversations up to here were looked at
  std::set<std::string> pinned_;  // releases that frames and drafts were seen to need
  std::int64_t moved_ = 0;
  bool may_forget_ = true;  // every state of this sweep could be read
  bool told_away_ = false;
};

}  // namespace bot
