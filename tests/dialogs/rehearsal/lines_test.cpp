#include "dialogs/rehearsal/lines.hpp"

#include <catch2/catch.hpp>

#include "dialogs/language/release.hpp"

namespace dialogs {
namespace {

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a test that was written down reads back as the same test, whatever was said") {
  ConversationTest test;
  test.name = "名字里有“引号”和：冒号 #1";
  for (const char* text : {"鲁A00000", "12345", "no", "- 一条", "a: b", "\"引\" \\ 号", "两行\n一句", "{花括号}", " 前后有空格 ", "#井号", "& * ! | > % @ `",
                           "'单引号'", "~", "null", "true", "车牌：鲁A00000", "\x01\x1f\x7f", "😀", "　全角空格　", "，。", "?", "---", "..."}) {
    test.talk.push_back(line_of("user", scalar(text)));
  }
  test.talk.push_back(line_of("result", map_of({{"of", scalar("submit_ticket")}, {"give", map_of(Fields{{"工单号", "SX: 1"}})}})));
  std::vector<Diagnostic> faults;
  const std::vector<ConversationTest> read = load_tests({"t.yaml", as_test_file(test)}, faults);
  INFO(as_test_file(test));
  for (const Diagnostic& fault : faults) UNSCOPED_INFO(render(fault, as_test_file(test)));
  REQUIRE(faults.empty());
  REQUIRE(read.size() == 1);
  CHECK(read[0].name == test.name);
  REQUIRE(read[0].talk.size() == test.talk.size());
  for (std::size_t i = 0; i < test.talk.size(); ++i) {
    CAPTURE(i, test.talk[i].value.text);
    CHECK(read[0].talk[i].key == test.talk[i].key);
    CHECK(same(read[0].talk[i].value, test.talk[i].value));
  }
}

}  // namespace dialogs
