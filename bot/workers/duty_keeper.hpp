#pragma once
// Takes the duty roster anew when its file was changed. A roster with faults changes nothing: the log says so once, and whoever was on
// duty stays. Looks at the roster's own file only: after a change of a number in one of the files it names, save the roster, too.
#include <string>

#include "base/log.hpp"
#include "bot/duty/book.hpp"
#include "bot/workers/worker.hpp"

namespace bot {

class DutyKeeper final : public Worker {
 public:
  /// `secrets_in_file` as read_roster has it.
  DutyKeeper(DutyBook& duty, std::string path, bool secrets_in_file, base::Log& log);
  base::Millis pass() override;

 private:
  std::string text() const;

  DutyBook& duty_;
  const std::string path_;
  const bool secrets_in_file_;
  base::Log& log_;
  std::string seen_;    // what the last look found
  std::string judged_;  // what was taken or refused last
};

}  // namespace bot
