#pragma once
// The search of one server: its file, what changed, and whoever keeps the file up to date. Nobody waits for it: where the file cannot be
// had, drivers and operators are served all the same.
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/log.hpp"
#include "bot/desk/search/changed_conversations.hpp"
#include "bot/desk/search/found.hpp"
#include "bot/releases.hpp"
#include "bot/workers/worker.hpp"
#include "storage/search/search_file.hpp"
#include "storage/store.hpp"

namespace bot::desk {

class SearchDesk {
 public:
  /// Where another process has that file, one beside it is taken (path-2, path-3 …): nodes may share a folder.
  SearchDesk(const std::string& path, storage::Store& store);

  /// Why nothing can be looked for here, and what to do; "" = it can.
  const std::string& problem() const { return problem_; }
  /// A turn of this conversation is durable. Any thread; short.
  void note(std::int64_t conversation) {
    if (file_) changes_.note(conversation);
  }
  /// Changes elsewhere may have been missed.
  void lost() { changes_.lost(); }
  /// Requires no problem.
  std::unique_ptr<Worker> make_follower(const ReleaseBook& releases, base::Log& log);
  /// kUnreached: there is a problem.
  base::Result<FoundPage> find(const dialogs::Release& release, const Wish& wish);

  /// {"ask":"search_rebuild"} -> {}: everything is taken in anew.
  static bool knows(const nlohmann::json& request);
  nlohmann::json answer();

 private:
  storage::Store& store_;
  ChangedConversations changes_;
  std::unique_ptr<storage::search::SearchFile> file_;
  std::string problem_;
};

}  // namespace bot::desk
