#pragma once
// Taking the time of questions.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace bench {

template <class Work>
double milliseconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// `times` in ms, not empty.
inline void print(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::printf("%-46s median %.3f ms  worst %.3f ms\n", what, times[times.size() / 2], times.back());
}

}  // namespace bench
