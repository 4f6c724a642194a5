#include "storage/lines.hpp"

#include <cstddef>
#include <cstdint>

namespace storage {

namespace {

constexpr char kVersion = 1;

char letter_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::kDriver:
      return 'd';
    case Speaker::kBot:
      return 'b';
    case Speaker::kOperator:
      return 'o';
    case Speaker::kSystem:
      return 's';
  }
  return 's';
}

std::optional<Speaker> speaker_of(char letter) {
  switch (letter) {
    case 'd':
      return Speaker::kDriver;
    case 'b':
      return Speaker::kBot;
    case 'o':
      return Speaker::kOperator;
    case 's':
      return Speaker::kSystem;
    default:
      return std::nullopt;
  }
}

// Seven bits a byte, lowest first; the high bit says that more follow.
void append_length(std::string& out, std::size_t length) {
  while (length >= 0x80) {
    out.push_back(static_cast<char>(0x80 | (length & 0x7F)));
    length >>= 7;
  }
  out.push_back(static_cast<char>(length));
}

void append_field(std::string& out, std::string_view field) {
  append_length(out, field.size());
  out.append(field);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool at_end() const { return rest_.empty(); }

  std::optional<char> byte() {
    if (rest_.empty()) return std::nullopt;
    const char value = rest_.front();
    rest_.remove_prefix(1);
    return value;
  }

  std::optional<std::string> field() {
    const auto length = this->length();
    if (!length || *length > rest_.size()) return std::nullopt;
    std::string value(rest_.substr(0, *length));
    rest_.remove_prefix(*length);
    return value;
  }

 private:
  std::optional<std::size_t> length() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const auto next = byte();
      if (!next) return std::nullopt;
      const auto bits = static_cast<unsigned char>(*next);
      value |= static_cast<std::uint64_t>(bits & 0x7F) << shift;
      if ((bits & 0x80) == 0) return static_cast<std::size_t>(value);
    }
    return std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::string encode_lines(const std::vector<Line>& lines) {
  std::size_t size = 1;
  for (const Line& line : lines) size += line.text.size() + line.extra.size() + 8;
  std::string out;
  out.reserve(size);
  out.push_back(kVersion);
  for (const Line& line : lines) {
    out.push_back(letter_of(line.speaker));
    append_field(out, line.text);
    append_field(out, line.extra);
  }
  return out;
}

std::optional<std::vector<Line>> decode_lines(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.byte() != kVersion) return std::nullopt;
  std::vector<Line> lines;
  while (!reader.at_end()) {
    const auto speaker = speaker_of(*reader.byte());
    auto text = reader.field();
    if (!speaker || !text) return std::nullopt;
    auto extra = reader.field();
    if (!extra) return std::nullopt;
    lines.push_back({*speaker, std::move(*text), std::move(*extra)});
  }
  return lines;
}

std::string encode_form(const Form& form) {
  std::string out(1, kVersion);
  for (const auto& [name, value] : form) {
    append_field(out, name);
    append_field(out, value);
  }
  return out;
}

std::optional<Form> decode_form(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.byte() != kVersion) return std::nullopt;
  Form form;
  while (!reader.at_end()) {
    auto name = reader.field();
    if (!name) return std::nullopt;
    auto value = reader.field();
    if (!value) return std::nullopt;
    form.emplace_back(std::move(*name), std::move(*value));
  }
  return form;
}

}  // namespace storage
