#include "dialogs/language/nearest.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "base/utf8.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kListedMax = 24;  // of known words, where none is near
constexpr std::size_t kPointsMax = 40;  // longer words are no typing mistakes of ours

std::vector<char32_t> points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size() && points.size() <= kPointsMax;) {
    points.push_back(base::next_code_point(text, at));
  }
  return points;
}

std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
  const std::vector<char32_t> wanted = points_of(word);
  if (wanted.empty() || wanted.size() > kPointsMax) return {};
  std::size_t best = SIZE_MAX;
  std::string_view found;
  for (const std::string_view candidate : known) {
    const std::vector<char32_t> points = points_of(candidate);
    const std::size_t longer = std::max(points.size(), wanted.size());
    const std::size_t d = distance(wanted, points);
    if (d < best && d < longer && d <= std::max<std::size_t>(1, longer / 3)) {
      best = d;
      found = candidate;
    }
  }
  return std::string(found);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string found = nearest(word, known);
  if (!found.empty()) return "是不是“" + found + "”？";
  std::string all;
  for (std::size_t i = 0; i < known.size() && i < kListedMax; ++i)
    all += (i == 0 ? "可以写：" : "、") + std::string(known[i]);
  return known.size() > kListedMax ? all + "等" : all;
}

}  // namespace dialogs
