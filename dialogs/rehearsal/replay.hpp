#pragma once
// What a draft would do to conversations that were had: the report that stands before every publication (dialog language §5.5),
// worst first. Pure.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/rehearsal/recording.hpp"

namespace dialogs {

/// Ordered: the worst first.
enum class ReplayLayer {
  kDecided,   // 分派变了: another dialog, route, category or urgency
  kEnded,     // 结局变了: ends otherwise, does other things
  kAsked,     // 多问/少问
  kWording,   // 只有话术变
  kSame,      // 不变
};
inline constexpr std::size_t kReplayLayers = 5;
/// "分派变了" …
std::string_view title(ReplayLayer layer);

struct ReplayDifference {
  std::string recording;
  ReplayLayer layer = ReplayLayer::kSame;
  std::string what;  // "complaint.热线：12328 → 12345"
};

struct ReplayReport {
  std::array<std::size_t, kReplayLayers> counts{};  // by ReplayLayer; a recording counts once, in its worst layer
  std::vector<ReplayDifference> differences;        // worst first; every difference of the three upper layers
  std::vector<std::pair<std::string, std::size_t>> more_asked;  // slot -> how often, most often first
  std::vector<std::pair<std::string, std::size_t>> less_asked;
  double expected_turns = 0;  // questions more (or less) per conversation
  std::size_t recordings = 0;

  std::size_t count(ReplayLayer layer) const { return counts[static_cast<std::size_t>(layer)]; }
};

ReplayLayer compare(const Outcome& before, const Outcome& after);

/// `before`: the release that runs now; nullptr: each recording is compared with what it came to when it was made.
ReplayReport replay(const ReleaseSet* before, const ReleaseSet& after, const std::vector<Recording>& recordings);

/// The report as operators read it; `examples_max` examples a layer.
std::string render(const ReplayReport& report, std::size_t examples_max);

}  // namespace dialogs
