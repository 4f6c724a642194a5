#include "dialogs/language/source_text.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace dialogs {

SourceText::SourceText(std::string path, std::string_view bytes) : path_(std::move(path)) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  text_.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] != '\r') {
      text_.push_back(bytes[at]);
    } else if (at + 1 == bytes.size() || bytes[at + 1] != '\n') {
      text_.push_back('\n');
    }
  }
  starts_.push_back(0);
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (text_[at] == '\n') starts_.push_back(at + 1);
  }
}

std::string_view SourceText::line(int number) const {
  if (number < 1 || number > lines()) return {};
  const auto index = static_cast<std::size_t>(number - 1);
  const std::size_t end = number == lines() ? text_.size() : starts_[index + 1] - 1;
  return std::string_view(text_).substr(starts_[index], end - starts_[index]);
}

Place SourceText::place(int line_index, int byte_column) const {
  const std::string_view whole = line(line_index + 1);
  const auto bytes = std::min(whole.size(), static_cast<std::size_t>(std::max(byte_column, 0)));
  return {path_, line_index + 1, static_cast<int>(base::count_code_points(whole.substr(0, bytes))) + 1};
}

Place SourceText::place_of_byte(std::size_t byte) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), byte);
  const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
  return place(static_cast<int>(index), static_cast<int>(byte - starts_[index]));
}

std::size_t SourceText::byte_of(const Place& place) const {
  if (place.line < 1 || place.line > lines()) return text_.size();
  const std::string_view before =
      base::prefix_of_points(line(place.line), static_cast<std::size_t>(std::max(place.column - 1, 0)));
  return starts_[static_cast<std::size_t>(place.line - 1)] + before.size();
}

Place SourceText::inside(const Node& scalar, std::size_t offset, std::size_t length) const {
  if (scalar.place.line == 0 || offset + length > scalar.text.size() || length == 0) return scalar.place;
  const std::string_view needle = std::string_view(scalar.text).substr(offset, length);
  std::size_t nth = 0;
  for (std::size_t at = scalar.text.find(needle); at < offset; at = scalar.text.find(needle, at + 1)) ++nth;
  // Quoting and indentation make the source longer than the text, but not without bound.
  const std::size_t from = byte_of(scalar.place);
  const std::size_t until = from + scalar.text.size() * 3 + 400;
  std::size_t at = text_.find(needle, from);
  for (; nth > 0 && at != std::string::npos; --nth) at = text_.find(needle, at + 1);
  return at == std::string::npos || at > until ? scalar.place : place_of_byte(at);
}

void Sources::add(SourceText source) {
  std::string path = source.path();
  by_path_.insert_or_assign(std::move(path), std::move(source));
}

const SourceText* Sources::find(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second;
}

Place Sources::inside(const Node& scalar, std::size_t offset, std::size_t length) const {
  const SourceText* source = find(scalar.place.file);
  return source == nullptr ? scalar.place : source->inside(scalar, offset, length);
}

}  // namespace dialogs
