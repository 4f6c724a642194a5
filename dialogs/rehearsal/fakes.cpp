#include "dialogs/rehearsal/fakes.hpp"

#include <array>
#include <cstddef>

#include "base/utf8.hpp"
#include "dialogs/text/extract.hpp"
#include "dialogs/text/normal.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kLongRun = 8;
constexpr std::size_t kIdentityDigits = 18;
constexpr std::size_t kNamePointsMax = 3;
constexpr std::string_view kNobody = "某某";

bool is_ending(std::string_view end) {
  return end == "挂" || end == "学" || end == "警" || end == "港" || end == "澳";
}

bool is_word_byte(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
}

/// ID numbers, and every other long run of digits: their own length, nothing else of them.
void blank_numbers(std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_ascii_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_ascii_digit(text[end])) ++end;
    const bool checked = end - at == kIdentityDigits - 1 && end < text.size() && (text[end] == 'X' || text[end] == 'x');
    const bool is_fake_phone = end - at == 11 && text.compare(at, 7, "1300000") == 0;
    if ((end - at >= kLongRun || checked) && !is_fake_phone) {
      const bool identity = checked || end - at == kIdentityDigits;
      for (std::size_t i = at; i < end; ++i) text[i] = '0';
      if (identity) text.replace(at, 2, "37");
    }
    at = end;
  }
}

/// The Chinese characters behind `at`, at most `points_max` of them, up to the first that cannot be a name's.
std::size_t name_end(const std::string& text, std::size_t at, std::size_t points_max) {
  constexpr std::u32string_view kNoName = U"的了是在有和也就不没要想说把被给叫做，。、！？,.!?：:；; 在吧吗呢啊师老先女小";
  for (std::size_t taken = 0; taken < points_max && at < text.size(); ++taken) {
    const Point point = point_at(text, at);
    if (point.value < 0x4E00 || point.value > 0x9FFF || kNoName.find(point.value) != std::u32string_view::npos) break;
    at += point.length;
  }
  return at;
}

void hide_behind(std::string& text, std::string_view sign, std::size_t points_max, std::string_view fake) {
  for (std::size_t found = text.find(sign); found != std::string::npos; found = text.find(sign, found)) {
    found += sign.size();
    const std::size_t end = name_end(text, found, points_max);
    if (end == found) continue;
    text.replace(found, end - found, fake);
    found += fake.size();
  }
}

/// 王师傅, 李先生: the one character before the title.
void hide_before(std::string& text, std::string_view title) {
  constexpr std::u32string_view kSurnames =
      U"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
  for (std::size_t found = text.find(title); found != std::string::npos; found = text.find(title, found + 1)) {
    if (found == 0) continue;
    const Point before = point_before(text, found);
    if (kSurnames.find(before.value) == std::u32string_view::npos) continue;
    text.replace(found - before.length, before.length, "某");
  }
}

/// 经十路123号, 3号楼2单元501: the numbers of a house.
void hide_houses(std::string& text) {
  constexpr std::array<std::string_view, 6> kOf{"号", "号楼", "栋", "单元", "室", "弄"};
  for (const std::string_view sign : kOf) {
    for (std::size_t found = text.find(sign); found != std::string::npos; found = text.find(sign, found + 1)) {
      std::size_t begin = found;
      while (begin > 0 && is_ascii_digit(text[begin - 1])) --begin;
      // 15号 of a month is a day, not a house: only behind the words of a place.
      static constexpr std::array<std::string_view, 8> kPlaces{"路", "街", "巷", "村", "区", "苑", "园", "楼"};
      bool is_house = sign != "号";
      for (const std::string_view place : kPlaces) {
        is_house = is_house || (begin >= place.size() && text.compare(begin - place.size(), place.size(), place) == 0);
      }
      if (begin == found || !is_house) continue;
      text.replace(begin, found - begin, "0");
      found = begin + 1;
    }
  }
}

void hide_accounts(std::string& text) {
  constexpr std::array<std::string_view, 6> kSigns{"微信号", "微信：", "微信:", "QQ", "qq", "邮箱"};
  for (const std::string_view sign : kSigns) {
    for (std::size_t found = text.find(sign); found != std::string::npos; found = text.find(sign, found + 1)) {
      std::size_t begin = found + sign.size();
      while (begin < text.size() && !is_word_byte(text[begin]) && begin < found + sign.size() + 6) ++begin;
      std::size_t end = begin;
      while (end < text.size() && (is_word_byte(text[end]) || text[end] == '@')) ++end;
      if (end - begin >= 4) text.replace(begin, end - begin, "example");
    }
  }
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && is_word_byte(text[begin - 1])) --begin;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    if (begin == at || end == at + 1) continue;
    text.replace(begin, end - begin, "nobody@example.com");
    at = begin + 7;
  }
}

}  // namespace

std::string Fakes::phone(const std::string& real) {
  std::string number = std::to_string(phones_.size() + 1);
  number = "1300000" + std::string(4 - std::min<std::size_t>(number.size(), 4), '0') + number.substr(0, 4);
  return phones_.emplace(real, number).first->second;
}

std::string Fakes::plate(const std::string& real) {
  const std::string digit = std::to_string(plates_.size() % 10);
  const std::size_t points = base::count_code_points(real);
  const Point last = point_before(real, real.size());
  const std::string end = real.substr(real.size() - last.length);
  std::string fake = is_ending(end) ? "鲁AZZZ" + digit + end : points >= 8 ? "鲁ADZZZZ" + digit : "鲁AZZZZ" + digit;
  return plates_.emplace(real, std::move(fake)).first->second;
}

void Fakes::replace_phones(std::string& text) {
  std::string done;
  while (const std::optional<Found> found = find_phone(normalise(text))) {
    if (found->span.end <= found->span.begin) break;
    done += text.substr(0, found->span.begin) + phone(found->value);
    text.erase(0, found->span.end);
  }
  text.insert(0, done);
}

void Fakes::replace_plates(std::string& text) {
  const std::vector<Found> found = find_plates(normalise(text));
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    text.replace(one->span.begin, one->span.end - one->span.begin, plate(one->value));
  }
}

std::string Fakes::replace(std::string_view text) {
  std::string faked = base::is_utf8(text) ? std::string(text) : base::repair_utf8(text);
  replace_phones(faked);
  replace_plates(faked);
  blank_numbers(faked);
  hide_accounts(faked);
  for (const std::string_view sign : {"我叫", "姓名是", "姓名：", "姓名:", "名字是", "联系人是", "联系人："}) {
    hide_behind(faked, sign, kNamePointsMax, kNobody);
  }
  for (const std::string_view sign : {"我姓", "他姓", "她姓", "免贵姓"}) hide_behind(faked, sign, 1, "某");
  for (const std::string_view title : {"师傅", "先生", "女士", "经理", "老板", "队长"}) hide_before(faked, title);
  hide_houses(faked);
  return faked;
}

}  // namespace dialogs
