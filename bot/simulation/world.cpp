#include "bot/simulation/world.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>

#include "base/hash.hpp"

namespace bot::simulation {
namespace {

constexpr base::UnixMs kNever{std::numeric_limits<std::int64_t>::max()};

}  // namespace

void World::set_clock_wrong_by(base::Millis by) {
  clock_.jump(by - wrong_by_);
  wrong_by_ = by;
  in_question_ = true;
  well_again();
}

base::Millis World::between(base::Millis least, base::Millis most) {
  return least + base::Millis{static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>((most - least).count) + 1))};
}

void World::at(base::UnixMs when, std::function<void()> what) {
  agenda_.emplace(std::pair{std::max(when, now_).count, ++order_}, std::move(what));
}

void World::move_to(base::UnixMs when) {
  if (when <= now_) return;
  clock_.advance(when - now_);
  now_ = when;
}

/// The earliest thing that is due until then; what happened to be planned first comes first. False: nothing is.
bool World::step(base::UnixMs until) {
  if (is_broken()) return false;
  if (events_ > kEventsMax) {
    broke("I19", "the program turns without rest");
    return false;
  }
  base::UnixMs pass = kNever;
  if (passes_ != nullptr) pass = passes_->next().value_or(kNever);
  const bool planned = !agenda_.empty() && agenda_.begin()->first.first <= until.count;
  if (planned && agenda_.begin()->first.first <= pass.count) {
    const std::function<void()> what = std::move(agenda_.begin()->second);
    move_to(base::UnixMs{agenda_.begin()->first.first});
    agenda_.erase(agenda_.begin());
    ++events_;
    what();
    return true;
  }
  if (pass > until || pass == kNever) return false;
  move_to(pass);
  ++events_;
  passes_->pass();
  return true;
}

void World::run_until(base::UnixMs until) {
  while (step(until)) {
  }
  move_to(until);
}

void World::wait(base::Millis time) {
  const base::UnixMs until = now_ + time;
  if (waits_ < kWaitsMax) {
    ++waits_;
    // Also when the program dies in it: the next wait must not find this one's place taken.
    struct Leave {
      int& waits;
      ~Leave() { --waits; }
    } leave{waits_};
    while (step(until)) {
    }
    // Whoever slept past the end of his wait wakes together with everybody else, and need not be the first.
    if (const base::UnixMs woken = now_; woken > until && one_in(2)) {
      while (step(woken)) {
      }
    }
    return move_to(until);
  }
  sleep(time);
}

void World::tell(std::string_view line) {
  const std::int64_t ms = (now_ - began_).count;
  char when[48];
  std::snprintf(when, sizeof when, "%2d %02d:%02d:%02d.%03d  ", static_cast<int>(ms / 86'400'000 + 1),
                static_cast<int>(ms / 3'600'000 % 24), static_cast<int>(ms / 60'000 % 60),
                static_cast<int>(ms / 1000 % 60), static_cast<int>(ms % 1000));
  std::string text = when;
  for (const char c : line) {
    if (c == '\n') text.append(" / ");
    else text.push_back(c);
  }
  digest_ = base::hash64(text, digest_);
  if (story_ != nullptr) *story_ << text << "\n";
  latest_.push_back(std::move(text));
  if (latest_.size() > kLatestMax) latest_.pop_front();
}

void World::broke(std::string invariant, std::string text) {
  if (finding_) return;
  tell("BROKEN " + invariant + ": " + text);
  finding_ = Finding{std::move(invariant), std::move(text)};
}

}  // namespace bot::simulation
