#pragma once
// Misbehaviour on demand: what a peer on a bad network or with a bad program does to its callers.
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace twins {

enum class FaultMode {
  kNone,
  kDelay,            // takes effect at once, answers after `ms`
  kDropBefore,       // closes without effect
  kDropAfter,        // takes effect, closes without an answer
  kStatus500Before,  // 500 without effect
  kStatus500After,   // 500 although it took effect
  kStatus503,        // without effect; Retry-After of `ms`, rounded up to seconds, when ms > 0
  kDrip,             // takes effect, then one byte of the answer every `ms` (200 by default)
  kJunk,             // takes effect, answers 200 with a page
  kReject,           // 400 with an error list, without effect
  kRedirect,         // 302 elsewhere, without effect
};

std::optional<FaultMode> fault_mode_from_name(std::string_view name);
std::string_view to_name(FaultMode mode);
/// "delay drop_before …": for messages.
std::string fault_mode_names();

/// What a call wants; faults hit one kind only.
enum class CallKind { kSubmit, kLookup, kUpdates, kOther };

struct Fault {
  FaultMode mode = FaultMode::kNone;
  int ms = 0;
};

/// Thread-safe.
class Faults {
 public:
  static constexpr int kCountMax = 1'000'000;
  static constexpr int kMsMax = 600'000;

  /// The next `count` calls of that kind. Replaces what was planned before.
  void plan(Fault fault, int count, CallKind kind);
  void clear();
  /// The fault of this call, counted.
  Fault take(CallKind kind);
  struct Planned {
    Fault fault;
    int left = 0;
    CallKind kind = CallKind::kSubmit;
  };
  Planned planned() const;

 private:
  mutable std::mutex mutex_;
  Planned planned_;
};

}  // namespace twins
