#include "tickets/contents/mask.hpp"

#include <cstddef>

#include "base/utf8.hpp"

namespace tickets {
namespace {

constexpr std::size_t kPhoneDigits = 11;
constexpr std::size_t kIdentityDigits = 18;
constexpr std::string_view kProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
constexpr std::size_t kHanBytes = 3;
constexpr std::size_t kTailMin = 5;
constexpr std::size_t kTailMax = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string stars(std::size_t count) { return std::string(count, '*'); }

bool is_province(std::string_view text, std::size_t at) {
  if (at + kHanBytes >= text.size()) return false;
  const std::size_t found = kProvinces.find(text.substr(at, kHanBytes));
  return found != std::string_view::npos && found % kHanBytes == 0;
}

/// Bytes of the plate that begins at `at`; 0 if none does.
std::size_t plate_at(std::string_view text, std::size_t at) {
  if (!is_province(text, at) || !is_letter(text[at + kHanBytes])) return 0;
  std::size_t end = at + kHanBytes + 1;
  if (text.substr(end).starts_with("·")) end += std::string_view("·").size();
  const std::size_t tail = end;
  while (end < text.size() && end - tail < kTailMax && (is_digit(text[end]) || is_letter(text[end]))) ++end;
  return end - tail >= kTailMin ? end - at : 0;
}

std::string mask_digits(std::string_view run, bool phones) {
  const bool is_identity = run.size() == kIdentityDigits;
  if (is_identity) return std::string(run.substr(0, 3)) + stars(run.size() - 5) + std::string(run.substr(run.size() - 2));
  return phones && run.size() == kPhoneDigits && run[0] == '1' ? mask_phone(run) : std::string(run);
}

}  // namespace

std::string mask_phone(std::string_view phone) {
  if (phone.size() < kPhoneDigits) return phone.empty() ? std::string() : stars(4);
  return std::string(phone.substr(0, 3)) + stars(phone.size() - 7) + std::string(phone.substr(phone.size() - 4));
}

std::string mask_plate(std::string_view plate) {
  if (!is_province(plate, 0) || plate.size() < kHanBytes + 1 + kTailMin) return plate.empty() ? std::string() : stars(4);
  return std::string(plate.substr(0, kHanBytes + 1)) + stars(3) + std::string(plate.substr(plate.size() - 2));
}

std::string mask_name(std::string_view name) {
  if (name.empty()) return {};
  return std::string(base::prefix_of_points(name, 1)) + stars(2);
}

std::string mask_text(std::string_view text, MaskText what) {
  std::string masked;
  masked.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (is_digit(text[at])) {
      std::size_t end = at;
      while (end < text.size() && is_digit(text[end])) ++end;
      // The last digit of an identity number may be an X.
      if (end - at == kIdentityDigits - 1 && end < text.size() && (text[end] == 'X' || text[end] == 'x')) ++end;
      masked += mask_digits(text.substr(at, end - at), what.phones);
      at = end;
    } else if (const std::size_t plate = what.plates ? plate_at(text, at) : 0; plate > 0) {
      masked += mask_plate(text.substr(at, plate));
      at += plate;
    } else {
      masked += text[at++];
    }
  }
  return masked;
}

}  // namespace tickets
