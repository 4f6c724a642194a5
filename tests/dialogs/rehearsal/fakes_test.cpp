#include "dialogs/rehearsal/fakes.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "dialogs/text/extract.hpp"

namespace dialogs {

TEST_CASE("personal data becomes made-up data of the same kind", "[fakes]") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"电话13000001234", "电话13000000001"},
      {"打 130-0000-1234 找我", "打 13000000001 找我"},
      {"车牌鲁A00000", "车牌鲁AZZZZ0"},
      {"车牌鲁ad00000啊", "车牌鲁ADZZZZ0啊"},
      {"鲁A0000挂", "鲁AZZZ0挂"},
      {"身份证370000190001010000", "身份证370000000000000000"},
      {"身份证37000019000101000X", "身份证37000000000000000X"},
      {"卡号6222000011112222333", "卡号0000000000000000000"},
      {"我叫张三丰，开货车", "我叫某某，开货车"},
      {"我姓王", "我姓某"},
      {"找李师傅", "找某师傅"},
      {"住经十路123号", "住经十路0号"},
      {"3号楼2单元501室", "0号楼0单元0室"},
      {"微信号abc_12345", "微信号example"},
      {"发到someone@host.cn", "发到nobody@example.com"},
  };
  for (const auto& [real, faked] : table) {
    INFO(real);
    CHECK(Fakes().replace(real) == faked);
  }
}

TEST_CASE("what is nobody's stays as it was said", "[fakes]") {
  for (const std::string text : {"货主拖欠运费八千三", "3月15号下午三点扣了我200块", "12328一直打不通", "路上有个坑，走不了",
                                 "好师傅", "老百姓都这么说", "我叫的车没来"}) {
    INFO(text);
    CHECK(Fakes().replace(text) == text);
  }
}

TEST_CASE("the same number is the same fake throughout a conversation, another one another", "[fakes]") {
  Fakes fakes;
  CHECK(fakes.replace("13000001111") == "13000000001");
  CHECK(fakes.replace("13000002222") == "13000000002");
  CHECK(fakes.replace("还是13000001111") == "还是13000000001");
  CHECK(fakes.replace("鲁A00001和鲁A00002，鲁A00001") == "鲁AZZZZ0和鲁AZZZZ1，鲁AZZZZ0");
}

TEST_CASE("extractors find the fakes where they found the real ones", "[fakes]") {
  for (const std::string text : {"鲁A00000", "鲁AD00000", "鲁A0000挂", "鲁A0000学"}) {
    INFO(text);
    const auto plate = find_plate(normalise(Fakes().replace(text)));
    REQUIRE(plate.has_value());
    CHECK(plate->value != text);
  }
  CHECK(find_phone(normalise(Fakes().replace("13000001234")))->value == "13000000001");
}

TEST_CASE("any bytes can be faked and give well-formed text", "[fakes]") {
  const std::string faked = Fakes().replace("\xff\xfe 13000001234 \xe9\xb2");
  CHECK(faked.find("13000000001") != std::string::npos);
  CHECK(faked.find('\xff') == std::string::npos);
}

}  // namespace dialogs
