#include "bot/desk/masking.hpp"

#include <catch2/catch.hpp>

#include "base/utf8.hpp"

using namespace bot::desk;

TEST_CASE("Phones, identity numbers and plates are hidden, however they are written") {
  const Masking masking;
  CHECK(masking.hide("电话13000000001") == "电话＊＊＊＊＊＊＊＊＊＊＊");
  CHECK(masking.hide("130 0000 0001 打给我").find('1') == std::string::npos);
  CHECK(masking.hide("１３０００００００１２").find("０") == std::string::npos);
  CHECK(masking.hide("身份证 37010219000101001X 号").find('X') == std::string::npos);
  CHECK(masking.hide("鲁A·I0O01 被扣").find("I0O01") == std::string::npos);
  CHECK(masking.hide("鲁a00000d").find("00000") == std::string::npos);
}

TEST_CASE("Amounts, times and ticket numbers stay readable") {
  const Masking masking;
  for (const char* text : {"扣了200块，2026年3月10日下午3点", "工单JN2603100000017", "打12345没人接", "欠8300元"}) CHECK(masking.hide(text) == text);
}

TEST_CASE("A hotline's number of the driver's ticket stays readable, though it looks like an identity number") {
  const Masking masking({}, {"261130041520000001"});
  CHECK(masking.hide("热线编号 261130041520000001。") == "热线编号 261130041520000001。");
  CHECK(masking.hide("我的身份证 261130041520000002") == "我的身份证 ＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊");
  CHECK(masking.hide("2611300415200000013") == "＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊");
}

TEST_CASE("A day and a time are no phone, and do not uncover one beside them") {
  const Masking masking;
  CHECK(masking.hide("2026-11-28 15:00") == "2026-11-28 15:00");
  CHECK(masking.hide("2026-11-28 13000000001") == "2026-11-28 ＊＊＊＊＊＊＊＊＊＊＊");
  for (const char* number : {"2026-13-28 15", "2026-11-281", "3026-11-28"}) {
    INFO(number);
    CHECK(masking.hide(number).find('2') == std::string::npos);
  }
}

TEST_CASE("What is known as somebody's name or address is hidden wherever it stands") {
  const Masking masking({"王大明", "经十路99号", "王"});
  CHECK(masking.hide("我是王大明，住经十路99号，姓王") == "我是＊＊＊，住＊＊＊＊＊＊，姓王");
}

TEST_CASE("A text keeps its number of characters, so that places in it stay what they were") {
  const Masking masking({"王大明"});
  for (const std::string text : {"😡王大明 13000000001 鲁A00000", "\xff\xfe坏字节13000000001", ""}) {
    CHECK(base::count_code_points(masking.hide(text)) == base::count_code_points(text));
  }
}

TEST_CASE("Of a value that is personal as a whole the end remains") {
  CHECK(hide_value("13000000001") == "＊＊＊＊＊＊＊0001");
  CHECK(hide_value("王大明") == "＊＊明");
  CHECK(hide_value("王") == "＊");
  CHECK(hide_value("").empty());
}
