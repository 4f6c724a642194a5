#include "dialogs/rules/matcher.hpp"

#include <algorithm>
#include <map>

#include "base/invariant.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {

struct WordMatcher::Trie {
  struct Node {
    std::vector<std::pair<std::uint32_t, std::int32_t>> children;  // class -> node, sorted by class
    std::int32_t word = -1;
  };
  std::vector<Node> nodes = std::vector<Node>(1);
  std::vector<std::int32_t> by_depth{0};  // breadth first

  std::int32_t child(std::int32_t node, std::uint32_t cls) const {
    const auto& children = nodes[static_cast<std::size_t>(node)].children;
    const auto found = std::lower_bound(children.begin(), children.end(), cls,
                                        [](const auto& entry, std::uint32_t wanted) { return entry.first < wanted; });
    return found != children.end() && found->first == cls ? found->second : -1;
  }

  std::int32_t ensure_child(std::int32_t node, std::uint32_t cls) {
    if (const std::int32_t known = child(node, cls); known >= 0) return known;
    const auto added = static_cast<std::int32_t>(nodes.size());
    nodes.emplace_back();
    auto& children = nodes[static_cast<std::size_t>(node)].children;
    const auto place = std::lower_bound(children.begin(), children.end(), cls,
                                        [](const auto& entry, std::uint32_t wanted) { return entry.first < wanted; });
    children.insert(place, {cls, added});
    return added;
  }

  void order() {
    for (std::size_t i = 0; i < by_depth.size(); ++i) {
      for (const auto& [cls, node] : nodes[static_cast<std::size_t>(by_depth[i])].children) by_depth.push_back(node);
    }
  }
};

std::uint32_t WordMatcher::class_of_rare(char32_t point) const {
  const auto found = std::lower_bound(astral_.begin(), astral_.end(), point,
                                      [](const auto& entry, char32_t wanted) { return entry.first < wanted; });
  return found != astral_.end() && found->first == point ? found->second : 0;
}

void WordMatcher::classify_points(const std::vector<std::string>& words) {
  // Frequent characters get small classes, which keeps the double array dense.
  std::map<char32_t, std::uint32_t> counts;
  for (const std::string& word : words) {
    std::uint32_t characters = 0;
    for (std::size_t at = 0; at < word.size(); ++characters) {
      const Point point = point_at(word, at);
      ++counts[point.value];
      at += point.length;
    }
    lengths_.emplace_back(static_cast<std::uint32_t>(word.size()), characters);
  }
  std::vector<std::pair<std::uint32_t, char32_t>> order;
  for (const auto& [point, count] : counts) order.emplace_back(count, point);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  BASE_INVARIANT(order.size() < 0xFFFF, "more different characters in the rules than the matcher has classes");
  bmp_.assign(kBmp, 0);
  for (const auto& [count, point] : order) {
    const auto cls = static_cast<std::uint16_t>(classes_++);
    if (point < bmp_.size()) {
      bmp_[point] = cls;
    } else {
      astral_.emplace_back(point, cls);
    }
  }
  std::sort(astral_.begin(), astral_.end());
}

WordMatcher::WordMatcher(const std::vector<std::string>& words) {
  classify_points(words);
  Trie trie;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::int32_t node = 0;
    for (std::size_t at = 0; at < words[i].size();) {
      const Point point = point_at(words[i], at);
      node = trie.ensure_child(node, class_of(point.value));
      at += point.length;
    }
    trie.nodes[static_cast<std::size_t>(node)].word = static_cast<std::int32_t>(i);
  }
  trie.order();
  place(trie);
}

WordMatcher::WordMatcher(const std::vector<std::string>& words, char32_t (*heard)(char32_t)) : WordMatcher(words) {
  std::vector<std::uint16_t> heard_classes(bmp_.size(), 0);
  for (std::size_t point = 0; point < bmp_.size(); ++point) {
    heard_classes[point] = static_cast<std::uint16_t>(class_of(heard(static_cast<char32_t>(point))));
  }
  bmp_ = std::move(heard_classes);
}

// Puts every node's children where all their cells are free. Cells below `classes_` stay empty, so that a node without
// children (base 0) finds nobody there; the root has its own table.
void WordMatcher::place(const Trie& trie) {
  std::vector<std::int32_t> cell_of(trie.nodes.size(), 0);
  root_.assign(classes_, 0);
  cells_.assign(classes_ * 2 + trie.nodes.size(), Cell{});
  std::vector<char> used(cells_.size(), 0);
  std::size_t first_free = classes_;
  const auto ensure = [&](std::size_t size) {
    if (cells_.size() >= size) return;
    cells_.resize(size + size / 4);
    used.resize(cells_.size(), 0);
  };
  const auto take = [&](std::size_t cell, std::int32_t parent, std::int32_t node) {
    used[cell] = 1;
    cells_[cell].parent = parent;
    cell_of[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(cell);
  };
  for (const std::int32_t node : trie.by_depth) {
    const auto& children = trie.nodes[static_cast<std::size_t>(node)].children;
    if (children.empty()) continue;
    while (first_free < used.size() && used[first_free] != 0) ++first_free;
    if (node == 0) {
      for (const auto& [cls, child] : children) {
        ensure(first_free + 1);
        take(first_free, 0, child);
        root_[cls] = static_cast<std::int32_t>(first_free++);
      }
      continue;
    }
    for (std::size_t start = first_free;; ++start) {
      ensure(start + classes_ + 1);
      if (used[start] != 0) continue;
      const std::size_t base = start - children.front().first;
      const bool free = std::all_of(children.begin(), children.end(),
                                    [&](const auto& entry) { return used[base + entry.first] == 0; });
      if (!free) continue;
      const std::int32_t parent = cell_of[static_cast<std::size_t>(node)];
      cells_[static_cast<std::size_t>(parent)].base = static_cast<std::int32_t>(base);
      for (const auto& [cls, child] : children) take(base + cls, parent, child);
      break;
    }
  }
  ensure(cells_.size() + classes_);
  link(trie, cell_of);
}

void WordMatcher::link(const Trie& trie, const std::vector<std::int32_t>& cell_of) {
  endings_.assign(cells_.size(), Ending{});
  std::vector<std::int32_t> fail(trie.nodes.size(), 0);
  for (const std::int32_t node : trie.by_depth) {
    for (const auto& [cls, child] : trie.nodes[static_cast<std::size_t>(node)].children) {
      std::int32_t suffix = node;
      std::int32_t target = -1;
      while (suffix != 0 && target < 0) {
        suffix = fail[static_cast<std::size_t>(suffix)];
        target = trie.child(suffix, cls);
      }
      const auto index = static_cast<std::size_t>(child);
      fail[index] = target < 0 ? 0 : target;
      const auto cell = static_cast<std::size_t>(cell_of[index]);
      const std::int32_t fail_cell = fail[index] == 0 ? 0 : cell_of[static_cast<std::size_t>(fail[index])];
      cells_[cell].fail = fail_cell;
      const std::int32_t shorter = fail_cell == 0 ? 0 : cells_[static_cast<std::size_t>(fail_cell)].hit;
      endings_[cell] = {trie.nodes[index].word, shorter};
      cells_[cell].hit = trie.nodes[index].word >= 0 ? static_cast<std::int32_t>(cell) : shorter;
    }
  }
}

void WordMatcher::scan(const SplitText& text, std::vector<WordHit>& hits) const {
  const Cell* const cells = cells_.data();
  const Ending* const endings = endings_.data();
  const std::int32_t* const root = root_.data();
  const Character* const characters = text.characters.data();
  const auto size = static_cast<std::uint32_t>(text.characters.size());
  std::int32_t state = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t cls = class_of(characters[i].point);
    if (cls == 0) {
      state = 0;
      continue;
    }
    for (;;) {
      if (state == 0) {
        state = root[cls];
        break;
      }
      const Cell& here = cells[state];
      const std::int32_t next = here.base + static_cast<std::int32_t>(cls);
      if (cells[next].parent == state) {
        state = next;
        break;
      }
      state = here.fail;
    }
    for (std::int32_t cell = cells[state].hit; cell != 0; cell = endings[cell].shorter) {
      const auto word = static_cast<std::uint32_t>(endings[cell].word);
      const auto& [bytes, points] = lengths_[word];
      hits.push_back({word, characters[i].end - bytes, characters[i].end, i + 1 - points, i + 1, characters[i].clause});
    }
  }
}

}  // namespace dialogs
