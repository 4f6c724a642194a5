// How long the routing rules take: a chat message, texts made to be slow, ten times the words, and loading 20,000 words.
// bench_routing [FOLDER of scripts]; times are of one thread, and what a classification takes is processor time, so that
// other programs on the machine do not count as its own.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/utf8.hpp"
#include "dialogs/language/release.hpp"
#include "dialogs/rules/rules.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double us_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double processor_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Times {
  double median_us = 0, most_us = 0;
};

/// `batch`: verdicts between two looks at the clock, which costs half a microsecond itself.
Times time_classify(const dialogs::RuleSet& rules, const std::vector<std::string>& texts, int rounds, int batch = 1) {
  std::vector<double> times;
  std::size_t hits = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) {
      const double start = processor_us();
      for (int i = 0; i < batch; ++i) hits += rules.classify(text).hits.size();
      times.push_back((processor_us() - start) / batch);
    }
  }
  std::sort(times.begin(), times.end());
  if (hits == 0) std::printf("(no rule was hit)\n");
  return {times[times.size() / 2], times.back()};
}

std::string cut(const std::string& text, std::size_t characters) {
  std::string long_enough;
  while (base::count_code_points(long_enough) < characters) long_enough += text;
  return std::string(base::prefix_of_points(long_enough, characters));
}

std::vector<dialogs::SourceFile> read_folder(const std::string& folder) {
  std::vector<dialogs::SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path());
    files.push_back({std::filesystem::relative(entry.path(), folder).generic_string(),
                     {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
  }
  return files;
}

/// So many words of three characters, and one that the texts hold.
std::shared_ptr<const dialogs::RuleSet> rules_of(std::size_t words) {
  base::SeededRandom random(1);
  dialogs::RulesFile file;
  file.id = "made";
  file.outputs = {{"路由", {"甲", "乙"}, "乙", {}}};
  dialogs::Rule rule;
  rule.rule = "甲";
  rule.give = {{"路由", "甲"}};
  dialogs::RuleTerm known;
  known.word = "运费";
  rule.condition.any.push_back(known);
  while (rule.condition.any.size() < words) {
    dialogs::RuleTerm term;
    for (int i = 0; i < 3; ++i) base::append_code_point(term.word, static_cast<char32_t>(0x4E00 + random.below(3000)));
    rule.condition.any.push_back(std::move(term));
  }
  file.rules = {std::move(rule)};
  std::vector<dialogs::Diagnostic> faults;
  return dialogs::RuleSet::compile(std::move(file), faults);
}

void chat_and_worst(const dialogs::RuleSet& rules) {
  const std::string said =
      "货主拖了俩月运费八千三了，电话也不接，微信把我拉黑了，平台客服说让我自己找他，我一个跑货拉拉的司机上哪儿找去，"
      "押车三天饭都没得吃，回单也压着不给，申述了三次都没用，你们到底管不管，我车贷一个月六千多，再不给钱真撑不下去了";
  const Times chat = time_classify(rules, {cut(said, 100)}, 500, 10);
  std::printf("100 characters              median %8.1f us   most %8.1f us\n", chat.median_us, chat.most_us);
  const std::vector<std::pair<const char*, std::string>> worst{
      {"8,192 x a", "a"},          {"8,192 x one Han", "货"}, {"8,192 of a letter", said},
      {"8,192 of words of rules", "货主老板运费不给压车押车死了砍他跳楼拿刀撞了人保安打我"},
      {"8,192 of openings of gaps", "不想活不愿死给先走了撞到轧开车撞拿刀给我老板"},
      {"8,192 emoji", "😀"},       {"8,192 combining marks", "a\xCC\x96"}};
  for (const auto& [name, text] : worst) {
    const Times times = time_classify(rules, {cut(text, 8192)}, 21);
    std::printf("%-27s median %8.1f us   most %8.1f us\n", name, times.median_us, times.most_us);
  }
}

void ten_times_the_words() {
  const std::string text = cut("货主拖了俩月运费八千三了，电话也不接，微信把我拉黑了", 100);
  for (const std::size_t words : {2'000U, 20'000U}) {
    const auto start = Clock::now();
    const auto rules = rules_of(words);
    const double load_ms = us_since(start) / 1000;
    if (rules == nullptr) continue;
    const Times times = time_classify(*rules, {text}, 2000);
    std::printf("%6zu words                median %8.1f us   compiled in %.0f ms\n", words, times.median_us, load_ms);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "dialogs/scripts";
  const auto start = Clock::now();
  const dialogs::Loaded loaded = dialogs::load_release(read_folder(folder));
  const double load_ms = us_since(start) / 1000;
  const dialogs::RuleSet* rules = loaded.release ? loaded.release->find_rules("routing") : nullptr;
  if (rules == nullptr) {
    std::fprintf(stderr, "%s: no release with rules of the id routing; xinsheng lint says why\n", folder.c_str());
    return 78;
  }
  std::printf("all scripts loaded in %.0f ms, their tests run\n", load_ms);
  chat_and_worst(*rules);
  ten_times_the_words();
  return 0;
}
