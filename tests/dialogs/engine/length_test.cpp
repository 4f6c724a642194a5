// A step's work depends on its state and its event alone, so what does not grow in the state does not grow in a step: a
// conversation of years costs what its first week cost. bench/dialog_step counts the allocations themselves.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "dialogs/engine/state_json.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;

/// One complaint from its first word to its ticket, with photos, a correction and a misunderstanding.
void complains(Driver& driver) {
  for (const char* text : {"我要投诉", "货主拖欠运费八千三，电话也不接，都两个月了", "货车", "没太懂你说的", "满帮", "同意", "13000000000", "不用",
                           "鲁A00000", "昨天下午三点", "改车牌", "鲁A00001", "泺口"}) {
    driver.writes(text);
  }
  driver.sends_photos({"a", "b"});
  driver.writes("好了");
  driver.writes("提交");
  driver.answers("submit_ticket", "ok", {{"工单号", "JN2503100000019"}});
}

}  // namespace

TEST_CASE("the state of a conversation does not grow with its length", "[engine]") {
  const OneRelease releases(tests::shipped_release());
  Driver driver(releases);
  std::vector<std::size_t> sizes;
  for (int complaint = 0; complaint < 60; ++complaint) {
    complains(driver);
    REQUIRE(driver.talk.state().frames.empty());
    sizes.push_back(encode_state(driver.talk.state()).size());
  }
  // The ring of seen ids and the lists of tickets are full after the first few; then only numbers get longer.
  const std::size_t early = *std::max_element(sizes.begin() + 10, sizes.begin() + 20);
  const std::size_t late = *std::max_element(sizes.begin() + 50, sizes.end());
  CHECK(late <= early + early / 10);
}

TEST_CASE("the state of a conversation that tells one story for ever does not grow without end", "[engine]") {
  const OneRelease releases(tests::shipped_release());
  Driver driver(releases);
  driver.writes("我要投诉");
  driver.writes("货主拖欠运费八千三，电话也不接");
  std::size_t early = 0;
  for (int piece = 0; piece < 600; ++piece) {
    driver.writes("还有一件也要说清楚，他们说好当天结账的，后来又改口说要等一个月，拖到现在", base::seconds(5));
    if (piece == 300) early = encode_state(driver.talk.state()).size();
  }
  CHECK(encode_state(driver.talk.state()).size() <= early + 200);
}

}  // namespace dialogs
