#pragma once
// What a driver might do next, as a line of a conversation test: mostly a fitting answer, often something else. Knows the
// release's own words (commands, starts, cards, names of slots), so it fits any scripts. Pure but for its random numbers.
#include <string>
#include <vector>

#include "base/random.hpp"
#include "dialogs/language/release.hpp"
#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {

class RandomDriver {
 public:
  RandomDriver(const Release& release, base::Random& random);

  TestLine next(const Conversation& talk);
  /// Longer than every reminder, expiry and scheduled start.
  static TestLine long_silence();
  /// Words that answer that slot, most of the time.
  std::string answer_to(const Slot& slot);

 private:
  std::uint64_t pick(std::uint64_t bound) { return random_.below(bound); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(pick(all.size()))];
  }
  TestLine says(std::string text);
  TestLine photos();
  TestLine time_passes();
  TestLine event();
  TestLine button(const Conversation& talk);
  TestLine result(const Conversation& talk, const std::string& action);
  TestLine old_result(const Conversation& talk);
  std::string good_answer(const Conversation& talk);

  const Release& release_;
  base::Random& random_;
  std::vector<std::string> noise_;
  std::vector<std::string> starts_;
  std::vector<const Dialog*> started_by_event_;
};

}  // namespace dialogs
