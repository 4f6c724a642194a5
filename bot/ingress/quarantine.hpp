#pragma once
// Bodies that the platform signed and we cannot read: somebody's message may be in them, so they are kept for a person
// to look at, as they came, one file each that only the owner may read (reliability reference §4 row 22).
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

namespace bot {

class Quarantine {
 public:
  static constexpr std::size_t kFilesMax = 1000;

  Quarantine(std::string folder, base::Random& random) : folder_(std::move(folder)), random_(random) {}

  /// Durable on return; the file's name. kBusy: kFilesMax lie there already and nobody looked. kStorage: not written.
  /// Any thread.
  base::Result<std::string> keep(std::string_view body);

 private:
  std::string folder_;
  base::Random& random_;
  std::mutex mutex_;
};

}  // namespace bot
