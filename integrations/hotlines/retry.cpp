#include "integrations/hotlines/retry.hpp"

#include <algorithm>
#include <iterator>

namespace integrations {
namespace {

constexpr base::Millis kSteps[] = {base::seconds(5),  base::seconds(30), base::minutes(2), base::minutes(10),
                                   base::minutes(30), base::hours(1),    base::hours(2)};

base::Millis jitter(base::Millis most, std::uint64_t random) {
  return {static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(most.count) + 1))};
}

}  // namespace

base::Millis retry_step(int attempt) {
  const int last = static_cast<int>(std::size(kSteps)) - 1;
  return kSteps[std::clamp(attempt - 1, 0, last)];
}

std::optional<base::UnixMs> next_attempt(const RetryQuestion& question) {
  const base::Millis asked = std::clamp(question.server_delay, base::Millis{0}, kServerDelayMax);
  const base::Millis own = jitter(retry_step(question.attempt), question.random);
  const base::Millis wait = asked.count > 0 ? std::max(asked + jitter(kSteps[0], question.random), own) : own;
  const base::UnixMs due = question.now + wait;
  if (due > question.deadline) return std::nullopt;
  return due;
}

}  // namespace integrations
