#include "dialogs/engine/state_json.hpp"

#include <array>
#include <charconv>

#include "base/utf8.hpp"

namespace dialogs::engine {
namespace {

constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!kNeedsEscape[c]) continue;
    out.append(text.substr(done, i - done));
    done = i + 1;
    out += '\\';
    switch (c) {
      case '"':
        out += '"';
        break;
      case '\\':
        out += '\\';
        break;
      case '\n':
        out += 'n';
        break;
      default:
        out += "u00";
        out += kDigits[c >> 4];
        out += kDigits[c & 15];
    }
  }
  out.append(text.substr(done));
}

}  // namespace

void JsonWriter::string(std::string_view text) {
  out_ += '"';
  append_escaped(out_, text);
  out_ += '"';
}

void JsonWriter::name(std::string_view name) {
  comma();
  string(name);
  out_ += ':';
}

void JsonWriter::number(std::int64_t value) {
  std::array<char, 24> digits;
  out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void JsonWriter::number_u(std::uint64_t value) {
  std::array<char, 24> digits;
  out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

bool JsonReader::at_end() {
  blanks();
  return at_ == end_;
}

std::string JsonReader::string() {
  std::string text;
  if (!take('"')) {
    fail();
    return text;
  }
  for (;;) {
    const char* begin = at_;  // nearly always the whole string
    while (at_ != end_ && !kNeedsEscape[static_cast<unsigned char>(*at_)]) ++at_;
    text.append(begin, at_);
    if (at_ == end_ || static_cast<unsigned char>(*at_) < 0x20) {
      fail();
      return {};
    }
    if (*at_++ == '"') return text;
    escape(text);
    if (!ok_) return {};
  }
}

std::string_view JsonReader::name(std::string& unescaped) {
  blanks();
  if (ok_ && at_ != end_ && *at_ == '"') {
    const char* begin = at_ + 1;
    const char* end = begin;
    while (end != end_ && !kNeedsEscape[static_cast<unsigned char>(*end)]) ++end;
    if (end != end_ && *end == '"') {
      at_ = end + 1;
      return {begin, static_cast<std::size_t>(end - begin)};
    }
  }
  unescaped = string();
  return unescaped;
}

bool JsonReader::hex4(std::uint32_t& value) {
  if (end_ - at_ < 4) return false;
  const auto [stop, error] = std::from_chars(at_, at_ + 4, value, 16);
  const bool all = error == std::errc() && stop == at_ + 4;
  at_ += 4;
  return all;
}

void JsonReader::escape(std::string& out) {
  if (at_ == end_) return fail();
  switch (*at_++) {
    case '"':
      out += '"';
      return;
    case '\\':
      out += '\\';
      return;
    case '/':
      out += '/';
      return;
    case 'b':
      out += '\b';
      return;
    case 'f':
      out += '\f';
      return;
    case 'n':
      out += '\n';
      return;
    case 'r':
      out += '\r';
      return;
    case 't':
      out += '\t';
      return;
    case 'u':
      break;
    default:
      return fail();
  }
  std::uint32_t point = 0;
  if (!hex4(point)) return fail();
  if (point >= 0xD800 && point < 0xDC00) {
    std::uint32_t low = 0;
    if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return fail();
    at_ += 2;
    if (!hex4(low) || low < 0xDC00 || low > 0xDFFF) return fail();
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  } else if (point >= 0xDC00 && point < 0xE000) {
    return fail();
  }
  base::append_code_point(out, static_cast<char32_t>(point));
}

std::int64_t JsonReader::number() {
  std::int64_t value = 0;
  if (!ok_) return 0;
  blanks();
  const auto [stop, error] = std::from_chars(at_, end_, value);
  if (error != std::errc()) {
    fail();
    return 0;
  }
  at_ = stop;
  return value;
}

std::uint64_t JsonReader::number_u() {
  std::uint64_t value = 0;
  if (!ok_) return 0;
  blanks();
  const auto [stop, error] = std::from_chars(at_, end_, value);
  if (error != std::errc()) {
    fail();
    return 0;
  }
  at_ = stop;
  return value;
}

bool JsonReader::take_word(std::string_view word) {
  if (!ok_) return false;
  blanks();
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool JsonReader::boolean() {
  if (take_word("true")) return true;
  if (!take_word("false")) fail();
  return false;
}

void JsonReader::skip() {
  blanks();
  if (!ok_ || at_ == end_) return fail();
  switch (*at_) {
    case '{':
      return object([this](std::string_view) { skip(); });
    case '[':
      return array([this] { skip(); });
    case '"':
      string();
      return;
    case 't':
    case 'f':
      boolean();
      return;
    case 'n':
      if (!take_word("null")) fail();
      return;
    default:
      break;
  }
  double value = 0;
  const auto [stop, error] = std::from_chars(at_, end_, value);
  if (error != std::errc() || (*at_ != '-' && (*at_ < '0' || *at_ > '9'))) return fail();
  at_ = stop;
}

}  // namespace dialogs::engine
