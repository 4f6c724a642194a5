#include "dialogs/text/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/utf8.hpp"
#include "dialogs/text/simplified.hpp"

namespace dialogs {
namespace {

constexpr int kMarksPerBaseMax = 4;
// Normalisation works on segments that begin at a boundary; a longer run (only made-up text has one) is cut here, so that
// no single segment can hold the whole message. Stream-Safe Text Format of UAX #15 allows 30.
constexpr int kSegmentPointsMax = 32;

const icu::Normalizer2* nfkc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* instance = icu::Normalizer2::getNFKCInstance(status);
  return U_SUCCESS(status) ? instance : nullptr;
}

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

// Format characters, tags, variation selectors, fillers, private use, non-characters and control characters carry no word.
bool is_removed(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  if (c == 0x20E3) return true;  // the enclosing keycap of 2️⃣
  if (U_IS_UNICODE_NONCHAR(c) || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return true;
  return (U_GET_GC_MASK(c) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK)) != 0;
}

void emit(UChar32 c, std::size_t origin, NormalText& out) {
  if (is_removed(c)) return;
  const std::size_t before = out.folded.size();
  base::append_code_point(out.folded, simplified(static_cast<char32_t>(u_tolower(c))));
  out.origin.insert(out.origin.end(), out.folded.size() - before, static_cast<std::uint32_t>(origin));
}

// A run of code points that normalise together: a base and what composes with it.
struct Segment {
  icu::UnicodeString text;
  std::size_t origin = 0;
  int points = 0;
};

void flush(const icu::Normalizer2* normalizer, Segment& segment, NormalText& out) {
  if (segment.points == 0) return;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString normal =
      normalizer == nullptr ? segment.text : normalizer->normalize(segment.text, status);
  const icu::UnicodeString& source = U_SUCCESS(status) ? normal : segment.text;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) emit(source.char32At(i), segment.origin, out);
  segment.text.remove();
  segment.points = 0;
}

}  // namespace

void fold_any(std::string_view text, std::size_t from, NormalText& out) {
  const icu::Normalizer2* normalizer = nfkc();
  Segment segment;
  int marks = 0;
  for (std::size_t at = from; at < text.size();) {
    const std::size_t origin = at;
    const auto c = static_cast<UChar32>(base::next_code_point(text, at));
    if (is_removed(c)) continue;
    const bool mark = is_mark(c);
    marks = mark ? marks + 1 : 0;
    if (marks > kMarksPerBaseMax) continue;
    const bool begins = normalizer == nullptr || normalizer->hasBoundaryBefore(c);
    if (begins || (!mark && segment.points >= kSegmentPointsMax)) {
      flush(normalizer, segment, out);
    }
    if (segment.points == 0) segment.origin = origin;
    segment.text.append(c);
    ++segment.points;
  }
  flush(normalizer, segment, out);
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
}

bool is_letter_or_digit(char32_t point) { return u_isalnum(static_cast<UChar32>(point)) != 0; }

}  // namespace dialogs
