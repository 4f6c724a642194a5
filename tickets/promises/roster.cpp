#include "tickets/promises/roster.hpp"

#include <utility>

namespace tickets {
namespace {
constexpr std::string_view kDefault = "default";
}

class RosterReader {
 public:
  LoadedRoster read(std::string_view text) {
    Sheet sheet = read_sheet(text);
    faults_ = std::move(sheet.faults);
    for (const Section& section : sheet.sections) {
      if (section.kind == "roster" && !section.name.empty()) {
        group(section);
      } else if (!section.kind.empty()) {
        fault(section.line, "不认识的节：" + section.kind, "这里只有 [roster default] 和 [roster 货车] 这样的节");
      }
    }
    if (faults_.empty() && !roster_.groups_.contains(kDefault)) {
      fault(0, "没有 [roster default]", "写一节 [roster default]，没有单列的司机群体都用它");
    }
    if (!faults_.empty()) return {std::nullopt, std::move(faults_)};
    return {std::move(roster_), {}};
  }

 private:
  void fault(std::size_t line, std::string what, std::string fix) {
    if (faults_.size() < kSheetFaultsMax) faults_.push_back({line, std::move(what), std::move(fix)});
  }

  void group(const Section& section) {
    const auto [place, is_new] = roster_.groups_.try_emplace(section.name);
    if (!is_new) return fault(section.line, section.name + " 写了两次", "合成一节");
    for (const Entry& entry : section.entries) {
      const auto level = level_from_name(entry.key);
      if (!level) {
        fault(entry.line, "没有这一级：" + entry.key, "可以写 remind breach supervise1 supervise2 bulletin");
      } else if (entry.words.empty()) {
        fault(entry.line, entry.key + " 没有写告诉谁", "后面写岗位，例如 breach 班组长 值班员");
      } else if (!place->second.emplace(*level, entry.words).second) {
        fault(entry.line, entry.key + " 写了两次", "合成一行");
      }
    }
    for (const Level level : kLevels) {
      if (!place->second.contains(level)) {
        fault(section.line, section.name + " 缺 " + std::string(to_name(level)), "每一级都要写告诉谁");
      }
    }
  }

  Roster roster_;
  std::vector<Fault> faults_;
};

const std::vector<std::string>& Roster::told(std::string_view group, Level level) const {
  const auto own = groups_.find(group);
  return (own == groups_.end() ? groups_.find(kDefault) : own)->second.at(level);
}

std::vector<std::string> Roster::groups() const {
  std::vector<std::string> names;
  for (const auto& [name, duties] : groups_) names.push_back(name);
  return names;
}

LoadedRoster load_roster(std::string_view text) { return RosterReader().read(text); }

}  // namespace tickets
