#include "dialogs/rules/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "dialogs/rules/point_key.hpp"
#include "dialogs/text/fold.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kSlotsMin = 16;
constexpr std::size_t kSeenBits = std::size_t{1} << 17;  // 16 KiB: stays in the nearest cache

std::uint64_t mixed(std::uint64_t key) { return key * 0x9E3779B97F4A7C15ULL; }
std::size_t slot_of(std::uint64_t key, std::size_t slots) { return static_cast<std::size_t>(mixed(key) >> 32) & (slots - 1); }
std::size_t seen_bit(std::uint64_t key) { return static_cast<std::size_t>(mixed(key) >> 47); }
static_assert(std::size_t{1} << (64 - 47) == kSeenBits);

/// 1 + ln(times). Nearly every word stands once or twice.
double weight_of(std::uint16_t times) {
  static const std::array<double, 16> kFew = [] {
    std::array<double, 16> few{};
    for (std::size_t i = 1; i < few.size(); ++i) few[i] = 1.0 + std::log(static_cast<double>(i));
    return few;
  }();
  return times < kFew.size() ? kFew[times] : 1.0 + std::log(static_cast<double>(times));
}

bool is_word_character(char32_t point) {
  if (point >= U'\u4E00' && point <= U'\u9FFF') return true;  // nearly all; the tables are slower
  if (point < 0x80) return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
  return is_letter_or_digit(point);
}

/// The key under which texts will hold the word; 0 if none can.
std::uint64_t key_of_word(std::string_view word) {
  if (const std::uint64_t length = length_key_of(word); length != 0) return length;
  const PointCharacter edge{kEdgePoint, 0, 0};
  const bool begins = word.starts_with(kEdgeName);
  if (begins) word.remove_prefix(1);
  const bool ends = !begins && word.ends_with(kEdgeName);
  if (ends) word.remove_suffix(1);
  std::vector<PointCharacter> characters = point_characters(split(word));
  if ((begins || ends) && characters.empty()) return 0;
  if (begins) characters.insert(characters.begin(), edge);
  if (ends) characters.push_back(edge);
  return point_key(characters);
}

bool is_question_mark(char32_t point) { return point == U'?' || point == U'？'; }

}  // namespace

std::vector<PointCharacter> point_characters(const SplitText& text) {
  std::vector<PointCharacter> characters;
  characters.reserve(text.characters.size());
  for (const Character& read : text.characters) {
    char32_t point = 0;
    if (read.point >= U'0' && read.point <= U'9') {
      point = U'0';
    } else if (is_question_mark(read.point)) {
      point = U'?';
    } else if (is_word_character(read.point)) {
      point = read.point;
    }
    const bool repeats = (point == U'0' || point == 0) && !characters.empty() && characters.back().point == point;
    if (repeats) {
      characters.back().end = read.end;
    } else {
      characters.push_back({point, read.begin, read.end});
    }
  }
  return characters;
}

/// A word of the table that stands in a text.
struct PointTable::Met {
  std::uint32_t word = 0;
  std::uint32_t first = 0, behind = 0;  // characters, where it stands first
};

/// What a thread keeps from text to text.
struct PointTable::Tally {
  std::vector<std::uint16_t> times;  // by word; all 0 between texts
  std::vector<Met> met;              // in order of where they stand first

  void clear() {
    for (const Met& one : met) times[one.word] = 0;
    met.clear();
  }
};

PointTable::PointTable(PointsFile file) : file_(std::move(file)), seen_(kSeenBits / 64, 0) {}

bool PointTable::add(std::uint64_t key, std::uint32_t word) {
  for (std::size_t at = slot_of(key, slots_.size());; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].key == key) return false;
    if (slots_[at].key != 0) continue;
    slots_[at] = {key, word};
    longest_ = std::max(longest_, point_key_letters(key));
    const std::size_t bit = seen_bit(key);
    seen_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    return true;
  }
}

const PointTable::Slot* PointTable::find(std::uint64_t key) const {
  const Slot* const slots = slots_.data();
  const std::size_t size = slots_.size();
  for (std::size_t at = slot_of(key, size); slots[at].key != 0; at = (at + 1) & (size - 1)) {
    if (slots[at].key == key) return &slots[at];
  }
  return nullptr;
}

std::shared_ptr<const PointTable> PointTable::compile(PointsFile file, std::vector<Diagnostic>& faults) {
  const std::size_t before = faults.size();
  const Place place = file.place;
  if (file.values.size() < 2) faults.push_back({"E0805", "分值表要有两个以上的结果", place, "写 values: [甲, 乙]"});
  if (file.base.size() != file.values.size()) {
    faults.push_back({"E0805", "base 要给每个结果一个整数", place, "数一数 values 有几个"});
  }
  const std::shared_ptr<PointTable> table(new PointTable(std::move(file)));
  std::size_t slots = kSlotsMin;
  while (slots < table->file_.words.size() * 2) slots *= 2;
  table->slots_.resize(slots);
  for (std::uint32_t i = 0; i < table->file_.words.size(); ++i) {
    const PointWord& word = table->file_.words[i];
    const std::uint64_t key = key_of_word(word.word);
    if (key == 0) {
      faults.push_back({"E0805", "“" + word.word + "”不是一到三个字", place, "用 xinsheng rules fit 重新生成，或改短"});
    } else if (word.points.size() != table->file_.values.size() || word.rarity <= 0) {
      faults.push_back({"E0805", "“" + word.word + "”后面要有稀有度和每个结果的分", place, "写成：词 稀有度 分 分 …"});
    } else if (!table->add(key, i)) {
      faults.push_back({"E0805", "“" + word.word + "”写了两次", place, "删掉一个"});
    }
    table->numbers_.push_back(word.rarity);
    table->numbers_.insert(table->numbers_.end(), word.points.begin(), word.points.end());
  }
  return faults.size() == before ? table : nullptr;
}

void PointTable::count(const std::vector<PointCharacter>& characters, Tally& tally) const {
  if (tally.times.size() < file_.words.size()) tally.times.resize(file_.words.size(), 0);
  tally.met.reserve(characters.size() * 3 + 5);  // so that nothing fails below
  std::uint16_t* const times = tally.times.data();
  const std::uint64_t* const seen = seen_.data();
  for_each_point_word(characters, longest_, [&](std::uint64_t key, std::size_t first, std::size_t behind) {
    const std::size_t bit = seen_bit(key);
    if ((seen[bit / 64] >> (bit % 64) & 1) == 0) return;
    const Slot* slot = find(key);
    if (slot == nullptr || times[slot->word] == std::numeric_limits<std::uint16_t>::max()) return;
    if (times[slot->word]++ != 0) return;
    tally.met.push_back({slot->word, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(behind)});
  });
}

PointsVerdict PointTable::weigh(const SplitText& text) const {
  thread_local Tally tally;
  const std::vector<PointCharacter> characters = point_characters(text);
  tally.clear();
  count(characters, tally);
  const std::size_t values = file_.values.size();
  std::vector<double> sums(values, 0);
  double* const sum = sums.data();
  double square = 0;
  for (const Met& met : tally.met) {
    const int* const word = numbers(met.word);
    const double weight = weight_of(tally.times[met.word]);
    for (std::size_t v = 0; v < values; ++v) sum[v] += weight * word[v + 1];
    square += weight * word[0] * weight * word[0];
  }
  const double norm = square > 0 ? std::sqrt(square) / 100 : 1;
  PointsVerdict verdict;
  for (std::size_t v = 0; v < values; ++v) {
    verdict.scores.push_back(static_cast<int>(std::lround(sums[v] / norm)) + file_.base[v]);
  }
  verdict.second = 1;
  if (verdict.scores[1] > verdict.scores[0]) std::swap(verdict.best, verdict.second);
  for (std::size_t v = 2; v < values; ++v) {
    if (verdict.scores[v] > verdict.scores[verdict.best]) {
      verdict.second = verdict.best;
      verdict.best = v;
    } else if (verdict.scores[v] > verdict.scores[verdict.second]) {
      verdict.second = v;
    }
  }
  explain(text, characters, tally, verdict);
  return verdict;
}

void PointTable::explain(const SplitText& text, const std::vector<PointCharacter>& characters, const Tally& tally,
                         PointsVerdict& verdict) const {
  struct Heavy {
    const Met* met = nullptr;
    int points = 0;
  };
  std::vector<Heavy> heaviest;
  heaviest.reserve(kPointEvidenceMax);
  const auto heavier = [](const Heavy& a, const Heavy& b) { return a.points > b.points; };
  for (const Met& met : tally.met) {
    const int* const points = numbers(met.word) + 1;
    const int lead = points[verdict.best] - points[verdict.second];
    if (lead <= 0 || (heaviest.size() == kPointEvidenceMax && lead <= heaviest.back().points)) continue;
    if (heaviest.size() == kPointEvidenceMax) heaviest.pop_back();
    const Heavy heavy{&met, lead};
    heaviest.insert(std::upper_bound(heaviest.begin(), heaviest.end(), heavy, heavier), heavy);
  }
  verdict.evidence.reserve(heaviest.size());
  for (const auto& [met, lead] : heaviest) {
    verdict.evidence.push_back({.word = file_.words[met->word].word,
                                .span = text.original(characters[met->first].begin, characters[met->behind - 1].end),
                                .times = tally.times[met->word],
                                .points = lead});
  }
}

}  // namespace dialogs
