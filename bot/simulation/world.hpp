#pragma once
// The world around one program that is being simulated: its time, its chance, what happens when, and the story of it. One
// thread; everything that happens is chosen by the seed, so the same seed of the same program tells the same story.
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.hpp"
#include "base/time.hpp"

namespace bot::simulation {

/// Thrown through the program's own frames when it is to die in the middle of something; nobody there catches it.
struct ProcessDied {};

/// Background work that the world gives its turn to (the workers of the program).
class Passes {
 public:
  virtual ~Passes() = default;
  /// When the next pass is due, by the world's time; nullopt: nothing can run now.
  virtual std::optional<base::UnixMs> next() = 0;
  virtual void pass() = 0;
};

struct Finding {
  std::string invariant;  // I2, I8 …
  std::string text;
};

class World {
 public:
  static constexpr std::size_t kLatestMax = 50;
  static constexpr std::uint64_t kEventsMax = 250'000;  // fourteen days have some 20,000

  /// `story`: where every line goes as it happens; null: only the digest and the latest lines are kept.
  World(std::uint64_t seed, base::UnixMs start, std::ostream* story)
      : chance_(seed), now_(start), began_(start), clock_(start), story_(story) {}

  base::UnixMs now() const { return now_; }
  /// The clock of the machine the program runs on. It may be set wrong; the world's time is not.
  base::ManualClock& clock() { return clock_; }
  void set_clock_wrong_by(base::Millis by);
  base::Millis clock_is_wrong_by() const { return wrong_by_; }

  base::SeededRandom& chance() { return chance_; }
  bool one_in(std::uint64_t n) { return chance_.below(n) == 0; }
  base::Millis between(base::Millis least, base::Millis most);

  void at(base::UnixMs when, std::function<void()> what);
  void after(base::Millis delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }
  void give_turns_to(Passes* passes) { passes_ = passes; }

  /// Everything that is due before `until` happens. Ends early when an invariant broke. ProcessDied passes through.
  void run_until(base::UnixMs until);
  /// Called from within what happens: a wait, in which other things happen. Waits may overlap only so deep; deeper ones pass
  /// without anything happening, as if the whole program had slept.
  void wait(base::Millis time);
  /// The whole program sleeps: time passes, nothing happens; it happens afterwards.
  void sleep(base::Millis time) {
    move_to(now_ + time);
    well_again();
  }

  /// The program was kept from working until now: what is due is late by no fault of its own.
  void well_again() { well_since_ = now_; }
  base::UnixMs well_since() const { return well_since_; }
  /// The program starts, and believes the clock it finds.
  void program_starts() {
    in_question_ = false;
    well_again();
  }
  /// A person says that the clock is right.
  void clock_confirmed() {
    in_question_ = false;
    well_again();
  }
  /// The clock was set under the running program, and nobody has confirmed it.
  bool clock_is_in_question() const { return in_question_; }

  void tell(std::string_view line);
  void sometimes(std::string_view what) { ++sometimes_[std::string(what)]; }
  void broke(std::string invariant, std::string text);
  void calm() { is_calm_ = true; }  // no more faults from now on
  bool is_calm() const { return is_calm_; }

  bool is_broken() const { return finding_.has_value(); }
  const std::optional<Finding>& finding() const { return finding_; }
  const std::map<std::string, std::int64_t>& seen() const { return sometimes_; }
  const std::deque<std::string>& latest() const { return latest_; }
  std::uint64_t digest() const { return digest_; }
  std::uint64_t events() const { return events_; }

 private:
  static constexpr int kWaitsMax = 3;

  void move_to(base::UnixMs when);
  bool step(base::UnixMs until);

  base::SeededRandom chance_;
  base::UnixMs now_;
  base::UnixMs began_;
  base::ManualClock clock_;
  base::Millis wrong_by_{0};
  bool in_question_ = false;
  base::UnixMs well_since_{0};
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> agenda_;
  std::uint64_t order_ = 0;
  Passes* passes_ = nullptr;
  int waits_ = 0;
  bool is_calm_ = false;

  std::ostream* story_;
  std::deque<std::string> latest_;
  std::uint64_t digest_ = 0;
  std::uint64_t events_ = 0;
  std::map<std::string, std::int64_t> sometimes_;
  std::optional<Finding> finding_;
};

}  // namespace bot::simulation
