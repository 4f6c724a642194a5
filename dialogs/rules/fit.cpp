#include "dialogs/rules/fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/utf8.hpp"
#include "dialogs/rules/point_key.hpp"
#include "dialogs/rules/softmax.hpp"

namespace dialogs {
namespace {

using Counts = std::map<std::uint64_t, int>;

Counts count_words(const std::string& text, const FitOptions& options) {
  Counts counts;
  const std::size_t longest = options.characters_max;
  for_each_point_word(point_characters(split(text)), longest, [&](std::uint64_t key, std::size_t, std::size_t) {
    if (point_key_letters(key) <= longest && (options.knows_shape || !is_shape_key(key))) ++counts[key];
  });
  return counts;
}

std::string spelling_of(std::uint64_t key) {
  std::string word = length_word(key);
  if (!word.empty()) return word;
  for (std::size_t i = point_key_size(key); i > 0; --i) {
    const auto point = static_cast<char32_t>(key >> (kPointBits * static_cast<int>(i - 1)) & ((1U << kPointBits) - 1));
    base::append_code_point(word, point == kEdgePoint ? static_cast<char32_t>(kEdgeName) : point);
  }
  return word;
}

/// What is learned from: examples as vectors over the words that are kept.
class Examples {
 public:
  Examples(const std::vector<std::string>& values, const std::vector<Labelled>& labelled, const FitOptions& options) {
    for (const Labelled& example : labelled) {
      const auto value = std::find(values.begin(), values.end(), example.value);
      if (value == values.end()) continue;
      counts_.push_back(count_words(example.text, options));
      weights_.push_back(example.weight);
      is_part_.push_back(example.is_part);
      labels_.push_back(static_cast<std::size_t>(value - values.begin()));
    }
  }

  void keep_frequent(int examples_min) {
    std::map<std::uint64_t, int> in_examples;
    double whole = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (is_part_[i]) continue;
      ++whole;
      for (const auto& [key, times] : counts_[i]) ++in_examples[key];
    }
    keys_.clear();
    rarity_.clear();
    for (const auto& [key, examples] : in_examples) {
      if (examples < examples_min) continue;
      keys_.push_back(key);
      rarity_.push_back(std::log((1.0 + whole) / (1.0 + examples)) + 1.0);
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
  const std::vector<SparseVector>& vectors() const { return vectors_; }
  const std::vector<std::size_t>& labels() const { return labels_; }
  double weight(std::size_t i) const { return weights_[i]; }
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
      for (SparseEntry& entry : vectors_[i]) entry.weight /= std::sqrt(square);
    }
  }

  std::vector<Counts> counts_;
  std::vector<double> weights_;
  std::vector<bool> is_part_;
  std::vector<std::size_t> labels_;
  std::vector<std::uint64_t> keys_;
  std::vector<double> rarity_;
  std::vector<SparseVector> vectors_;  // by word, of length 1
};

/// All values together cost the same, however many examples each has.
std::vector<double> costs_of(const Examples& examples, std::size_t values, double strictness) {
  std::vector<double> of_value(values, 0);
  double all = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    of_value[examples.labels()[i]] += examples.weight(i);
    all += examples.weight(i);
  }
  std::vector<double> costs;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    costs.push_back(strictness * examples.weight(i) * all /
                    (static_cast<double>(values) * of_value[examples.labels()[i]]));
  }
  return costs;
}

std::vector<std::vector<double>> separate(const Examples& examples, std::size_t values, double strictness) {
  SoftmaxTask task;
  task.words = examples.words();
  task.values = values;
  task.examples = examples.vectors();
  task.labels = examples.labels();
  task.costs = costs_of(examples, values, strictness);
  return fit_softmax(task);
}

constexpr double kUnits = 10;  // of rarity and points: fine enough, and the file stays below what a script file may have

int units(double value) { return static_cast<int>(std::lround(value * kUnits)); }

}  // namespace

PointsFile fit_points(const std::vector<std::string>& values, const std::vector<Labelled>& examples,
                      const FitOptions& options) {
  Examples known(values, examples, options);
  known.keep_frequent(options.examples_min);
  std::vector<std::vector<double>> weights = separate(known, values.size(), options.strictness);
  std::vector<bool> kept(known.words(), false);
  for (std::size_t i = 0; i < known.words(); ++i) {
    kept[i] = std::any_of(weights.begin(), weights.end(),
                          [&](const auto& of) { return std::abs(of[i]) >= options.points_min; });
  }
  if (std::find(kept.begin(), kept.end(), false) != kept.end()) {
    known.keep(kept);
    weights = separate(known, values.size(), options.strictness);
  }

  PointsFile file;
  file.values = values;
  for (const auto& of : weights) file.base.push_back(static_cast<int>(std::lround(100 * of.back())));
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
