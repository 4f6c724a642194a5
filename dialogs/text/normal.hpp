#pragma once
// The folded form of a driver's text, in which words are looked for, with the way back into the driver's own bytes.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/text/span.hpp"

namespace dialogs {

/// Texts longer than this are cut for matching and extraction; the whole text stays in the transcript
/// (reliability reference §4 row 33).
inline constexpr std::size_t kTextPointsMax = 8192;

struct NormalText {
  /// NFKC, lower case, traditional Han characters as simplified ones; zero-width, bidi, tag and other format characters, variation selectors, private use and
  /// non-characters removed; at most four combining marks kept per base. Always well-formed UTF-8.
  std::string folded;
  /// For each byte of `folded`, and one past its end, the byte in the original where its character began (or the
  /// original's size). Never decreases.
  std::vector<std::uint32_t> origin;
  std::size_t original_size = 0;

  /// The original bytes that folded[begin, end) came from.
  Span original(std::size_t begin, std::size_t end) const;
};

/// Total for any bytes; linear time.
NormalText normalise(std::string_view text);

/// The folded text without punctuation, blanks and emoji: what is compared when a whole message must equal a word
/// (dialog language §4.3).
std::string squeeze(std::string_view text);

/// The forms of one message that a command word may equal: squeezed, and squeezed with the polite head (我要 我想 我 请
/// 帮我 麻烦 那就 还是 就) and tail (吧 了 啊 呀 呢 哦 的 谢谢 一下 哈) removed, never below two characters.
std::vector<std::string> whole_message_forms(std::string_view text);
/// True if any form of `message` equals any form of `word`.
bool is_whole_message(std::string_view message, std::string_view word);

}  // namespace dialogs
