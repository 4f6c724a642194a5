#include "tickets/contents/contents.hpp"

#include <string>

#include "tests/tickets/promises/files.hpp"

using namespace tickets;

namespace {

const Contents& shipped_contents() {
  static const Contents all = *load_contents(promises::shipped("contents.txt")).contents;
  return all;
}

}  // namespace

TEST_CASE("contents: the shipped file knows every hotline's services, and the driver's group finds his", "[tickets]") {
  const Contents& contents = shipped_contents();
  CHECK(contents.service_of("12328", "货车") == "freight");
  CHECK(contents.service_of("12328", "快递员") == "other");
  CHECK(contents.service_of("12348", "货车") == "legal_advice");
  CHECK(contents.service_of("12345", "") == "general");
  CHECK(contents.service_of("99999", "货车").empty());
  CHECK(contents.knows("12328"));
  CHECK(contents.knows(tickets::kCompany));
  CHECK_FALSE(contents.knows("99999"));
}

TEST_CASE("contents: a matter's own category counts before that of its beginning, and no category is no guess", "[tickets]") {
  const LoadedContents loaded = load_contents("[fields]\ntitle 标题 30 *=R\n[categories 12328]\nHY01 0301\nHY* 0300\n[categories 12345]\n* 99\n");
  REQUIRE(loaded.contents.has_value());
  CHECK(loaded.contents->category_of("12328", "HY01") == "0301");
  CHECK(loaded.contents->category_of("12328", "HY02") == "0300");
  CHECK(loaded.contents->category_of("12328", "CZ01").empty());
  CHECK(loaded.contents->category_of("12328", "").empty());
  CHECK(loaded.contents->category_of("12345", "CZ01") == "99");
  CHECK(loaded.contents->category_of("12348", "HY01").empty());
}

TEST_CASE("contents: the district that is named first is the region, and the city is where none is named", "[tickets]") {
  const Contents& contents = shipped_contents();
  CHECK(contents.region_in("历城区某物流园到天桥区") == "370112");
  CHECK(contents.region_in("从天桥区送到历城区") == "370105");
  CHECK(contents.region_in("高速上") == "370100");
}

TEST_CASE("contents: every fault is named with its line and what to do, all of them at once", "[tickets]") {
  const struct {
    const char* text;
    const char* says;
  } kTable[] = {
      {"", "没有 [fields]"},
      {"[field]\n", "不认识的节：field"},
      {"[fields]\ntitle 标题\n", "title 没有写全"},
      {"[fields]\ntitle 标题 30x *=R\n", "最多字数不是"},
      {"[fields]\ntitle 标题 0 *=R\n", "最多字数不是"},
      {"[fields]\ntitle 标题 30 *=X\n", "看不懂“*=X”"},
      {"[fields]\ntitle 标题 30 =R\n", "看不懂“=R”"},
      {"[fields]\ntitle 标题 30 personal\n", "title 没有写给谁"},
      {"[fields]\ntitle 标题 30 *=R\ntitle 题目 30 *=R\n", "title 写了两次"},
      {"[fields]\ntitle 标题 30 *=R *=O\n", "*=O 写了两次"},
      {"[services]\n货车 freight\n", "[services] 没有写名字"},
      {"[services 12328]\n货车\n", "货车 后面没有代码"},
      {"[services 12328]\n货车 a\n货车 b\n", "货车 写了两次"},
      {"[list biz]\n01 a\n[list biz]\n02 b\n", "[list biz] 写了两次"},
      {"[regions]\n历下\n", "历下 后面要写一个区划代码"},
  };
  for (const auto& row : kTable) {
    INFO(row.text);
    const LoadedContents loaded = load_contents(row.text);
    CHECK_FALSE(loaded.contents.has_value());
    std::string all;
    for (const Fault& fault : loaded.faults) all += render(fault, "contents.txt");
    CHECK_THAT(all, Catch::Contains(row.says) && Catch::Contains("怎么改"));
  }
  CHECK(load_contents("[fields]\na 甲 0 *=X\nb 乙\n[other]\n").faults.size() == 5);
}
