#include "bot/ingress/live_turns.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "bot/server/event_queue.hpp"
#include "bot/workers/live_follower.hpp"
#include "tests/bot/shell.hpp"

// One store, as two nodes see it: the shell's mailboxes commit, and this LiveTurns learns of it only by what it is
// told.

using shell::Shell;

namespace {

constexpr base::Millis kNoWait{0};

/// The sequences a watcher got, in order.
class Reader {
 public:
  Reader(bot::LiveTurns& live, std::int64_t conversation, std::uint64_t after) {
    live.watch(Shell::key(), conversation, after, stream_);
  }

  std::vector<std::uint64_t> got() {
    std::string bytes;
    stream_->take(bytes);
    std::vector<std::uint64_t> sequences;
    for (std::size_t at = bytes.find("id: "); at != std::string::npos; at = bytes.find("id: ", at + 1)) {
      sequences.push_back(std::stoull(bytes.substr(at + 4)));
    }
    return sequences;
  }
  bot::EventQueue& stream() { return *stream_; }

 private:
  std::shared_ptr<bot::EventQueue> stream_ = std::make_shared<bot::EventQueue>([] {});
};

using Sequences = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("live turns: a turn that another node commits reaches who watches here, each once and in order", "[bot]") {
  Shell it;
  it.talk({"我要投诉"});
  bot::LiveTurns live(it.store->turns());
  Reader reader(live, it.store->turns().load(Shell::key()).value()->id, 0);
  REQUIRE(reader.got() == Sequences{1});
  it.talk({"货主拖欠运费八千三，电话也不接", "货车"});
  live.heard(Shell::key(), 2);
  live.heard(Shell::key(), 3);
  live.heard(Shell::key(), 2);
  live.follow(kNoWait);
  REQUIRE(reader.got() == Sequences{2, 3});
  SECTION("and what is told again is not sent again") {
    live.heard(Shell::key(), 3);
    live.follow(kNoWait);
    REQUIRE(reader.got().empty());
  }
  SECTION("and a turn of this node that comes after it follows without a gap") {
    it.talk({"跳过"});
    const storage::Turn turn = it.transcript().back();
    live.publish(Shell::key(), turn);
    live.heard(Shell::key(), 4);
    live.follow(kNoWait);
    REQUIRE(reader.got() == Sequences{4});
  }
}

TEST_CASE("live turns: who watched before the driver was heard gets the first turn from another node", "[bot]") {
  Shell it;
  bot::LiveTurns live(it.store->turns());
  Reader reader(live, 0, 0);
  REQUIRE(reader.got().empty());
  it.talk({"我要投诉"});
  live.heard(Shell::key(), 1);
  live.follow(kNoWait);
  REQUIRE(reader.got() == Sequences{1});
}

TEST_CASE("live turns: a first turn that comes between looking for the conversation and watching it is not missed",
          "[bot]") {
  Shell it;
  bot::LiveTurns live(it.store->turns());
  it.talk({"我要投诉"});
  Reader reader(live, 0, 0);  // looked before the turn
  REQUIRE(reader.got() == Sequences{1});
}

TEST_CASE("live turns: after a notification may have been lost every watcher reads what it lacks", "[bot]") {
  Shell it;
  bot::LiveTurns live(it.store->turns());
  Reader early(live, 0, 0);
  it.talk({"我要投诉"});
  Reader late(live, it.store->turns().load(Shell::key()).value()->id, 1);
  it.talk({"货主拖欠运费八千三，电话也不接"});
  live.heard_gap();
  live.follow(kNoWait);
  REQUIRE(early.got() == Sequences{1, 2});
  REQUIRE(late.got() == Sequences{2});
}

TEST_CASE("live turns: what nobody watches is forgotten at once", "[bot]") {
  Shell it;
  bot::LiveTurns live(it.store->turns());
  it.talk({"我要投诉"});
  live.heard(Shell::key("oOther"), 1);
  {
    Reader gone(live, 0, 0);
    gone.stream().end();
  }
  live.heard(Shell::key(), 1);
  live.follow(kNoWait);
  Reader reader(live, 0, 1);
  REQUIRE(reader.got().empty());
}

TEST_CASE("live turns: a turn nobody told of is found within half a minute", "[bot]") {
  Shell it;
  bot::LiveTurns live(it.store->turns());
  bot::LiveFollower follower(live, *it.store, it.clock);
  Reader reader(live, 0, 0);
  it.talk({"我要投诉"});
  follower.pass();
  REQUIRE(reader.got().empty());
  it.clock.advance(base::seconds(31));
  follower.pass();
  REQUIRE(reader.got() == Sequences{1});
}
