#pragma once
// What a person must not be known by, made unreadable but recognisable: 130****0000, 鲁A***00 (domain reference §6.6, §6.7).
#include <string>
#include <string_view>

namespace tickets {

/// Of a phone number its first three and last four digits stay, of anything shorter nothing.
std::string mask_phone(std::string_view phone);
/// Province, letter and the last two characters stay.
std::string mask_plate(std::string_view plate);
/// The family name stays: 张师傅 is 张**.
std::string mask_name(std::string_view name);

struct MaskText {
  bool phones = true;
  bool plates = true;
};
/// Free text: numbers of identity cards always, phones and plates as asked. Nothing else changes, not even bytes that are no UTF-8.
std::string mask_text(std::string_view text, MaskText what = {});

}  // namespace tickets
