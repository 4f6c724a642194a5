#pragma once
// Where a release keeps what the engine worked out from it (engine/index.hpp). Built on first use, once; safe for any
// number of threads without a lock: a thread that comes second throws its own copy away.
#include <atomic>

namespace dialogs {

struct Release;

namespace engine {
struct ReleaseIndex;
}

class IndexCell {
 public:
  IndexCell() = default;
  ~IndexCell();
  // The index points into its release: a copied or moved release begins with an empty cell and builds its own.
  IndexCell(const IndexCell&) noexcept {}
  IndexCell& operator=(const IndexCell&) noexcept {
    clear();
    return *this;
  }

  /// The index of `release`, which must be the release this cell is a member of and must not change any more.
  const engine::ReleaseIndex& of(const Release& release) const;

 private:
  void clear() noexcept;
  mutable std::atomic<const engine::ReleaseIndex*> index_{nullptr};
};

}  // namespace dialogs
