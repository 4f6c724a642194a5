#pragma once
// What holds after every event of every conversation, whatever was said (dialog language §4.12 and §5.4): bounded, never
// stuck, commits once, no question that was not shown. Pure; a value that travels with the conversation it watches.
#include <set>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "dialogs/engine/step.hpp"

namespace dialogs {

class Invariants {
 public:
  /// "" or what is broken, as one sentence. `said`: everything said since the driver's last event began.
  std::string after(const ReleaseSet& releases, const StepResult& result, std::string_view said, base::UnixMs now);
  /// Time passed and nothing happened: something that is open must have closed by itself long before.
  static std::string after_silence(const ReleaseSet& releases, const State& state, base::UnixMs now);

 private:
  std::string commits(const StepResult& result);
  std::string hidden_question(const ReleaseSet& releases, const State& state, std::string_view said);

  std::set<std::string> left_;  // ids of commits
  std::string shown_;           // the question the driver has seen
};

}  // namespace dialogs
