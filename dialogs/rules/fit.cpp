#include "dialogs/rules/fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/random.hpp"
#include "base/utf8.hpp"
#include "dialogs/rules/point_key.hpp"

namespace dialogs {
namespace {

struct Entry {
  std::uint32_t word = 0;
  double weight = 0;
};
using Vector = std::vector<Entry>;  // by word; of length 1, and then the base

using Counts = std::map<std::uint64_t, int>;

Counts count_words(const std::string& text) {
  Counts counts;
  for_each_gram(point_characters(normalise(text)), [&](std::uint64_t key, std::size_t) { ++counts[key]; });
  return counts;
}

std::string spelling_of(std::uint64_t key) {
  std::string word;
  for (std::size_t i = point_key_size(key); i > 0; --i) {
    base::append_code_point(
        word, static_cast<char32_t>(key >> (kPointBits * static_cast<int>(i - 1)) & ((1U << kPointBits) - 1)));
  }
  return word;
}

/// What is learned from: examples as vectors over the words that are kept.
class Examples {
 public:
  Examples(const std::vector<std::string>& values, const std::vector<Labelled>& labelled, double base_share)
      : base_share_(base_share) {
    for (const Labelled& example : labelled) {
      const auto value = std::find(values.begin(), values.end(), example.value);
      if (value == values.end()) continue;
      counts_.push_back(count_words(example.text));
      labels_.push_back(static_cast<std::size_t>(value - values.begin()));
    }
  }

  void keep_frequent(int examples_min) {
    std::map<std::uint64_t, int> in_examples;
    for (const Counts& counts : counts_) {
      for (const auto& [key, times] : counts) ++in_examples[key];
    }
    keys_.clear();
    rarity_.clear();
    for (const auto& [key, examples] : in_examples) {
      if (examples < examples_min) continue;
      keys_.push_back(key);
      rarity_.push_back(std::log((1.0 + static_cast<double>(counts_.size())) / (1.0 + examples)) + 1.0);
    }
    make_vectors();
  }

  void keep(const std::vector<bool>& kept) {
    std::size_t place = 0;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (!kept[i]) continue;
      keys_[place] = keys_[i];
      rarity_[place++] = rarity_[i];
    }
    keys_.resize(place);
    rarity_.resize(place);
    make_vectors();
  }

  std::size_t size() const { return counts_.size(); }
  std::size_t words() const { return keys_.size(); }
  const Vector& vector(std::size_t i) const { return vectors_[i]; }
  std::size_t label(std::size_t i) const { return labels_[i]; }
  std::uint64_t key(std::size_t word) const { return keys_[word]; }
  double rarity(std::size_t word) const { return rarity_[word]; }

 private:
  void make_vectors() {
    std::unordered_map<std::uint64_t, std::uint32_t> place;
    for (std::uint32_t i = 0; i < keys_.size(); ++i) place[keys_[i]] = i;
    vectors_.assign(counts_.size(), {});
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      double square = 0;
      for (const auto& [key, times] : counts_[i]) {
        const auto found = place.find(key);
        if (found == place.end()) continue;
        const double weight = (1.0 + std::log(times)) * rarity_[found->second];
        vectors_[i].push_back({found->second, weight});
        square += weight * weight;
      }
      for (Entry& entry : vectors_[i]) entry.weight /= std::sqrt(square);
      vectors_[i].push_back({static_cast<std::uint32_t>(keys_.size()), base_share_});
    }
  }

  double base_share_;
  std::vector<Counts> counts_;
  std::vector<std::size_t> labels_;
  std::vector<std::uint64_t> keys_;
  std::vector<double> rarity_;
  std::vector<Vector> vectors_;
};

/// Weights of the words for one value against the rest; the base stands last.
std::vector<double> separate(const Examples& examples, std::size_t value, const FitOptions& options) {
  std::size_t own = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) own += examples.label(i) == value ? 1 : 0;
  const double own_cost = options.strictness * static_cast<double>(examples.size() - own) /
                          static_cast<double>(std::max<std::size_t>(own, 1));
  std::vector<double> weights(examples.words() + 1, 0);
  std::vector<double> pull(examples.size(), 0);
  std::vector<std::size_t> order(examples.size());
  std::iota(order.begin(), order.end(), 0);
  base::SeededRandom random(options.seed);
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.next_u64() % i]);
    for (const std::size_t i : order) {
      const bool is_own = examples.label(i) == value;
      const double side = is_own ? 1 : -1;
      const double give = 1 / (2 * (is_own ? own_cost : options.strictness));
      double product = 0;
      double square = give;
      for (const Entry& entry : examples.vector(i)) {
        product += weights[entry.word] * entry.weight;
        square += entry.weight * entry.weight;
      }
      const double next = std::max(0.0, pull[i] - (side * product - 1 + give * pull[i]) / square);
      const double step = (next - pull[i]) * side;
      pull[i] = next;
      if (step == 0) continue;
      for (const Entry& entry : examples.vector(i)) weights[entry.word] += step * entry.weight;
    }
  }
  return weights;
}

std::vector<std::vector<double>> separate_all(const Examples& examples, std::size_t values, const FitOptions& options) {
  std::vector<std::vector<double>> all;
  for (std::size_t v = 0; v < values; ++v) all.push_back(separate(examples, v, options));
  return all;
}

constexpr double kUnits = 10;  // of rarity and points: fine enough, and the file stays below what a script file may have

int units(double value) { return static_cast<int>(std::lround(value * kUnits)); }

}  // namespace

PointsFile fit_points(const std::vector<std::string>& values, const std::vector<Labelled>& examples,
                      const FitOptions& options) {
  Examples known(values, examples, options.base_share);
  known.keep_frequent(options.examples_min);
  std::vector<std::vector<double>> weights = separate_all(known, values.size(), options);
  std::vector<bool> kept(known.words(), false);
  for (std::size_t i = 0; i < known.words(); ++i) {
    kept[i] = std::any_of(weights.begin(), weights.end(),
                          [&](const auto& of) { return std::abs(of[i]) >= options.points_min; });
  }
  known.keep(kept);
  weights = separate_all(known, values.size(), options);

  PointsFile file;
  file.values = values;
  for (const auto& of : weights) file.base.push_back(static_cast<int>(std::lround(100 * of.back() * options.base_share)));
  for (std::size_t i = 0; i < known.words(); ++i) {
    PointWord word{spelling_of(known.key(i)), units(known.rarity(i)), {}};
    for (const auto& of : weights) word.points.push_back(units(of[i] * known.rarity(i)));
    file.words.push_back(std::move(word));
  }
  return file;
}

std::string points_yaml(const PointsFile& file) {
  std::string text =
      "kind: points\nid: " + file.id + "\ntitle: " + file.title + "\nabout: >-\n  " + file.about + "\nvalues: [";
  for (std::size_t i = 0; i < file.values.size(); ++i) text += (i == 0 ? "\"" : ", \"") + file.values[i] + "\"";
  text += "]\nbase: [";
  for (std::size_t i = 0; i < file.base.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(file.base[i]);
  text += "]\nwords:\n";
  std::vector<PointWord> words = file.words;
  std::sort(words.begin(), words.end(), [](const PointWord& a, const PointWord& b) { return a.word < b.word; });
  for (const PointWord& word : words) {
    const bool plain = static_cast<unsigned char>(word.word.front()) >= 0x80;  // anything else might mean something in YAML
    text += (plain ? "- " : "- \"") + word.word + " " + std::to_string(word.rarity);
    for (const int points : word.points) text += " " + std::to_string(points);
    text += plain ? "\n" : "\"\n";
  }
  return text;
}

}  // namespace dialogs
