#pragma once
// The releases that conversations run on: the newest one for those that begin, the pinned one for those that run, and where
// the running ones move (dialog language §4.11). One process sees a new publication when refresh() looked; whoever works on
// a turn holds a view, which is one moment.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "dialogs/engine/step.hpp"
#include "dialogs/language/compare.hpp"
#include "storage/store.hpp"

namespace bot {

class ReleaseBook;

/// What is the same wherever it is worked out: releases that are compiled already, and how two releases differ. Books may share it.
/// Any thread.
class KnownReleases {
 public:
  explicit KnownReleases(std::vector<std::shared_ptr<const dialogs::Release>> compiled = {}) : compiled_(std::move(compiled)) {}
  /// nullptr: it is not among them. An id is the digest of a release's content.
  std::shared_ptr<const dialogs::Release> find(std::string_view id) const;
  /// As dialogs::compare; once for each pair of compiled ones, of others every time.
  std::shared_ptr<const dialogs::Comparison> compare(const dialogs::Release& published, const dialogs::Release& draft);

 private:
  const std::vector<std::shared_ptr<const dialogs::Release>> compiled_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const dialogs::Comparison>> compared_;
};

/// One moment of the book. Immutable, any thread; outlived by its book.
class ReleaseView final : public dialogs::ReleaseSet {
 public:
  ReleaseView(const ReleaseBook& book, std::shared_ptr<const dialogs::Release> current,
              std::vector<storage::Publication> history)
      : book_(book), current_(std::move(current)), history_(std::move(history)) {}

  const dialogs::Release* find(std::string_view id) const override;
  const dialogs::Release& current() const override { return *current_; }
  std::shared_ptr<const dialogs::Release> shared_current() const { return current_; }
  /// Of the newest publication.
  std::int64_t number() const { return history_.front().number; }
  const std::vector<storage::Publication>& history() const { return history_; }  // newest first
  /// Where this conversation must go before its next turn; nullptr: it stays (nothing runs, its release is the current one, or its
  /// dialogs changed in structure). A release without one of its dialogs is a destination only if its own was withdrawn: then
  /// a person takes over.
  const dialogs::Release* destination(const dialogs::State& state) const;
  /// Works out beforehand what becomes of conversations on this release.
  void prepare(const std::string& id) const { (void)judge(id); }

 private:
  struct Judgement {
    bool withdrawn = false;
    std::shared_ptr<const dialogs::Comparison> comparison;  // with the current release; null: it cannot be loaded
    const dialogs::Release* ordered = nullptr;      // an operator moved everything there since
  };
  std::shared_ptr<const Judgement> judge(const std::string& id) const;

  const ReleaseBook& book_;
  std::shared_ptr<const dialogs::Release> current_;
  std::vector<storage::Publication> history_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Judgement>> judgements_;
};

/// What becomes of the folder of scripts when the server starts.
enum class FolderUse {
  kUntilPublished,  // it is published as long as no operator has published anything
  kOnStart,         // it is published at every start
};

/// Thread-safe. A release once found stays valid as long as the book lives.
class ReleaseBook {
 public:
  /// `folder` may be null (its scripts are broken) when the store has a release. kNotFound: neither has one. `known`: what need not
  /// be read from the store and worked out anew; null: nothing.
  static base::Result<std::unique_ptr<ReleaseBook>> open(std::shared_ptr<const dialogs::Release> folder,
                                                         storage::Releases& stored, const base::Clock& clock,
                                                         base::Log& log,
                                                         FolderUse use = FolderUse::kUntilPublished,
                                                         std::shared_ptr<KnownReleases> known = nullptr);

  std::shared_ptr<const ReleaseView> view() const;
  /// True: somebody published; views taken from now on know. A publication that cannot be loaded is logged and left
  /// alone: the old one goes on. kStorage, kBusy: the store was not read.
  base::Result<bool> refresh();
  /// Publishes the folder's scripts if `use` says so and the current ones are others. Another node that was first is no failure.
  base::Status publish_folder(const std::shared_ptr<const dialogs::Release>& folder, const base::Clock& clock,
                              FolderUse use);
  /// nullptr: the store does not have it or it does not load.
  const dialogs::Release* find(std::string_view id) const;
  bool is_withdrawn(std::string_view id) const;
  KnownReleases& known() const { return *known_; }

 private:
  ReleaseBook(storage::Releases& stored, base::Log& log, std::shared_ptr<KnownReleases> known)
      : stored_(stored), log_(log), known_(known ? std::move(known) : std::make_shared<KnownReleases>()) {}
  bool was_looked_for(const std::string& id) const;

  storage::Releases& stored_;
  base::Log& log_;
  const std::shared_ptr<KnownReleases> known_;
  mutable std::shared_mutex mutex_;
  std::shared_ptr<const ReleaseView> view_;
  std::int64_t unusable_ = 0;  // number of a publication that does not load: told once
  mutable std::unordered_map<std::string, std::shared_ptr<const dialogs::Release>> loaded_;  // null: looked for in vain
};

/// The store's form of a release's files: JSON [[path, text], …].
std::string encode_sources(const std::vector<dialogs::SourceFile>& sources);
base::Result<std::vector<dialogs::SourceFile>> decode_sources(std::string_view stored);

}  // namespace bot
