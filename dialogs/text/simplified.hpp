#pragma once
namespace dialogs {

/// The simplified form of a traditional Han character; every other character is itself. What it gives is given back
/// unchanged.
char32_t simplified(char32_t point);

inline constexpr char32_t kHanFirst = U'\u4E00';
inline constexpr char32_t kHanLast = U'\u9FFF';
/// The same for loops over texts: what each character from kHanFirst to kHanLast becomes. Belongs to the program.
const char16_t* simplified_han();
inline char32_t simplified(const char16_t* han, char32_t point) {
  return point < kHanFirst || point > kHanLast ? point : han[point - kHanFirst];
}

}  // namespace dialogs
