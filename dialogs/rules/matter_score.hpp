#pragma once
// The points of matters in one text. Internal to this folder.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "dialogs/rules/compiled.hpp"
#include "dialogs/rules/matters.hpp"

namespace dialogs {

struct MatterPlace {
  std::size_t file = 0;
  std::size_t matter = 0;
};

/// What a rule of the catalogue means.
struct MatterRole {
  enum class Kind { kSign, kStrong, kShared, kWords, kVeto, kRaise };
  Kind kind = Kind::kSign;
  MatterPlace at;  // kSign: the file alone counts
  std::string to;  // kRaise: the urgency
};

struct MatterRules {
  std::unique_ptr<const CompiledRules> compiled;
  std::vector<MatterRole> roles;  // by rule
};

MatterFindings score_matters(const std::vector<MattersFile>& files, const MatterRules& rules, const SplitText& text);

}  // namespace dialogs
