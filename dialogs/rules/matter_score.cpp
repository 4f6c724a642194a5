#include "dialogs/rules/matter_score.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>


namespace dialogs {
namespace {

struct Candidate {
  MatterPlace at;
  int points = 0;
  bool is_strong = false;
  bool is_shared = false;
  bool is_vetoed = false;
  bool has_signs = false;                   // those of its file count for it
  std::uint32_t first = 0, behind = 0;      // its rules, in Sight::held
  std::uint32_t strong = 0;                 // the one of its strong terms
  std::uint32_t clause = 0, clause_end = 0;  // of its strong terms, in clauses_ once they are known
  bool knows_clauses = false;
  std::string_view urgency;
};

class Scorer {
 public:
  Scorer(const std::vector<MattersFile>& files, const MatterRules& rules, const SplitText& text)
      : files_(files), rules_(rules), text_(text), sight_(see(*rules.compiled, text, Reading::kOutputs)), signs_(files.size(), kNoSigns) {}

  MatterFindings score() {
    candidates_.reserve(sight_.held.size());
    for (std::uint32_t i = 0; i < sight_.held.size(); ++i) take(i);
    find_group();
    for (Candidate& candidate : candidates_) {
      if (candidate.is_shared && !candidate.is_strong) candidate.points += kSharedPoints;
      if (candidate.is_vetoed || candidate.points == 0) candidate.points = 0;
      if (candidate.points != 0) add_signs(candidate);
    }
    std::erase_if(candidates_, [](const Candidate& candidate) { return candidate.points <= 0; });
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return a.points != b.points ? a.points > b.points : std::pair(a.at.file, a.at.matter) < std::pair(b.at.file, b.at.matter);
    });
    return found(candidates_);
  }

 private:
  static constexpr std::uint32_t kNoSigns = 0xFFFFFFFF;
  static constexpr std::size_t kUsualEvidence = 8;

  const MattersFile& file(const Candidate& candidate) const { return files_[candidate.at.file]; }
  const Matter& matter(const Candidate& candidate) const { return file(candidate).matters[candidate.at.matter]; }

  // The rules of a matter stand one behind the other, and so do the files.
  void take(std::uint32_t index) {
    const HeldRule& held = sight_.held[index];
    const MatterRole& role = rules_.roles[held.rule];
    if (role.kind == MatterRole::Kind::kSign) {
      signs_[role.at.file] = index;
      return;
    }
    if (candidates_.empty() || candidates_.back().at.file != role.at.file || candidates_.back().at.matter != role.at.matter) {
      candidates_.push_back({});
      candidates_.back().at = role.at;
      candidates_.back().first = index;
    }
    Candidate& candidate = candidates_.back();
    candidate.behind = index + 1;
    switch (role.kind) {
      case MatterRole::Kind::kStrong:
        candidate.is_strong = true;
        candidate.points += kStrongPoints + (file(candidate).comes_first ? kFirstPoints : 0);
        candidate.strong = index;
        break;
      case MatterRole::Kind::kShared: candidate.is_shared = true; break;
      case MatterRole::Kind::kWords: candidate.points += std::min(held.score, kWordPoints * kWordsCounted); break;
      case MatterRole::Kind::kVeto: candidate.is_vetoed = true; break;
      case MatterRole::Kind::kRaise:
        if (candidate.urgency.empty() || role.to < candidate.urgency) candidate.urgency = role.to;
        break;
      case MatterRole::Kind::kSign: break;
    }
  }

  /// How many different signs of a file stand in the text.
  std::size_t signs_of(std::size_t file) const {
    if (signs_[file] == kNoSigns) return 0;
    const HeldRule& held = sight_.held[signs_[file]];
    return held.behind - held.first;
  }

  void find_group() {
    std::size_t most = 0;
    bool is_tie = false;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      if (files_[f].group.empty() || signs_of(f) == 0) continue;
      if (signs_of(f) > most) {
        most = signs_of(f);
        group_ = files_[f].group;
        is_tie = false;
      } else if (signs_of(f) == most) {
        is_tie = true;
      }
    }
    if (is_tie) group_.clear();
  }

  void add_signs(Candidate& candidate) const {
    const MattersFile& of = file(candidate);
    if (of.group.empty() ? signs_of(candidate.at.file) != 0 : !group_.empty() && of.group == group_) {
      candidate.points += of.group.empty() ? kFieldPoints : kGroupPoints;
      candidate.has_signs = true;
    } else if (!of.group.empty() && !group_.empty()) {
      candidate.points -= kGroupPoints;
    }
  }

  MatterFinding finding(const Candidate& candidate) {
    MatterFinding one;
    one.matter = &matter(candidate);
    one.group = file(candidate).group;
    one.points = candidate.points;
    const std::string_view usual = one.matter->urgency;
    one.urgency = candidate.urgency.empty() ? usual : std::min(usual, candidate.urgency);
    one.evidence.reserve(kUsualEvidence);
    for (std::uint32_t i = candidate.first; i < candidate.behind; ++i) {
      if (rules_.roles[sight_.held[i].rule].kind != MatterRole::Kind::kVeto) add_evidence(sight_.held[i], one.evidence);
    }
    if (candidate.has_signs && signs_[candidate.at.file] != kNoSigns) add_evidence(sight_.held[signs_[candidate.at.file]], one.evidence);
    return one;
  }

  void add_evidence(HeldRule& held, std::vector<Evidence>& evidence) {
    gather_evidence(*rules_.compiled, held);
    for (std::uint32_t i = held.first; i < held.behind; ++i) {
      evidence.push_back(evidence_of(*rules_.compiled, text_, sight_, sight_.evidence[i]));
    }
  }

  MatterFindings found(std::vector<Candidate>& ranked) {
    MatterFindings findings;
    findings.group = group_;
    if (ranked.empty()) return findings;
    Candidate& best = ranked.front();
    const auto rival = std::find_if(ranked.begin() + 1, ranked.end(), [&](Candidate& one) { return !stand_apart(best, one); });
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
    for (Candidate& one : ranked) {
      if (findings.choices.size() == kChoicesMax || one.points < kMatterMin || best.points - one.points >= 2 * kMatterMargin) break;
      if (&one != &best && stand_apart(best, one)) continue;
      findings.choices.push_back(finding(one));
    }
    return findings;
  }

  // ---- Several matters ----

  using Clauses = std::span<const std::uint32_t>;

  /// Appends the clauses that the words of a rule stand in to clauses_.
  void add_clauses(HeldRule& held) {
    gather_evidence(*rules_.compiled, held);
    const auto first = static_cast<std::ptrdiff_t>(clauses_.size());
    for (std::uint32_t i = held.first; i < held.behind; ++i) {
      const WordHit& hit = sight_.hits[sight_.evidence[i]];
      clauses_.push_back(text_.characters[hit.first].clause);
    }
    std::sort(clauses_.begin() + first, clauses_.end());
    clauses_.erase(std::unique(clauses_.begin() + first, clauses_.end()), clauses_.end());
  }

  /// Of its strong terms. Stands until the next of another candidate is asked for.
  Clauses clauses_of(Candidate& candidate) {
    if (!candidate.knows_clauses) {
      candidate.knows_clauses = true;
      candidate.clause = static_cast<std::uint32_t>(clauses_.size());
      add_clauses(sight_.held[candidate.strong]);
      candidate.clause_end = static_cast<std::uint32_t>(clauses_.size());
    }
    return {clauses_.data() + candidate.clause, clauses_.data() + candidate.clause_end};
  }

  bool meet(Candidate& a, Candidate& b) {
    clauses_of(a);  // may move what clauses_of(b) gives
    const Clauses of_b = clauses_of(b);
    return meet(clauses_of(a), of_b);
  }

  static bool meet(Clauses a, Clauses b) {
    return std::any_of(a.begin(), a.end(), [&](std::uint32_t one) { return std::binary_search(b.begin(), b.end(), one); });
  }

  bool has_clauses() const { return !text_.characters.empty() && text_.characters.back().clause > 0; }

  /// Two matters of two clauses are no rivals: both are meant.
  bool stand_apart(Candidate& a, Candidate& b) {
    return a.is_strong && b.is_strong && has_clauses() && !meet(a, b);
  }

  /// All clauses of what is known about the main matter, where no strong term says which it stands in.
  void take_clauses_of_weak(Candidate& main) {
    main.knows_clauses = true;
    main.clause = static_cast<std::uint32_t>(clauses_.size());
    for (std::uint32_t i = main.first; i < main.behind; ++i) {
      if (rules_.roles[sight_.held[i].rule].kind != MatterRole::Kind::kVeto) add_clauses(sight_.held[i]);
    }
    if (main.has_signs && signs_[main.at.file] != kNoSigns) add_clauses(sight_.held[signs_[main.at.file]]);
    std::sort(clauses_.begin() + main.clause, clauses_.end());
    main.clause_end = static_cast<std::uint32_t>(clauses_.size());
  }

  /// Beside the main matter stand those whose strong words share no clause with it or with one another; where two of
  /// one clause are near to each other, neither is sure.
  void add_others(std::vector<Candidate>& ranked, MatterFindings& findings) {
    if (!has_clauses()) return;
    const std::string& group = findings.group.empty() ? file(ranked.front()).group : findings.group;
    if (!ranked.front().is_strong) take_clauses_of_weak(ranked.front());
    std::vector<std::size_t> taken{0};
    for (std::size_t i = 1; i < ranked.size(); ++i) {
      Candidate& one = ranked[i];
      if (!one.is_strong || one.points < kStrongPoints) continue;
      if (!file(one).group.empty() && !group.empty() && file(one).group != group) continue;
      const bool is_taken = std::any_of(taken.begin(), taken.end(), [&](std::size_t other) { return meet(ranked[other], one); });
      taken.push_back(i);
      if (is_taken) continue;
      const bool is_rivalled = std::any_of(ranked.begin() + 1, ranked.end(), [&](Candidate& other) {
        return &other != &one && other.is_strong && one.points - other.points < kMatterMargin && meet(one, other);
      });
      if (!is_rivalled) findings.matters.push_back(finding(one));
    }
  }

  const std::vector<MattersFile>& files_;
  const MatterRules& rules_;
  const SplitText& text_;
  Sight& sight_;
  std::vector<std::uint32_t> signs_;  // by file: its signs in Sight::held
  std::vector<Candidate> candidates_;
  std::string group_;
  std::vector<std::uint32_t> clauses_;
};

}  // namespace

MatterFindings score_matters(const std::vector<MattersFile>& files, const MatterRules& rules, const SplitText& text) {
  return Scorer(files, rules, text).score();
}

}  // namespace dialogs
