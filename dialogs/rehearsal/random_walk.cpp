#include "dialogs/rehearsal/random_walk.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "dialogs/rehearsal/player.hpp"
#include "dialogs/rehearsal/random_driver.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kReplaysMax = 1500;

std::string fault_of(const Conversation& talk, const Law& law) {
  if (!talk.broken().empty()) return talk.broken();
  return law ? law(talk) : std::string();
}

/// What the story ends in when it is told again; "" if in nothing bad. Lines that cannot happen any more are passed over.
/// `length` becomes the number of lines up to the fault.
std::string told_again(const ReleaseSet& releases, const Law& law, const ConversationTest& story, std::size_t& length) {
  Player player(releases, story);
  for (std::size_t i = 0; i < story.talk.size(); ++i) {
    player.play(story.talk[i]);
    length = i + 1;
    std::string fault = fault_of(player.talk(), law);
    if (!fault.empty()) return fault;
  }
  return {};
}

/// Takes out ever smaller pieces as long as a fault stays.
void shorten(const ReleaseSet& releases, const Law& law, WalkFault& fault) {
  std::size_t replays = 0;
  for (std::size_t piece = fault.story.talk.size() / 2; piece > 0;) {
    bool shorter = false;
    for (std::size_t at = 0; at + piece <= fault.story.talk.size() && replays < kReplaysMax;) {
      ConversationTest without = fault.story;
      const auto from = without.talk.begin() + static_cast<std::ptrdiff_t>(at);
      without.talk.erase(from, from + static_cast<std::ptrdiff_t>(piece));
      std::size_t length = 0;
      ++replays;
      std::string what = told_again(releases, law, without, length);
      if (what.empty()) {
        at += piece;
        continue;
      }
      without.talk.resize(length);
      fault = {std::move(what), std::move(without)};
      shorter = true;
    }
    if (replays >= kReplaysMax) return;
    if (!shorter || piece > fault.story.talk.size()) piece = std::min(piece / 2, fault.story.talk.size() / 2);
  }
}

}  // namespace

WalkResult walk(const ReleaseSet& releases, const WalkOptions& options) {
  WalkResult result;
  ConversationTest story;
  story.name = "随机对话 " + std::to_string(options.seed);
  Player player(releases, story);
  base::SeededRandom random(options.seed);
  RandomDriver driver(releases.current(), random);
  std::string what;
  for (int i = 0; i <= options.lines && what.empty(); ++i) {
    story.talk.push_back(i < options.lines ? driver.next(player.talk()) : RandomDriver::long_silence());
    player.play(story.talk.back());
    ++result.lines;
    what = fault_of(player.talk(), options.law);
  }
  result.visits = player.talk().visits();
  if (what.empty()) return result;
  result.fault = WalkFault{std::move(what), std::move(story)};
  shorten(releases, options.law, *result.fault);
  result.fault->story.name += "：" + result.fault->what;
  return result;
}

}  // namespace dialogs
