#include "integrations/twins/faults.hpp"

#include <utility>

namespace twins {
namespace {

constexpr std::pair<std::string_view, FaultMode> kNames[] = {
    {"none", FaultMode::kNone},
    {"delay", FaultMode::kDelay},
    {"drop_before", FaultMode::kDropBefore},
    {"drop_after", FaultMode::kDropAfter},
    {"status_500_before", FaultMode::kStatus500Before},
    {"status_500_after", FaultMode::kStatus500After},
    {"status_503", FaultMode::kStatus503},
    {"drip", FaultMode::kDrip},
    {"junk", FaultMode::kJunk},
    {"reject", FaultMode::kReject},
    {"redirect", FaultMode::kRedirect},
};

}  // namespace

std::optional<FaultMode> fault_mode_from_name(std::string_view name) {
  for (const auto& [known, mode] : kNames) {
    if (known == name) return mode;
  }
  return std::nullopt;
}

std::string_view to_name(FaultMode mode) {
  for (const auto& [name, known] : kNames) {
    if (known == mode) return name;
  }
  return "none";
}

std::string fault_mode_names() {
  std::string names;
  for (const auto& [name, mode] : kNames) names.append(names.empty() ? "" : " ").append(name);
  return names;
}

void Faults::plan(Fault fault, int count, CallKind kind) {
  const std::scoped_lock lock(mutex_);
  planned_ = {fault, count, kind};
}

void Faults::clear() { plan({}, 0, CallKind::kSubmit); }

Fault Faults::take(CallKind kind) {
  const std::scoped_lock lock(mutex_);
  if (planned_.left == 0 || planned_.kind != kind) return {};
  --planned_.left;
  return planned_.fault;
}

Faults::Planned Faults::planned() const {
  const std::scoped_lock lock(mutex_);
  return planned_;
}

}  // namespace twins
