#pragma once
// The catalogue of matters (kind: matters; domain reference §4.6): what a driver can be speaking of, where each goes by
// default, and the words it is known by. All files of the kind are one catalogue; a file is one group of drivers, or one
// field that is open to all of them.
//
// Points of a matter, all visible in its evidence:
//   kStrongPoints             once, when a term of `strong` holds
//   kSharedPoints             once, when a term of `shared` and none of `strong` holds: a grievance several trades have (封号, 押金不退), which
//                             alone decides nothing and offers the driver a choice
//   kWordPoints               for each different word of `words` that occurs, at most kWordsCounted of them
//   kGroupPoints              once, when the driver is of its group: the one with most signs; matters of other groups
//                             lose as much
//   kFieldPoints              once, when a sign of its field (law, suggestions) occurs: whoever asks for the law means it
//                             whatever the trade (domain reference §4.3)
//   kFirstPoints              once, when the file comes first (danger) and a strong term holds
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/rules/rules.hpp"
#include "dialogs/text/split.hpp"

namespace dialogs {

inline constexpr int kStrongPoints = 30;
inline constexpr int kSharedPoints = 16;
inline constexpr int kWordPoints = 8;
inline constexpr int kWordsCounted = 3;
inline constexpr int kGroupPoints = 12;
inline constexpr int kFieldPoints = 20;
inline constexpr int kFirstPoints = 60;
inline constexpr int kMatterMin = 16;     // fewer points decide nothing
inline constexpr int kMatterMargin = 6;   // the leader must be ahead by this much, else the driver is asked
inline constexpr std::size_t kChoicesMax = 3;

struct MatterRaise {
  std::string to;  // "U0" … "U4"
  std::vector<RuleTerm> any;
  Place place;
};

struct Matter {
  std::string matter;  // its code, "HY01"
  std::string name;    // as a driver is asked about it
  std::string to;      // "12345" "12328" "12348", NET (community deliberation), LOCAL (answered here), EMG, 110, 122
  std::vector<std::string> also;
  std::string urgency;  // "U0" … "U4"
  std::string kind;     // 咨询 求助 投诉 举报 建议 申诉 服务, unless the driver's words say another
  std::string about;
  std::vector<std::string> fields;  // what to ask for besides contact and demand
  std::vector<RuleTerm> strong, shared, words, none;
  std::vector<MatterRaise> raise;
  std::vector<std::string> tests;  // sentences that must be decided as this matter
  Place place;
};

struct MattersFile {
  std::string id, title, about;
  std::string group;           // of drivers; "" : open to all
  bool comes_first = false;    // danger
  std::vector<RuleTerm> signs;  // words by which the group, or the field, is known
  std::vector<std::string> masks;  // false friends, of all files: words inside one are not seen
  std::vector<RuleWordGroup> words;
  std::vector<Matter> matters;
  Place place;
};

struct MatterFinding {
  const Matter* matter = nullptr;  // of the catalogue that found it
  std::string_view group;          // of drivers; "" : open to all
  int points = 0;
  std::string urgency;        // after what raises it
  std::vector<Evidence> evidence;
};

struct MatterFindings {
  /// What the text speaks of, the main matter first; empty: undecided. Others stand beside the main one only with a
  /// strong term in a clause of their own.
  std::vector<MatterFinding> matters;
  std::vector<MatterFinding> choices;  // two or three, when the leader is not far enough ahead; else empty
  std::string group;                   // of the driver, "" if no sign or a tie
  int runner_up_points = 0;
  std::string runner_up;  // code, "" if there is none

  /// 0–100: how much of the points the main matter holds against its runner-up.
  int confidence() const;
};

class MatterCatalogue {
 public:
  /// Null if a fault was added: a code or a group twice, an unknown destination or urgency, fewer than three tests, a
  /// test that is decided otherwise, faults of words as in a rules file.
  static std::shared_ptr<const MatterCatalogue> compile(std::vector<MattersFile> files, std::vector<Diagnostic>& faults);
  ~MatterCatalogue();

  const std::vector<MattersFile>& files() const;
  const Matter* find(std::string_view code) const;
  /// The matter whose label() is the whole text; null if there is none. `folded` is NormalText::folded.
  const Matter* find_label(std::string_view folded) const;
  /// "货车·拖欠运费": what a driver chooses among.
  std::string label(const Matter& matter) const;
  std::string_view group_of(const Matter& matter) const;
  /// Total for any bytes; linear in the text; no shared mutable state.
  MatterFindings look(const SplitText& text) const;
  /// The hotline a matter's ticket goes to: 12345 for danger, crime and communities; "" for what is answered here.
  static std::string_view hotline_of(const Matter& matter);

 private:
  struct Compiled;
  explicit MatterCatalogue(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace dialogs
