#include "bot/workers/promise_files_keeper.hpp"

#include <utility>

#include "bot/files.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(2);

}  // namespace

PromiseFilesKeeper::PromiseFilesKeeper(PromiseBook& promises, PromiseFiles files, base::Log& log)
    : promises_(promises), files_(std::move(files)), log_(log), seen_(text()), judged_(seen_) {}

std::string PromiseFilesKeeper::text() const {
  std::string all;
  for (const std::string* path : {&files_.promises, &files_.calendar, &files_.roster, &files_.contents}) {
    const base::Result<std::string> file = read_file(*path);
    all += (file ? *file : std::string("-")) + '\0';
  }
  return all;
}

base::Millis PromiseFilesKeeper::pass() {
  std::string now = text();
  // Twice the same: nobody is in the middle of saving several files.
  const bool settled = now == seen_;
  seen_ = std::move(now);
  if (!settled || seen_ == judged_) return kEvery;
  judged_ = seen_;
  ReadPromises read = read_promises(files_);
  if (read.promises) {
    promises_.replace(std::move(read.promises));
    log_.info("promises_read");
  } else {
    log_.error("promises_broken", {{"faults", read.faults.size()}, {"first", base::OurWord{read.faults.front()}}});
  }
  return kEvery;
}

}  // namespace bot
