#pragma once
// The text of one file as an editor shows it: no byte order mark, lines end with '\n', columns count characters.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/node.hpp"

namespace dialogs {

class SourceText {
 public:
  SourceText(std::string path, std::string_view bytes);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  /// 1-based, without its '\n'; "" outside.
  std::string_view line(int number) const;
  int lines() const { return static_cast<int>(starts_.size()); }

  /// From yaml-cpp's zero-based line and byte column.
  Place place(int line, int byte_column) const;
  /// The byte of text() at a place of this file; its size for a place that does not exist.
  std::size_t byte_of(const Place& place) const;
  /// The place of `length` bytes at `offset` of a scalar's text; the scalar's own place where it cannot be told (a word
  /// broken over two lines).
  Place inside(const Node& scalar, std::size_t offset, std::size_t length) const;

 private:
  Place place_of_byte(std::size_t byte) const;

  std::string path_;
  std::string text_;
  std::vector<std::size_t> starts_;
};

/// The files of one load, by path.
class Sources {
 public:
  void add(SourceText source);
  /// nullptr if there is none.
  const SourceText* find(const std::string& path) const;
  Place inside(const Node& scalar, std::size_t offset, std::size_t length) const;

 private:
  std::map<std::string, SourceText> by_path_;
};

}  // namespace dialogs
