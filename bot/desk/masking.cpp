#include "bot/desk/masking.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.hpp"

namespace bot::desk {
namespace {

constexpr std::array<std::string_view, 9> kPersonal{"phone", "plate", "name", "reporter_name", "contact", "id_number", "address", "电话", "车牌"};
constexpr std::string_view kHidden = "＊";
constexpr std::size_t kDigitsMin = 7;         // a landline without its area code
constexpr std::size_t kTicketDigits = 13;     // JN and these: a ticket of ours
constexpr std::size_t kKnownPointsMin = 2;    // one character alone stands in too many words
constexpr std::u32string_view kProvinces = U"京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";

struct Point {
  char32_t code;
  std::size_t begin, end;
};

std::vector<Point> points_of(std::string_view text) {
  std::vector<Point> points;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t code = base::next_code_point(text, at);
    points.push_back({code, begin, at});
  }
  return points;
}

/// Full-width letters and digits read like their narrow ones.
char32_t narrow(char32_t code) { return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFEE0 : code; }
bool is_digit(char32_t code) { return narrow(code) >= U'0' && narrow(code) <= U'9'; }
bool is_letter(char32_t code) {
  const char32_t c = narrow(code);
  return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}
bool is_gap(char32_t code) { return code == U' ' || code == U'-' || code == U'·' || code == U'.' || code == U'　' || code == U'－'; }

/// "2026-03-10", as the bot writes days: no number of anybody, and what stands behind it is looked at by itself.
bool is_day_at(const std::vector<Point>& points, std::size_t at) {
  constexpr std::u32string_view kShape = U"0000-00-00";
  if (at + kShape.size() > points.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == U'0' ? !is_digit(points[at + i].code) : points[at + i].code != kShape[i]) return false;
  }
  const auto number = [&](std::size_t i) { return (narrow(points[at + i].code) - U'0') * 10 + narrow(points[at + i + 1].code) - U'0'; };
  const bool is_whole = at + kShape.size() == points.size() || !is_digit(points[at + kShape.size()].code);
  return is_whole && (number(0) == 19 || number(0) == 20) && number(5) >= 1 && number(5) <= 12 && number(8) >= 1 && number(8) <= 31;
}

/// Runs of digits, gaps between them allowed: a phone, an identity or bank number, in whole.
void hide_numbers(std::string_view text, const std::vector<Point>& points, const std::vector<std::string>& numbers, std::vector<bool>& hidden) {
  for (std::size_t i = 0; i < points.size();) {
    if (!is_digit(points[i].code)) {
      ++i;
      continue;
    }
    if (is_day_at(points, i)) {
      i += std::string_view("2026-03-10").size();
      continue;
    }
    std::size_t end = i, digits = 0;
    for (std::size_t at = i; at < points.size(); ++at) {
      if (is_digit(points[at].code)) {
        ++digits;
        end = at + 1;
      } else if (!is_gap(points[at].code) || at - end > 0) {
        break;
      }
    }
    const bool of_ticket = digits == kTicketDigits && i >= 2 && points[i - 2].code == U'J' && points[i - 1].code == U'N';
    const std::string_view run = text.substr(points[i].begin, points[end - 1].end - points[i].begin);
    const bool of_hotline = std::find(numbers.begin(), numbers.end(), run) != numbers.end();
    if (digits >= kDigitsMin && !of_ticket && !of_hotline) {
      for (std::size_t at = i; at < end; ++at) hidden[at] = true;
      if (end < points.size() && narrow(points[end].code | 0x20) == U'x') hidden[end] = true;
    }
    i = end;
  }
}

void hide_plates(const std::vector<Point>& points, std::vector<bool>& hidden) {
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (kProvinces.find(points[i].code) == std::u32string_view::npos || !is_letter(points[i + 1].code)) continue;
    std::size_t at = i + 2, signs = 0;
    while (at < points.size() && signs < 6) {
      if (is_digit(points[at].code) || is_letter(points[at].code)) {
        ++signs;
      } else if (!is_gap(points[at].code) || signs > 0) {
        break;
      }
      ++at;
    }
    if (signs < 4) continue;
    for (std::size_t each = i + 2; each < at; ++each) hidden[each] = true;
  }
}

}  // namespace

Masking::Masking(std::vector<std::string> known, std::vector<std::string> numbers) : known_(std::move(known)), numbers_(std::move(numbers)) {
  std::erase_if(known_, [](const std::string& value) { return base::count_code_points(value) < kKnownPointsMin; });
  std::sort(known_.begin(), known_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Masking::hide(std::string_view text) const {
  const std::vector<Point> points = points_of(text);
  std::vector<bool> hidden(points.size(), false);
  hide_numbers(text, points, numbers_, hidden);
  hide_plates(points, hidden);
  for (const std::string& value : known_) {
    for (std::size_t at = text.find(value); at != std::string_view::npos; at = text.find(value, at + value.size())) {
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].begin >= at && points[i].end <= at + value.size()) hidden[i] = true;
      }
    }
  }
  std::string out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    out += hidden[i] ? kHidden : text.substr(points[i].begin, points[i].end - points[i].begin);
  }
  return out;
}

bool is_personal(std::string_view field) { return std::find(kPersonal.begin(), kPersonal.end(), field) != kPersonal.end(); }

std::string hide_value(std::string_view value) {
  const std::vector<Point> points = points_of(value);
  const std::size_t shown = points.size() >= kDigitsMin + 4 ? 4 : points.size() > 1 ? 1 : 0;
  std::string out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    out += i + shown < points.size() ? kHidden : value.substr(points[i].begin, points[i].end - points[i].begin);
  }
  return out;
}

std::vector<std::string> personal_values(const dialogs::State& state, const dialogs::Release& release,
                                         const std::vector<tickets::Ticket>& tickets) {
  std::vector<std::string> values;
  const auto add = [&values](const std::string& value) {
    if (!value.empty()) values.push_back(value);
  };
  for (const dialogs::Frame& frame : state.frames) {
    const dialogs::Dialog* dialog = release.find_dialog(frame.dialog);
    for (const auto& [name, slot] : frame.slots) {
      const dialogs::Slot* known = dialog == nullptr ? nullptr : dialog->find_slot(name);
      if (is_personal(name) || (known != nullptr && is_personal(known->field))) add(slot.value);
    }
  }
  for (const auto& [field, value] : state.profile) {
    if (is_personal(field)) add(value);
  }
  for (const tickets::Ticket& ticket : tickets) {
    for (const auto& [field, value] : ticket.form) {
      if (is_personal(field)) add(value);
    }
  }
  return values;
}

std::vector<std::string> external_numbers(const std::vector<tickets::Ticket>& tickets) {
  std::vector<std::string> numbers;
  for (const tickets::Ticket& ticket : tickets) {
    if (!ticket.external_number.empty()) numbers.push_back(ticket.external_number);
  }
  return numbers;
}

}  // namespace bot::desk
