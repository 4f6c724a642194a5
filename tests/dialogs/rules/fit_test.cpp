#include "dialogs/rules/fit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "dialogs/rules/folds.hpp"
#include "dialogs/rules/softmax.hpp"

using namespace dialogs;

namespace {

std::string best(const PointTable& table, std::string_view text) {
  return table.file().values[table.weigh(dialogs::split(text)).best];
}

std::shared_ptr<const PointTable> learned(const std::vector<Labelled>& examples) {
  PointsFile file = fit_points({"甲", "乙"}, examples, {});
  file.id = "learned";
  std::vector<Diagnostic> faults;
  auto table = PointTable::compile(std::move(file), faults);
  for (const Diagnostic& fault : faults) UNSCOPED_INFO(fault.message);
  REQUIRE(table != nullptr);
  return table;
}

}  // namespace

TEST_CASE("softmax weights stand where the slope of the loss is zero", "[fit]") {
  SoftmaxTask task;
  task.words = 2;
  task.values = 3;
  task.examples = {{{0, 1.0}}, {{1, 1.0}}, {{0, 0.6}, {1, 0.8}}, {{0, 1.0}}};
  task.labels = {0, 1, 2, 2};
  task.costs = {3, 1, 2, 1};
  task.slope_min = 1e-9;
  const auto weights = fit_softmax(task);
  REQUIRE(weights.size() == 3);
  for (std::size_t v = 0; v < 3; ++v) {
    std::vector<double> slope{weights[v][0], weights[v][1], 0};
    for (std::size_t i = 0; i < task.examples.size(); ++i) {
      std::vector<double> score(3);
      double whole = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        score[k] = weights[k][2];
        for (const SparseEntry& entry : task.examples[i]) score[k] += weights[k][entry.word] * entry.weight;
        whole += std::exp(score[k]);
      }
      const double pull = task.costs[i] * (std::exp(score[v]) / whole - (task.labels[i] == v ? 1 : 0));
      for (const SparseEntry& entry : task.examples[i]) slope[entry.word] += pull * entry.weight;
      slope[2] += pull;
    }
    for (const double one : slope) CHECK(one == Approx(0).margin(1e-6));
  }
}

TEST_CASE("how a text begins and ends and how long it is are words like any other", "[fit][points]") {
  std::vector<Labelled> examples;
  for (int i = 0; i < 5; ++i) {
    examples.push_back({"请问路灯坏了", "甲"});
    examples.push_back({"路灯坏了请问", "乙"});
  }
  const auto by_place = learned(examples);
  CHECK(best(*by_place, "请问灯") == "甲");
  CHECK(best(*by_place, "灯请问") == "乙");
  bool shown = false;
  for (const PointEvidence& evidence : by_place->weigh(dialogs::split("请问灯")).evidence) shown |= evidence.word == "^请问";
  CHECK(shown);

  examples.clear();
  const std::string many = "路灯坏了，路灯坏了，路灯坏了，路灯坏了，路灯坏了，路灯坏了，路灯坏了，路灯坏了";
  for (int i = 0; i < 5; ++i) {
    examples.push_back({"路灯坏了", "甲"});
    examples.push_back({many, "乙"});
  }
  const PointsFile file = fit_points({"甲", "乙"}, examples, {});
  std::map<std::string, std::vector<int>> points;
  for (const PointWord& word : file.words) points[word.word] = word.points;
  REQUIRE(points.contains("字数4"));
  REQUIRE(points.contains("字数32"));
  CHECK(points["字数4"][0] > points["字数4"][1]);
  CHECK(points["字数32"][1] > points["字数32"][0]);
}

TEST_CASE("a value with few examples has the same say as one with many", "[fit]") {
  std::vector<Labelled> examples;
  for (int i = 0; i < 60; ++i) examples.push_back({"噪声扰民" + std::string(i % 2 == 0 ? "，晚上" : ""), "甲"});
  for (int i = 0; i < 3; ++i) examples.push_back({"拖欠运费", "乙"});
  const auto table = learned(examples);
  CHECK(best(*table, "运费") == "乙");
  CHECK(best(*table, "噪声") == "甲");
}

TEST_CASE("a part of an example teaches, but brings no word in and makes none less rare", "[fit]") {
  std::vector<Labelled> examples;
  for (int i = 0; i < 4; ++i) {
    examples.push_back({"路灯坏了没有人修理", "甲"});
    examples.push_back({"运费拖欠没有人支付", "乙"});
  }
  const PointsFile whole = fit_points({"甲", "乙"}, examples, {});
  for (int i = 0; i < 9; ++i) examples.push_back({.text = "没有人", .value = "甲", .weight = 0.5, .is_part = true});
  for (int i = 0; i < 9; ++i) examples.push_back({.text = "窨井盖", .value = "甲", .weight = 0.5, .is_part = true});
  const PointsFile taught = fit_points({"甲", "乙"}, examples, {});
  const auto by_word = [](const PointsFile& file) {
    std::map<std::string, PointWord> words;
    for (const PointWord& word : file.words) words.emplace(word.word, word);
    return words;
  };
  const auto before = by_word(whole), after = by_word(taught);
  CHECK_FALSE(after.contains("窨井"));
  REQUIRE(after.contains("没有"));
  for (const auto& [word, now] : after) {
    INFO(word);
    if (before.contains(word)) CHECK(now.rarity == before.at(word).rarity);
  }
  const PointWord& shared = after.at("没有");
  CHECK(shared.points[0] > shared.points[1]);
}

TEST_CASE("an example that weighs less pulls less", "[fit]") {
  std::vector<Labelled> examples;
  for (int i = 0; i < 4; ++i) {
    examples.push_back({"路灯", "甲", 0.1});
    examples.push_back({"路灯", "乙", 1});
    examples.push_back({"运费", "甲", 1});
  }
  CHECK(best(*learned(examples), "路灯") == "乙");
}

TEST_CASE("parts are even for every label, and the same for the same seed", "[fit][folds]") {
  std::vector<std::string> labels;
  for (int i = 0; i < 100; ++i) labels.push_back(i % 10 == 0 ? "few" : "many");
  const std::vector<std::size_t> parts = parts_of(labels, 5, 1);
  CHECK(parts == parts_of(labels, 5, 1));
  CHECK(parts != parts_of(labels, 5, 2));
  std::map<std::pair<std::size_t, std::string>, int> counts;
  for (std::size_t i = 0; i < labels.size(); ++i) ++counts[{parts[i], labels[i]}];
  for (std::size_t part = 0; part < 5; ++part) {
    CHECK(counts[{part, "few"}] == 2);
    CHECK(counts[{part, "many"}] == 18);
  }
}
