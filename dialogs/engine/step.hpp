#pragma once
// The heart of the bot: one step of one conversation, as a function of its arguments alone (dialog language §4).
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "dialogs/engine/event.hpp"
#include "dialogs/engine/state.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

/// Finds compiled releases. Immutable while a step runs.
class ReleaseSet {
 public:
  virtual ~ReleaseSet() = default;
  /// nullptr: unknown (withdrawn or never loaded).
  virtual const Release* find(std::string_view id) const = 0;
  /// New conversations start on it.
  virtual const Release& current() const = 0;
};

struct StepResult {
  State state;
  std::vector<Reply> replies;  // none or one
  std::vector<Effect> effects;
  std::vector<TraceItem> trace;
  std::vector<Visit> visits;  // in the order of the walk; like the trace only when it is wanted
  Expect expect;
};

/// Pure and total: same arguments, same bytes; every event is handled at every wait; nothing is thrown. What should
/// never happen (fuel, assertion) returns the old state with HandoffEffect{"internal"} and a trace line. Without
/// `want_trace` the trace stays empty and costs nothing.
StepResult step(const ReleaseSet& releases, const State& state, const Event& event, base::UnixMs now,
                bool want_trace = true) noexcept;

/// A set of exactly one release, for tests and tools.
class OneRelease final : public ReleaseSet {
 public:
  explicit OneRelease(std::shared_ptr<const Release> release) : release_(std::move(release)) {}
  const Release* find(std::string_view id) const override { return id == release_->id ? release_.get() : nullptr; }
  const Release& current() const override { return *release_; }

 private:
  std::shared_ptr<const Release> release_;
};

}  // namespace dialogs
