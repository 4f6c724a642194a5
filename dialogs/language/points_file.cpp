#include "dialogs/language/points_file.hpp"

#include <optional>
#include <string>
#include <utility>

#include "dialogs/language/library.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

/// "运费 612 -41 90 -12 -30": the word, its rarity, its points.
PointWord read_point_word(std::string_view text) {
  PointWord word;
  const auto next = [&text] {
    const std::string_view part = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
  };
  word.word = std::string(next());
  word.rarity = parse_whole(next()).value_or(0);
  while (!text.empty()) {
    const std::optional<int> points = parse_whole(next());
    if (!points) break;
    word.points.push_back(*points);
  }
  return word;
}

}  // namespace

PointsFile read_points_file(const Node& root) {
  PointsFile file;
  file.place = root.place;
  file.id = std::string(text_at(root, "id"));
  file.title = std::string(text_at(root, "title"));
  file.about = std::string(text_at(root, "about"));
  file.values = words_at(root, "values");
  for (const std::string& number : words_at(root, "base")) {
    if (const auto base = parse_whole(number)) file.base.push_back(*base);
  }
  for (const std::string& line : words_at(root, "words")) file.words.push_back(read_point_word(line));
  return file;
}

}  // namespace dialogs
