// An operator at the desk takes a conversation over, answers, and gives it back.
#include <catch2/catch.hpp>

#include "bot/ingress/live_turns.hpp"
#include "tests/bot/shell.hpp"

using Act = bot::PersonActs::Act;
using shell::Shell;

namespace {

bot::Answer act(Shell& it, Act what, const std::string& by, const std::string& text = "", bool instead = false) {
  return it.post({.key = Shell::key(),
                  .what = bot::PersonActs{.act = what, .by = by, .display = "小" + by, .text = text, .instead = instead},
                  .done = {}});
}

}  // namespace

TEST_CASE("Who takes a conversation over silences the bot until they give it back, and the question is asked again") {
  Shell it;
  it.talk({"我要投诉", "货主拖欠运费八千三，电话也不接"});
  const auto frames = it.state().frames.size();
  REQUIRE(act(it, Act::kTake, "li").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.state().human->by == "li");
  CHECK(it.talk({"在吗"}).text.empty());
  REQUIRE(act(it, Act::kSay, "li", "我是人工客服，马上帮您看").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.transcript().back().lines.back().text == "我是人工客服，马上帮您看");
  CHECK(it.transcript().back().lines.back().speaker == storage::Speaker::kOperator);
  REQUIRE(act(it, Act::kGiveBack, "li").outcome == bot::Answer::Outcome::kDone);
  CHECK_FALSE(it.state().human);
  CHECK(it.state().frames.size() == frames);
  CHECK(it.transcript().back().lines.size() >= 2);
}

TEST_CASE("A reply to a conversation of the bot takes it over, and what cannot be sent now leads the next answer") {
  Shell it;
  it.talk({"我要投诉"});
  REQUIRE(act(it, Act::kSay, "li", "您好，我是人工客服").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.state().human->by == "li");
  CHECK(it.talk({"在吗"}).text.find("您好，我是人工客服") != std::string::npos);
}

TEST_CASE("Two people do not answer one driver: the second is told who does, unless they take over instead") {
  Shell it;
  it.talk({"我要投诉"});
  REQUIRE(act(it, Act::kTake, "li").outcome == bot::Answer::Outcome::kDone);
  const auto before = it.transcript().size();
  for (const Act what : {Act::kTake, Act::kSay, Act::kGiveBack}) {
    const bot::Answer refused = act(it, what, "zhang", "我来");
    CHECK(refused.outcome == bot::Answer::Outcome::kRefused);
    CHECK(refused.text.find("「li」") != std::string::npos);
  }
  CHECK(it.transcript().size() == before);
  REQUIRE(act(it, Act::kTake, "zhang", "", true).outcome == bot::Answer::Outcome::kDone);
  CHECK(it.state().human->by == "zhang");
  CHECK(act(it, Act::kSay, "li", "我还在").outcome == bot::Answer::Outcome::kRefused);
}

TEST_CASE("A person's own words are a contact: whatever of the driver's waits for a response has it, and nobody says sorry for a silence") {
  Shell it({.sends_actively = true});
  const std::string number = it.complain();
  const auto response = [&] {
    const auto life = bot::TicketLife::read(it.store->tickets(), it.promises.now(), number, {}, it.clock.now()).value();
    const auto readings = life.clocks(it.clock.now());
    return tickets::newest(readings, tickets::ClockKind::kResp)->state;
  };
  it.clock.advance(base::minutes(5));
  REQUIRE(act(it, Act::kTake, "li").outcome == bot::Answer::Outcome::kDone);
  REQUIRE(act(it, Act::kNote, "li", "先看看").outcome == bot::Answer::Outcome::kDone);
  CHECK(response() == tickets::ClockState::kRunning);
  REQUIRE(act(it, Act::kSay, "li", "我在催货主，请留好运单").outcome == bot::Answer::Outcome::kDone);
  CHECK(response() == tickets::ClockState::kKept);
  const std::size_t entries = it.store->tickets().log(number)->size();
  REQUIRE(act(it, Act::kSay, "li", "下午给您回话").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.store->tickets().log(number)->size() == entries);
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("Words that cannot reach the driver now are no contact") {
  Shell it;  // answers when he writes, and cannot send by itself
  const std::string number = it.complain();
  const std::size_t entries = it.store->tickets().log(number)->size();
  REQUIRE(act(it, Act::kSay, "li", "您好").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.store->tickets().log(number)->size() == entries);
}

TEST_CASE("A note stands in the transcript for colleagues, and the driver never reads it") {
  Shell it;
  it.talk({"我要投诉"});
  REQUIRE(act(it, Act::kNote, "li", "此人上周来过").outcome == bot::Answer::Outcome::kDone);
  const storage::Turn turn = it.transcript().back();
  CHECK(turn.lines.back().text == "此人上周来过");
  CHECK(bot::turn_json(turn).find("上周") == std::string::npos);
  CHECK(it.talk({"在吗"}).text.find("上周") == std::string::npos);
  CHECK_FALSE(it.state().human);
}

TEST_CASE("A danger that comes up while a person answers leaves the conversation in their hands") {
  Shell it;
  it.talk({"我要投诉"});
  REQUIRE(act(it, Act::kTake, "li").outcome == bot::Answer::Outcome::kDone);
  it.talk({"我不想活了"});
  REQUIRE(it.state().human);
  CHECK(it.state().human->by == "li");
}

TEST_CASE("A driver who asked for a person is taken on by whoever comes first") {
  Shell it;
  it.talk({"转人工"});
  REQUIRE(it.state().human);
  CHECK(it.state().human->by.empty());
  REQUIRE(act(it, Act::kTake, "li").outcome == bot::Answer::Outcome::kDone);
  CHECK(it.state().human->by == "li");
  CHECK(it.state().human->reason == "用户要求转人工");
}
