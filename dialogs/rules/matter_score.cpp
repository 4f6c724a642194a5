#include "dialogs/rules/matter_score.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

struct Candidate {
  MatterPlace at;
  int points = 0;
  bool is_strong = false;
  bool is_shared = false;
  bool is_vetoed = false;
  std::vector<Evidence> evidence;
  std::vector<Evidence> strong;  // of the strong terms alone
  std::string urgency;
};

class Scorer {
 public:
  Scorer(const std::vector<MattersFile>& files, const MatterRules& rules, const NormalText& text)
      : files_(files), rules_(rules), text_(text), signs_(files.size()) {}

  MatterFindings score() {
    Decision decision = decide(*rules_.compiled, text_);
    for (RuleHit& hit : decision.hits) take(hit);
    find_group();
    std::vector<Candidate> ranked;
    for (auto& [place, candidate] : candidates_) {
      if (candidate.is_shared && !candidate.is_strong) candidate.points += kSharedPoints;
      if (candidate.is_vetoed || candidate.points == 0) continue;
      add_signs(candidate);
      if (candidate.points > 0) ranked.push_back(std::move(candidate));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Candidate& a, const Candidate& b) { return a.points > b.points; });
    if (ranked.size() > 1) find_borders();
    return found(ranked);
  }

 private:
  const MattersFile& file(const Candidate& candidate) const { return files_[candidate.at.file]; }
  const Matter& matter(const Candidate& candidate) const { return file(candidate).matters[candidate.at.matter]; }

  void take(RuleHit& hit) {
    const MatterRole& role = rules_.roles[hit.index];
    if (role.kind == MatterRole::Kind::kSign) {
      signs_[role.at.file] = std::move(hit.evidence);
      return;
    }
    Candidate& candidate = candidates_[{role.at.file, role.at.matter}];
    candidate.at = role.at;
    switch (role.kind) {
      case MatterRole::Kind::kStrong:
        candidate.is_strong = true;
        candidate.points += kStrongPoints + (file(candidate).comes_first ? kFirstPoints : 0);
        candidate.strong = hit.evidence;
        break;
      case MatterRole::Kind::kShared: candidate.is_shared = true; break;
      case MatterRole::Kind::kWords:
        candidate.points += std::min(hit.score, kWordPoints * kWordsCounted);
        break;
      case MatterRole::Kind::kVeto: candidate.is_vetoed = true; return;
      case MatterRole::Kind::kRaise:
        if (candidate.urgency.empty() || role.to < candidate.urgency) candidate.urgency = role.to;
        break;
      case MatterRole::Kind::kSign: return;
    }
    candidate.evidence.insert(candidate.evidence.end(), hit.evidence.begin(), hit.evidence.end());
  }

  void find_group() {
    std::size_t most = 0;
    bool is_tie = false;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      if (files_[f].group.empty() || signs_[f].empty()) continue;
      if (signs_[f].size() > most) {
        most = signs_[f].size();
        group_ = files_[f].group;
        is_tie = false;
      } else if (signs_[f].size() == most) {
        is_tie = true;
      }
    }
    if (is_tie) group_.clear();
  }

  void add_signs(Candidate& candidate) const {
    const MattersFile& of = file(candidate);
    const std::vector<Evidence>& signs = signs_[candidate.at.file];
    if (of.group.empty() ? !signs.empty() : !group_.empty() && of.group == group_) {
      candidate.points += of.group.empty() ? kFieldPoints : kGroupPoints;
      candidate.evidence.insert(candidate.evidence.end(), signs.begin(), signs.end());
    } else if (!of.group.empty() && !group_.empty()) {
      candidate.points -= kGroupPoints;
    }
  }

  MatterFinding finding(const Candidate& candidate) const {
    MatterFinding one;
    one.matter = &matter(candidate);
    one.group = file(candidate).group;
    one.points = candidate.points;
    one.urgency = candidate.urgency.empty() || one.matter->urgency < candidate.urgency ? one.matter->urgency : candidate.urgency;
    one.evidence = candidate.evidence;
    return one;
  }

  MatterFindings found(const std::vector<Candidate>& ranked) const {
    MatterFindings findings;
    findings.group = group_;
    if (ranked.empty()) return findings;
    const Candidate& best = ranked.front();
    const auto rival = std::find_if(ranked.begin() + 1, ranked.end(), [&](const Candidate& one) { return !stand_apart(best, one); });
    if (rival != ranked.end()) {
      findings.runner_up = matter(*rival).matter;
      findings.runner_up_points = rival->points;
    }
    if (best.points < kMatterMin) return findings;
    if (rival == ranked.end() || best.points - rival->points >= kMatterMargin) {
      findings.matters.push_back(finding(best));
      add_others(ranked, findings);
      return findings;
    }
    for (const Candidate& one : ranked) {
      if (findings.choices.size() == kChoicesMax || one.points < kMatterMin || best.points - one.points >= 2 * kMatterMargin) break;
      if (&one != &best && stand_apart(best, one)) continue;
      findings.choices.push_back(finding(one));
    }
    return findings;
  }

  // ---- Several matters ----

  /// The clauses that pieces of evidence stand in, by the place of each clause's end.
  std::vector<std::size_t> clauses_of(const std::vector<Evidence>& evidence) const {
    std::vector<std::size_t> clauses;
    for (const Evidence& one : evidence) {
      const auto border = std::lower_bound(borders_.begin(), borders_.end(), one.span.begin);
      clauses.push_back(static_cast<std::size_t>(border - borders_.begin()));
    }
    std::sort(clauses.begin(), clauses.end());
    clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
    return clauses;
  }

  void find_borders() {
    for (std::size_t at = 0; at < text_.folded.size();) {
      const Point point = point_at(text_.folded, at);
      if (is_clause_border(point.value)) borders_.push_back(text_.original(at, at + point.length).begin);
      at += point.length;
    }
  }

  static bool meet(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::size_t one) { return std::binary_search(b.begin(), b.end(), one); });
  }

  /// Two matters of two clauses are no rivals: both are meant.
  bool stand_apart(const Candidate& a, const Candidate& b) const {
    return a.is_strong && b.is_strong && !borders_.empty() && !meet(clauses_of(a.strong), clauses_of(b.strong));
  }

  /// Beside the main matter stand those whose strong words share no clause with it or with one another; where two of
  /// one clause are near to each other, neither is sure.
  void add_others(const std::vector<Candidate>& ranked, MatterFindings& findings) const {
    if (borders_.empty()) return;
    const std::string& group = findings.group.empty() ? file(ranked.front()).group : findings.group;
    std::vector<std::vector<std::size_t>> taken{clauses_of(ranked.front().is_strong ? ranked.front().strong : ranked.front().evidence)};
    for (std::size_t i = 1; i < ranked.size(); ++i) {
      const Candidate& one = ranked[i];
      if (!one.is_strong || one.points < kStrongPoints) continue;
      if (!file(one).group.empty() && !group.empty() && file(one).group != group) continue;
      const std::vector<std::size_t> clauses = clauses_of(one.strong);
      const bool is_taken = std::any_of(taken.begin(), taken.end(), [&](const auto& other) { return meet(clauses, other); });
      taken.push_back(clauses);
      if (is_taken) continue;
      const bool is_rivalled = std::any_of(ranked.begin() + 1, ranked.end(), [&](const Candidate& other) {
        return &other != &one && other.is_strong && one.points - other.points < kMatterMargin &&
               meet(clauses, clauses_of(other.strong));
      });
      if (!is_rivalled) findings.matters.push_back(finding(one));
    }
  }

  const std::vector<MattersFile>& files_;
  const MatterRules& rules_;
  const NormalText& text_;
  std::vector<std::vector<Evidence>> signs_;  // by file
  std::map<std::pair<std::size_t, std::size_t>, Candidate> candidates_;
  std::string group_;
  std::vector<std::size_t> borders_;  // bytes of the driver's text
};

}  // namespace

MatterFindings score_matters(const std::vector<MattersFile>& files, const MatterRules& rules, const NormalText& text) {
  return Scorer(files, rules, text).score();
}

}  // namespace dialogs
