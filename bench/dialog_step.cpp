// How long one step() of the complaint script takes, and how many allocations, at the beginning of a conversation and after
// thousands of messages. usage: dialog_step [--dialogs DIR] [--check] [rounds=2000]; --check ends with "1 passed" unless what is
// allocated grows with the length of the conversation.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "bot/wiring.hpp"
#include "dialogs/engine/step.hpp"

namespace {

std::size_t allocations = 0;
std::size_t bytes = 0;

}  // namespace

// Counted here, in one thread, and nowhere else in the project. Not inlined: GCC then sees a free() of what new gave and
// takes it for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  bytes += size;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using Clock = std::chrono::steady_clock;

const std::vector<std::string> kTalk = {"我要投诉", "货主拖欠运费八千三，电话也不接，都两个月了", "货车", "没太懂你说的", "鲁A00000", "昨天下午三点",
                                        "改车牌", "鲁A00001", "多久能有结果？", "跳过", "跳过", "跳过", "上一步", "跳过", "不同意", "取消", "1"};

constexpr std::size_t kLongerNumbers = 20;  // a twentieth: event ids have more digits later

struct Sample {
  double microseconds = 0;
  std::size_t allocations = 0;
  std::size_t bytes = 0;
};

class Talk {
 public:
  explicit Talk(const dialogs::ReleaseSet& releases) : releases_(releases), state_(dialogs::new_state("bench", "wechat")) {}

  Sample say(const std::string& text) {
    const dialogs::Event event = dialogs::TextEvent{"e" + std::to_string(++events_), text, {}, false};
    now_ = now_ + base::seconds(20);
    const std::size_t before = allocations;
    const std::size_t bytes_before = bytes;
    const auto from = Clock::now();
    dialogs::StepResult result = dialogs::step(releases_, state_, event, now_, false);
    const double took = std::chrono::duration<double, std::micro>(Clock::now() - from).count();
    const Sample sample{took, allocations - before, bytes - bytes_before};
    state_ = std::move(result.state);
    answer(result.effects);
    return sample;
  }

 private:
  // What the desk would answer: whatever is asked, it worked.
  void answer(const std::vector<dialogs::Effect>& effects) {
    for (const dialogs::Effect& effect : effects) {
      if (const auto* act = std::get_if<dialogs::DoEffect>(&effect)) {
        state_ = dialogs::step(releases_, state_, dialogs::ResultEvent{act->id, "ok", {{"工单号", "JN1"}}}, now_, false).state;
      } else if (std::holds_alternative<dialogs::HandoffEffect>(effect)) {
        state_ = dialogs::step(releases_, state_, dialogs::AgentEvent{}, now_, false).state;
      }
    }
  }

  const dialogs::ReleaseSet& releases_;
  dialogs::State state_;
  base::UnixMs now_{1'741'572'000'000};
  std::uint64_t events_ = 0;
};

double percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder = "dialogs/scripts";
  int rounds = 2000;
  bool checks = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--dialogs" && i + 1 < argc) {
      folder = argv[++i];
    } else if (word == "--check") {
      checks = true;
    } else {
      rounds = std::max(20, std::atoi(argv[i]));
    }
  }
  const bot::LoadedScripts loaded = bot::load_scripts(folder);
  if (!loaded.release) {
    std::fprintf(stderr, "%s: no scripts that can be loaded\n", folder.c_str());
    return 1;
  }
  const dialogs::OneRelease releases(loaded.release);
  Talk talk(releases);
  std::vector<double> times;
  std::map<std::string, std::vector<double>> by_text;
  std::size_t first = 0;
  std::size_t last = 0;
  for (int round = 0; round < rounds; ++round) {
    std::size_t in_round = 0;
    for (const std::string& text : kTalk) {
      const Sample sample = talk.say(text);
      in_round += sample.bytes;
      if (round < 10) continue;  // the caches and the ring of seen ids fill first
      times.push_back(sample.microseconds);
      by_text[text].push_back(sample.microseconds);
    }
    if (round == 10) first = in_round;
    last = in_round;
  }
  std::printf("steps %zu  median %.1f us  p90 %.1f  p99 %.1f\n", times.size(), percentile(times, 0.5), percentile(times, 0.9),
              percentile(times, 0.99));
  for (const auto& [text, values] : by_text) std::printf("  %6.1f us  %s\n", percentile(values, 0.5), text.c_str());
  std::printf("bytes allocated in one conversation: the 11th %zu, the %dth %zu\n", first, rounds, last);
  if (!checks) return 0;
  const bool grows = last > first + first / kLongerNumbers;
  std::printf("allocations do not grow with the conversation: %d passed, %d failed\n", grows ? 0 : 1, grows ? 1 : 0);
  return grows ? 1 : 0;
}
