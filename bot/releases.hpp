#pragma once
// The releases that conversations run on: the newest one for those that begin, the pinned one for those that run.
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "dialogs/engine/step.hpp"
#include "storage/store.hpp"

namespace bot {

/// Thread-safe. A release once found stays valid as long as the book lives.
class ReleaseBook final : public dialogs::ReleaseSet {
 public:
  /// `current` is published into the store if the store's current one is another.
  static base::Result<std::unique_ptr<ReleaseBook>> open(std::shared_ptr<const dialogs::Release> current,
                                                         storage::Releases& stored, const base::Clock& clock,
                                                         base::Log& log);

  const dialogs::Release* find(std::string_view id) const override;
  const dialogs::Release& current() const override { return *current_; }

 private:
  ReleaseBook(std::shared_ptr<const dialogs::Release> current, storage::Releases& stored, base::Log& log)
      : current_(std::move(current)), stored_(stored), log_(log) {}

  std::shared_ptr<const dialogs::Release> current_;
  storage::Releases& stored_;
  base::Log& log_;
  mutable std::shared_mutex mutex_;
  mutable std::unordered_map<std::string, std::shared_ptr<const dialogs::Release>> older_;  // null: looked for in vain
};

/// The store's form of a release's files: JSON [[path, text], …].
std::string encode_sources(const std::vector<dialogs::SourceFile>& sources);
base::Result<std::vector<dialogs::SourceFile>> decode_sources(std::string_view stored);

}  // namespace bot
