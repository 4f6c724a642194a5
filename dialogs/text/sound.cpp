#include "dialogs/text/sound.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <vector>

#include "base/utf8.hpp"

namespace dialogs {
namespace {

constexpr char32_t kHanFirst = U'\u4E00';
constexpr char32_t kHanLast = U'\u9FA5';  // the 20,902 of Unicode 1.1; what came later drivers do not type
constexpr char32_t kSoundFirst = U'\uE200';

/// "zhuang" -> "zuan".
std::string heard(std::string syllable) {
  if (syllable.size() > 2 && syllable.ends_with("ng")) syllable.pop_back();
  if (syllable.size() > 2 && syllable[1] == 'h') syllable.erase(1, 1);
  return syllable;
}

class SoundTable {
 public:
  SoundTable() : sounds_(kHanLast - kHanFirst + 1, 0) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> latin(
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || latin == nullptr) return;  // without the table nothing sounds like anything else
    std::map<std::string, char32_t> number;
    for (char32_t c = kHanFirst; c <= kHanLast; ++c) {
      icu::UnicodeString one(static_cast<UChar32>(c));
      latin->transliterate(one);
      std::string syllable;
      one.toUTF8String(syllable);
      if (syllable.empty() || static_cast<unsigned char>(syllable.front()) >= 0x80) continue;
      const auto next = static_cast<char32_t>(kSoundFirst + number.size());
      sounds_[c - kHanFirst] = number.emplace(heard(syllable), next).first->second;
    }
  }

  char32_t of(char32_t c) const {
    if (c < kHanFirst || c > kHanLast || sounds_[c - kHanFirst] == 0) return c;
    return sounds_[c - kHanFirst];
  }

 private:
  std::vector<char32_t> sounds_;
};

const SoundTable& sound_table() {
  static const SoundTable table;
  return table;
}

}  // namespace

char32_t sound_of(char32_t point) { return sound_table().of(point); }

std::string sounds_of(std::string_view folded) {
  std::string sounds;
  sounds.reserve(folded.size());
  for (std::size_t at = 0; at < folded.size();) base::append_code_point(sounds, sound_of(base::next_code_point(folded, at)));
  return sounds;
}

}  // namespace dialogs
