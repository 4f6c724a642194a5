#include "dialogs/text/normal.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "dialogs/text/fold.hpp"
#include "dialogs/text/points.hpp"
#include "dialogs/text/simplified.hpp"

namespace dialogs {
namespace {

// ---- The fast road: what drivers write nearly always, folded without the Unicode tables ---------------------------

// 0 = removed (control characters other than tab, line feed, carriage return).
constexpr std::array<char, 128> kAsciiFold = [] {
  std::array<char, 128> table{};
  for (int c = 0; c < 128; ++c) {
    char folded = static_cast<char>(c);
    if (c >= 'A' && c <= 'Z') folded = static_cast<char>(c - 'A' + 'a');
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) folded = '\0';
    table[static_cast<std::size_t>(c)] = folded;
  }
  return table;
}();

bool is_tail(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Three-byte characters that NFKC and lower case leave alone (simplified() has the last word on them): U+3001–3011, U+4000–9FFF, quotes and dashes of Chinese text.
bool is_plain_triple(unsigned lead, unsigned second, unsigned third) {
  if (lead >= 0xE4 && lead <= 0xE9) return true;
  if (lead == 0xE3) return second == 0x80 && third >= 0x81 && third <= 0x91;
  return lead == 0xE2 && second == 0x80 &&
         (third == 0x93 || third == 0x94 || third == 0x98 || third == 0x99 || third == 0x9C || third == 0x9D);
}

// The ASCII form of a full-width character or the ideographic space; 0 if it is neither.
char narrow(unsigned lead, unsigned second, unsigned third) {
  if (lead == 0xE3) return second == 0x80 && third == 0x80 ? ' ' : '\0';
  if (lead != 0xEF || second < 0xBC || second > 0xBD) return '\0';
  const unsigned point = 0xF000 | (second & 0x3F) << 6 | (third & 0x3F);
  if (point < 0xFF01 || point > 0xFF5E) return '\0';
  return kAsciiFold[point - 0xFEE0];
}

// Appends the folded form of text[at, …) as long as it is plain; returns where it stopped.
std::size_t fold_plain(std::string_view text, std::string& folded, std::vector<std::uint32_t>& origin) {
  // Both lists are as long as the text, and no character takes more bytes folded: nothing below leaves them.
  char* const to = folded.data();
  std::uint32_t* const from = origin.data();
  const char16_t* const han = simplified_han();
  const char* const bytes = text.data();
  const std::size_t size = text.size();
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t at = 0;
  std::size_t out = 0;
  while (at < size) {
    const unsigned lead = byte(at);
    const auto here = static_cast<std::uint32_t>(at);
    if (lead < 0x80) {
      const char c = kAsciiFold[lead];
      if (c != '\0') {
        to[out] = c;
        from[out++] = here;
      }
      ++at;
      continue;
    }
    if (size - at < 3 || !is_tail(byte(at + 1)) || !is_tail(byte(at + 2))) break;
    if (is_plain_triple(lead, byte(at + 1), byte(at + 2))) {
      const std::uint32_t point = (lead & 0x0FU) << 12 | (byte(at + 1) & 0x3FU) << 6 | (byte(at + 2) & 0x3FU);
      const std::uint32_t simple = simplified(han, point);
      to[out] = static_cast<char>(0xE0 | simple >> 12);
      to[out + 1] = static_cast<char>(0x80 | (simple >> 6 & 0x3F));
      to[out + 2] = static_cast<char>(0x80 | (simple & 0x3F));
      from[out] = from[out + 1] = from[out + 2] = here;
      out += 3;
    } else if (const char c = narrow(lead, byte(at + 1), byte(at + 2)); c != '\0') {
      to[out] = c;
      from[out++] = here;
    } else {
      break;
    }
    at += 3;
  }
  folded.resize(out);
  origin.resize(out);
  return at;
}

// ---- Whole messages -----------------------------------------------------------------------------------------------

// Polite heads and tails that do not change what a command says (dialog language §4.3), longest first.
constexpr std::array<std::string_view, 9> kHeads = {"我要", "我想", "帮我", "麻烦", "那就", "还是", "我", "请", "就"};
constexpr std::array<std::string_view, 11> kTails = {"谢谢", "一下", "吧", "了", "啊", "呀", "呢", "哦", "的", "哈", "啦"};

bool keeps_two_points(std::string_view text) {
  if (text.empty()) return false;
  return point_at(text, 0).length < text.size();
}

std::string_view without_heads(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view head : kHeads) {
      if (!text.starts_with(head) || !keeps_two_points(text.substr(head.size()))) continue;
      text.remove_prefix(head.size());
      again = true;
      break;
    }
  }
  return text;
}

std::string_view without_tails(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view tail : kTails) {
      if (!text.ends_with(tail) || !keeps_two_points(text.substr(0, text.size() - tail.size()))) continue;
      text.remove_suffix(tail.size());
      again = true;
      break;
    }
  }
  return text;
}

// CJK letters, kana and the like need no table; the rest asks it.
bool is_word_point(char32_t c) {
  if (c < 0x80) return is_ascii_digit(static_cast<char>(c)) || is_ascii_lower(static_cast<char>(c));
  if (c >= 0x3400 && c <= 0x9FFF) return c < 0x4DC0 || c > 0x4DFF;
  if (c >= 0x3001 && c <= 0x3004) return false;
  return is_letter_or_digit(c);
}

}  // namespace

Span NormalText::original(std::size_t begin, std::size_t end) const {
  const std::size_t last = origin.empty() ? 0 : origin.size() - 1;
  begin = std::min(begin, last);
  end = std::clamp(end, begin, last);
  if (origin.empty()) return {0, 0};
  // An original character that folded into several ends where the next one begins.
  while (end > begin && end < last && origin[end] == origin[end - 1]) ++end;
  return {origin[begin], origin[end]};
}

NormalText normalise(std::string_view text) {
  NormalText normal;
  normal.original_size = text.size();
  const std::string_view used = text.size() > kTextPointsMax ? base::prefix_of_points(text, kTextPointsMax) : text;
  normal.folded.resize(used.size());
  normal.origin.reserve(used.size() + 1);
  normal.origin.resize(used.size());
  if (fold_plain(used, normal.folded, normal.origin) == used.size()) {
    normal.origin.push_back(static_cast<std::uint32_t>(used.size()));
    return normal;
  }
  // What stopped the fast road may compose with the character before it: that one is done again.
  std::size_t from = 0;
  if (!normal.folded.empty()) {
    from = normal.origin.back();
    const auto first = std::lower_bound(normal.origin.begin(), normal.origin.end(), from);
    normal.folded.resize(static_cast<std::size_t>(first - normal.origin.begin()));
    normal.origin.erase(first, normal.origin.end());
  }
  fold_any(used, from, normal);
  return normal;
}

std::string squeeze(std::string_view text) {
  std::string folded = normalise(text).folded;
  std::size_t out = 0;
  for (std::size_t at = 0; at < folded.size();) {
    const Point point = point_at(folded, at);
    if (is_word_point(point.value)) {
      for (std::size_t i = 0; i < point.length; ++i) folded[out++] = folded[at + i];
    }
    at += point.length;
  }
  folded.resize(out);
  return folded;
}

std::vector<std::string> whole_message_forms(std::string_view text) {
  std::vector<std::string> forms;
  std::string squeezed = squeeze(text);
  if (squeezed.empty()) return forms;
  const std::string_view headless = without_heads(squeezed);
  const std::string_view tailless = without_tails(squeezed);
  for (const std::string_view form : {headless, tailless, without_tails(headless)}) {
    if (form != squeezed && std::find(forms.begin(), forms.end(), form) == forms.end()) forms.emplace_back(form);
  }
  forms.insert(forms.begin(), std::move(squeezed));
  return forms;
}

bool is_whole_message(std::string_view message, std::string_view word) {
  const std::vector<std::string> said = whole_message_forms(message);
  const std::vector<std::string> meant = whole_message_forms(word);
  return std::any_of(said.begin(), said.end(), [&](const std::string& form) {
    return std::find(meant.begin(), meant.end(), form) != meant.end();
  });
}

}  // namespace dialogs
