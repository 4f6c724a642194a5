#pragma once
// Where the desk works on scripts: threads of its own, because checking and replaying takes seconds that neither the other operators nor
// the drivers are to wait, and what was worked out lately, by the bytes it was worked out from.
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "bot/desk/route.hpp"
#include "bot/desk/threads.hpp"
#include "bot/publishing/service.hpp"
#include "bot/publishing/trial.hpp"
#include "dialogs/review/review.hpp"

namespace bot::desk {

/// What is remembered of the things made last, oldest use first out. One thread at a time.
template <class T>
class Lately {
 public:
  explicit Lately(std::size_t most) : most_(most) {}
  std::shared_ptr<const T> find(const std::string& key) {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i].first != key) continue;
      auto found = kept_[i];
      kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i));
      kept_.push_back(found);
      return found.second;
    }
    return nullptr;
  }
  void keep(const std::string& key, std::shared_ptr<const T> made) {
    if (kept_.size() >= most_) kept_.pop_front();
    kept_.emplace_back(key, std::move(made));
  }

 private:
  std::size_t most_;
  std::deque<std::pair<std::string, std::shared_ptr<const T>>> kept_;
};

/// Thread-safe.
class Workbench {
 public:
  Workbench(storage::Store& store, const base::Clock& clock);

  enum class Work {
    kShort,  // what an author waits for while typing
    kLong,   // replays, publications: seconds
  };
  /// Refuses with 503 where too much waits already.
  void post(Work work, const CallPtr& call, const Reply& reply, std::function<void()> task);
  void stop();

  /// The sources checked, without their tests. Works it out where it is not remembered: only from posted work.
  std::shared_ptr<const dialogs::Review> review(const std::vector<dialogs::SourceFile>& files);
  /// A trial of these sources against what runs now, begun if nobody did; `trial` is null while it is under way. `failed`: it could not
  /// be made; it is begun again with the next question.
  struct Tried {
    std::shared_ptr<const Trial> trial;
    std::optional<base::Error> failed;
  };
  Tried trial(const std::string& key, const std::string& sources);
  /// On the caller's thread: only from posted long work.
  base::Result<std::shared_ptr<const Trial>> try_now(const std::string& sources);

  /// What commands ask of publishing; never long.
  base::Result<nlohmann::json> ask(const nlohmann::json& request);
  /// The same for long work, from posted long work only: nobody waits for it here.
  AskStore asking_long();

 private:
  std::mutex service_mutex_;
  PublishingService service_;
  PublishingService long_service_;  // the long thread's own
  std::mutex mutex_;
  Lately<dialogs::Review> reviews_{4};
  Lately<Trial> trials_{4};
  std::vector<std::string> under_way_;                          // keys of trials
  std::vector<std::pair<std::string, base::Error>> failures_;  // of trials, until somebody asks
  DeskThreads short_;
  DeskThreads long_;
};

/// What a trial and an agreement to it are about: the publication that runs and the draft's bytes, "7-a1b2…".
std::string trial_key(std::int64_t current, const std::string& sources);

}  // namespace bot::desk
