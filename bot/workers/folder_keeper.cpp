#include "bot/workers/folder_keeper.hpp"

#include <utility>

#include "bot/files.hpp"
#include "bot/publishing/gate.hpp"
#include "bot/scripts.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(1);

}  // namespace

base::Millis FolderKeeper::pass() {
  base::Result<std::vector<dialogs::SourceFile>> files = read_scripts(folder_);
  if (!files) return kEvery;  // an editor may be replacing a file
  std::string now = encode_sources(*files);
  // Twice the same: nobody is in the middle of saving several files.
  const bool settled = now == seen_;
  seen_ = std::move(now);
  if (settled && seen_ != judged_) {
    judged_ = seen_;
    take(std::move(*files));
  }
  return kEvery;
}

void FolderKeeper::take(std::vector<dialogs::SourceFile> files) {
  const LoadedScripts loaded = load_sources(std::move(files));
  if (!loaded.release) {
    const std::string first = loaded.faults.empty() ? "" : loaded.faults.front();
    return log_.error("folder_broken", {{"faults", loaded.faults.size()}, {"first", base::OurWord{first}}});
  }
  const GateStep tests = check_own_tests(loaded.release);
  if (!tests.refusals.empty()) {
    return log_.error("folder_fails_its_tests",
                      {{"tests", tests.refusals.size()}, {"first", base::OurWord{tests.refusals.front()}}});
  }
  if (!releases_.publish_folder(loaded.release, clock_, FolderUse::kOnStart)) log_.error("folder_not_published");
}

}  // namespace bot
