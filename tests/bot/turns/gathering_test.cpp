// Bursts at the ingress (dialog language §4.8): what a driver sends in pieces is durable and acknowledged at once, and
// answered actively when he has paused.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/bot/shell.hpp"

using bot::Answer;
using shell::Shell;

namespace {

constexpr shell::Setting kGathers{.sends_actively = true, .gathers = true};

// The bot asks for the story.
void begin(Shell& it) {
  const Answer answer = it.talk({"我要投诉"});
  REQUIRE_FALSE(answer.text.empty());
  REQUIRE(it.state().frames.back().wait.slot == "事情经过");
}

Answer timer(Shell& it) { return it.post({.key = Shell::key(), .what = bot::TimerDue{}, .done = {}}); }

std::vector<std::string> sent(Shell& it) {
  std::vector<std::string> texts;
  const auto rows = it.store->outbox().claim(storage::OutboxKind::kMessage, "wechat/demo", it.clock.now(), base::seconds(60), 50).value();
  for (const storage::OutboxRow& row : rows) texts.push_back(row.payload);
  return texts;
}

}  // namespace

TEST_CASE("bursts: each piece is durable and acknowledged at once, the answer follows actively", "[bot]") {
  Shell it(kGathers);
  begin(it);
  for (const char* piece : {"货主拖欠运费八千三", "电话也不接", "都两个月了"}) {
    it.clock.advance(base::seconds(3));
    const Answer answer = it.post(it.said(piece, piece));
    REQUIRE(answer.outcome == Answer::Outcome::kDone);
    REQUIRE(answer.text.empty());
    REQUIRE(it.transcript().back().lines.front().text == piece);
  }
  REQUIRE(it.store->turns().claim_timers(it.clock.now() + base::seconds(7), base::Millis{0}, 10).value().empty());
  REQUIRE(it.store->turns().claim_timers(it.clock.now() + base::seconds(8), base::Millis{0}, 10).value().size() == 1);
  const std::size_t turns = it.transcript().size();
  it.clock.advance(base::seconds(7));
  timer(it);
  REQUIRE(it.transcript().size() == turns);  // not yet
  REQUIRE(sent(it).empty());
  it.clock.advance(base::seconds(1));
  timer(it);
  REQUIRE(it.transcript().size() == turns + 1);
  const std::vector<std::string> texts = sent(it);
  REQUIRE(texts.size() == 1);
  REQUIRE(texts[0].find("没太明白") == std::string::npos);
  REQUIRE(it.slot("事情经过") == "货主拖欠运费八千三\n电话也不接\n都两个月了");
  REQUIRE_FALSE(it.state().burst.has_value());
}

TEST_CASE("bursts: a piece that is redelivered is acknowledged again and counted once", "[bot]") {
  Shell it(kGathers);
  begin(it);
  it.post(it.said("货主拖欠运费八千三", "a"));
  const std::size_t turns = it.transcript().size();
  REQUIRE(it.post(it.said("货主拖欠运费八千三", "a")).outcome == Answer::Outcome::kDuplicate);
  REQUIRE(it.transcript().size() == turns);
  it.clock.advance(base::seconds(8));
  timer(it);
  REQUIRE(it.slot("事情经过") == "货主拖欠运费八千三");
  REQUIRE(it.post(it.said("货主拖欠运费八千三", "a")).outcome == Answer::Outcome::kDuplicate);
}

TEST_CASE("bursts: a node that dies in the middle of one leaves it to whoever reads the store", "[bot]") {
  Shell it(kGathers);
  begin(it);
  it.post(it.said("货主拖欠运费八千三", "a"));
  it.clock.advance(base::seconds(2));
  it.forget_memory();
  it.post(it.said("电话也不接", "b"));
  it.forget_memory();
  it.clock.advance(base::seconds(8));
  const auto due = it.store->turns().claim_timers(it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(due.size() == 1);
  REQUIRE(due[0].key == Shell::key());
  timer(it);
  REQUIRE(it.slot("事情经过") == "货主拖欠运费八千三\n电话也不接");
  REQUIRE(sent(it).size() == 1);
  REQUIRE(it.store->verify().value().empty());
}

TEST_CASE("bursts: who asks for a person in the middle of a story gets one at once, with the story", "[bot]") {
  Shell it(kGathers);
  begin(it);
  it.post(it.said("货主拖欠运费八千三，电话也不接", "a"));
  it.clock.advance(base::seconds(2));
  const Answer answer = it.post(it.said("转人工", "b"));
  REQUIRE_FALSE(answer.text.empty());
  REQUIRE(it.state().human.has_value());
  REQUIRE_FALSE(it.state().burst.has_value());
  REQUIRE(it.slot("事情经过") == "货主拖欠运费八千三，电话也不接");
}

TEST_CASE("bursts: danger is never kept waiting", "[bot]") {
  Shell it(kGathers);
  begin(it);
  it.post(it.said("我在路上", "a"));
  const Answer answer = it.post(it.said("乘客喝醉了正在车上打我还抢方向盘，救命", "b"));
  std::string all = answer.text;
  for (const std::string& text : sent(it)) all += text;
  REQUIRE(all.find("110") != std::string::npos);
}

TEST_CASE("bursts: an account that cannot send by itself answers each message at once", "[bot]") {
  Shell it;
  begin(it);
  const Answer answer = it.post(it.said("货主拖欠运费八千三，电话也不接", "a"));
  REQUIRE_FALSE(answer.text.empty());
  REQUIRE_FALSE(it.state().burst.has_value());
}

TEST_CASE("bursts: a driver who does not stop is answered twenty seconds after he began", "[bot]") {
  Shell it(kGathers);
  begin(it);
  for (int i = 0; i < 4; ++i) {
    it.post(it.said("又说了一句" + std::to_string(i), "p" + std::to_string(i)));
    it.clock.advance(base::seconds(5));
  }
  const Answer answer = it.post(it.said("第五句在二十秒上", "p5"));
  REQUIRE_FALSE(answer.text.empty());
  REQUIRE(it.slot("事情经过").find("又说了一句3") != std::string::npos);
}
