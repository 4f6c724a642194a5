#include "bot/workers/duty_keeper.hpp"

#include <utility>

#include "bot/files.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(2);

}  // namespace

DutyKeeper::DutyKeeper(DutyBook& duty, std::string path, bool secrets_in_file, base::Log& log)
    : duty_(duty), path_(std::move(path)), secrets_in_file_(secrets_in_file), log_(log), seen_(text()), judged_(seen_) {}

std::string DutyKeeper::text() const {
  base::Result<std::string> file = read_file(path_);
  return file ? std::move(*file) : std::string();
}

base::Millis DutyKeeper::pass() {
  std::string now = text();
  // Twice the same: nobody is in the middle of saving it.
  const bool settled = now == seen_;
  seen_ = std::move(now);
  if (!settled || seen_ == judged_) return kEvery;
  judged_ = seen_;
  ReadRoster read = read_roster(path_, judged_, secrets_in_file_);
  if (read.faults.empty()) {
    duty_.replace(std::make_shared<const Roster>(std::move(read.roster)));
    log_.info("duty_read");
  } else {
    // What is wrong may name a person: the console and `xinsheng duty check` tell it.
    log_.error("duty_broken", {{"faults", read.faults.size()}, {"first", base::OurWord{read.faults.front().code}}});
  }
  return kEvery;
}

}  // namespace bot
