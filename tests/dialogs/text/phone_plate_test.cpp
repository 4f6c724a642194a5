#include <catch2/catch.hpp>

#include "dialogs/text/extract.hpp"

using dialogs::find_phone;
using dialogs::find_plate;
using dialogs::find_plates;
using dialogs::normalise;

namespace {

struct Row {
  std::string_view text;
  std::string_view value;  // "" : nothing is found
};

std::string spanned(std::string_view text, const dialogs::Found& found) {
  return std::string(text.substr(found.span.begin, found.span.end - found.span.begin));
}

}  // namespace

TEST_CASE("A mobile number is found in whatever way it is written") {
  const Row rows[] = {
      {"13000001234", "13000001234"},
      {"我的电话是13000001234。", "13000001234"},
      {"130 0000 1234", "13000001234"},
      {"130-0000-1234", "13000001234"},
      {"+8613000001234", "13000001234"},
      {"+86 130 0000 1234", "13000001234"},
      {"0086-13000001234", "13000001234"},
      {"１３００００　０１２３４", "13000001234"},
      {"8613000001234", "13000001234"},
      {"座机053188880000手机19900001234", "19900001234"},
      {"工号12345 13000001234", "13000001234"},
      {"13000001234和13000005678", "13000001234"},
      {"130​00001234", "13000001234"},  // a zero-width space inside
      {"1300000123", ""},
      {"12000001234", ""},
      {"130000012345", ""},
      {"2130000012341", ""},
      {"6222-1300-0001-234", ""},
      {"单号20250310130000012340", ""},
      {"1 3", ""},
      {"", ""},
      {"一三零零零零零一二三四", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_phone(normalise(row.text));
    CHECK((found ? found->value : "") == row.value);
  }
}

TEST_CASE("The span of a phone covers its country code") {
  const std::string_view text = "打+86 130 0000 1234给我";
  const auto found = find_phone(normalise(text));
  REQUIRE(found);
  CHECK(spanned(text, *found) == "+86 130 0000 1234");
}

TEST_CASE("A phone is shown with four digits hidden and nothing else is touched") {
  CHECK(dialogs::mask_phone("13000001234") == "130****1234");
  CHECK(dialogs::mask_phone("1300000123") == "1300000123");
  CHECK(dialogs::mask_phone("1300000123a") == "1300000123a");
  CHECK(dialogs::mask_phone("") == "");
}

TEST_CASE("A plate is found by its grammar") {
  const Row rows[] = {
      {"鲁A00000", "鲁A00000"},
      {"车牌鲁a 12345。", "鲁A12345"},
      {"鲁A·12345", "鲁A12345"},
      {"鲁Ａ．１２３４５", "鲁A12345"},
      {"鲁 A 12345", "鲁A12345"},
      {"鲁A-12345", "鲁A12345"},
      {"鲁A 12 345", "鲁A12345"},
      {"鲁S9999Z", "鲁S9999Z"},
      {"鲁AD12345", "鲁AD12345"},     // small new-energy vehicle
      {"鲁AA12345", "鲁AA12345"},     // later letter families
      {"鲁A12345D", "鲁A12345D"},     // large new-energy vehicle
      {"鲁A1234挂", "鲁A1234挂"},
      {"鲁A1234 挂", "鲁A1234挂"},
      {"鲁A1234学", "鲁A1234学"},
      {"粤Z1234港", "粤Z1234港"},
      {"粤Z1234澳", "粤Z1234澳"},
      {"鲁A1234警", "鲁A1234警"},
      {"鲁A12345 6月1日", "鲁A12345"},
      {"粤b 12345", "粤B12345"},
      {"京鲁A12345", "鲁A12345"},
      {"鲁A123456", ""},     // six digits are no plate
      {"鲁AL12345", ""},     // L is no new-energy letter
      {"鲁A1234", ""},
      {"鲁I12345", ""},
      {"鲁O12345", ""},
      {"鲁A1234O", ""},
      {"鲁A1234I", ""},
      {"A12345", ""},
      {"鲁12345", ""},
      {"鲁АA12345", ""},     // a Cyrillic letter stands between
      {"鲁А12345", ""},      // a Cyrillic letter is not an A
      {"粤粤粤", ""},
      {"T3航站楼", ""},
      {"新T3平台", ""},
      {"", ""},
      {"鲁", ""},
      {"鲁a", ""},
      {"a", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_plate(normalise(row.text));
    CHECK((found ? found->value : "") == row.value);
  }
}

TEST_CASE("A truck's head and its trailer are both found") {
  const std::string_view text = "车头鲁A12345，挂车鲁A1234挂";
  const auto plates = find_plates(normalise(text));
  REQUIRE(plates.size() == 2);
  CHECK(plates[0].value == "鲁A12345");
  CHECK(plates[1].value == "鲁A1234挂");
  CHECK(spanned(text, plates[1]) == "鲁A1234挂");
}

TEST_CASE("Direction marks inside a plate are not seen and its span holds them") {
  const std::string_view text = "鲁A\xE2\x80\xAE" "12345";
  const auto found = find_plate(normalise(text));
  REQUIRE(found);
  CHECK(found->value == "鲁A12345");
  CHECK(spanned(text, *found) == text);
}
