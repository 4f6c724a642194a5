#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/bot/shell.hpp"
#include "storage/forwarding_store.hpp"

// Two nodes are two Mailboxes over one store: each holds conversations in memory that the other moves on.

using bot::Answer;
using shell::Shell;

namespace {

/// The store's turns, with a count of the commits that lost their race.
class CountingTurns final : public storage::ForwardingTurns {
 public:
  using ForwardingTurns::ForwardingTurns;
  base::Status commit(storage::TurnWrite turn, Done done) override {
    return turns_.commit(std::move(turn), [this, done = std::move(done)](base::Result<storage::Committed> result) {
      if (!result) ++lost;
      done(std::move(result));
    });
  }

  std::atomic<int> lost{0};
};

class TwoNodes : public Shell {
 public:
  explicit TwoNodes(shell::Setting setting = {})
      : Shell(setting),
        other_style_{.channel = "wechat",
                     .answers_passively = true,
                     .sends_actively = setting.sends_actively,
                     .text_bytes_max = setting.text_bytes_max},
        others_turns(store->turns()),
        other(*maker, others_turns, executor, clock, log,
              [this](const storage::ConversationKey&) { return &other_style_; }, {}) {}
  ~TwoNodes() { store.reset(); }

  Answer post_to(bot::Mailboxes& node, bot::Letter letter) {
    Answer given;
    bool done = false;
    letter.done = [&](const Answer& answer) { given = answer, done = true; };
    node.deliver(std::move(letter));
    executor.run_until([&] { return done; });
    return given;
  }
  Answer say_to(bot::Mailboxes& node, const std::string& text, const std::string& id) {
    clock.advance(base::seconds(20));
    return post_to(node, said(text, id));
  }

 private:
  bot::ChannelStyle other_style_;

 public:
  CountingTurns others_turns;
  bot::Mailboxes other;
};

}  // namespace

TEST_CASE("nodes: a complaint whose messages go to two nodes in turn ends like one told to a single node", "[bot]") {
  TwoNodes it;
  const std::vector<std::string> texts{
      "我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "不同意", "跳过", "跳过", "1"};
  Answer last;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    last = it.say_to(i % 2 == 0 ? *it.mailboxes : it.other, texts[i], "m" + std::to_string(i));
    REQUIRE(last.outcome == Answer::Outcome::kDone);
    REQUIRE(last.sequence == i + 1);
  }
  REQUIRE(last.text.find("JN") != std::string::npos);
  const auto conversation = it.store->turns().load(Shell::key()).value();
  REQUIRE(it.store->tickets().of_conversation(conversation->id, 5).value().size() == 1);
  REQUIRE(it.store->verify().value().empty());
}

TEST_CASE("nodes: a message that one node answered is answered the same way by the other and changes nothing",
          "[bot]") {
  TwoNodes it;
  it.say_to(it.other, "你好", "m0");
  SECTION("which has read the conversation before that message") {}
  SECTION("which has never heard of the driver") { it.post_to(it.other, it.said("你好", "n0", "oTwo")); }
  const Answer first = it.say_to(*it.mailboxes, "我要投诉", "m1");
  it.say_to(*it.mailboxes, "货主拖欠运费八千三，电话也不接", "m2");
  const Answer again = it.post_to(it.other, it.said("我要投诉", "m1"));
  REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
  REQUIRE(again.text == first.text);
  REQUIRE(again.at == first.at);
  REQUIRE(it.transcript().size() == 3);
}

TEST_CASE("nodes: the same message given to both at once is one turn and two equal answers", "[bot]") {
  TwoNodes it;
  SECTION("as the driver's first") {}
  SECTION("in a conversation both hold in memory") {
    it.say_to(*it.mailboxes, "你好", "m0");
    it.say_to(it.other, "在吗", "m00");
    it.say_to(*it.mailboxes, "你好", "m000");
  }
  const std::size_t before = it.transcript().size();
  std::vector<Answer> answers;
  for (bot::Mailboxes* node : {it.mailboxes.get(), &it.other}) {
    bot::Letter letter = it.said("我要投诉", "m1");
    letter.done = [&](const Answer& answer) { answers.push_back(answer); };
    node->deliver(std::move(letter));
  }
  it.executor.run_until([&] { return answers.size() == 2; });
  REQUIRE(answers[0].text == answers[1].text);
  REQUIRE(answers[0].sequence == answers[1].sequence);
  REQUIRE((answers[0].outcome == Answer::Outcome::kDuplicate) != (answers[1].outcome == Answer::Outcome::kDuplicate));
  REQUIRE(it.transcript().size() == before + 1);
}

TEST_CASE(
    "nodes: one driver's messages on both nodes at once end in one order, each once, and one of a node in its order",
    "[bot]") {
  TwoNodes it;
  constexpr int kEach = 20;
  int answered = 0;
  int kept = 0;
  for (int i = 0; i < kEach; ++i) {
    for (bot::Mailboxes* node : {it.mailboxes.get(), &it.other}) {
      const std::string name = (node == &it.other ? "b" : "a") + std::to_string(i);
      bot::Letter letter = it.said(name, name);
      letter.done = [&](const Answer& answer) {
        ++answered;
        kept += answer.outcome == Answer::Outcome::kDone ? 1 : 0;
      };
      node->deliver(std::move(letter));
    }
  }
  it.executor.run_until([&] { return answered == 2 * kEach; });
  REQUIRE(kept == 2 * kEach);
  std::vector<std::string> from_a, from_b;
  const std::vector<storage::Turn> turns = it.transcript();
  for (std::size_t i = 0; i < turns.size(); ++i) {
    REQUIRE(turns[i].sequence == i + 1);
    (turns[i].inbound_key[0] == 'a' ? from_a : from_b).push_back(turns[i].inbound_key);
  }
  REQUIRE(from_a.size() == kEach);
  REQUIRE(from_b.size() == kEach);
  for (int i = 0; i < kEach; ++i) {
    REQUIRE(from_a[static_cast<std::size_t>(i)] == "a" + std::to_string(i));
    REQUIRE(from_b[static_cast<std::size_t>(i)] == "b" + std::to_string(i));
  }
  REQUIRE(it.store->verify().value().empty());
}

TEST_CASE("nodes: a timer that one node set is kept by the other, whose memory knows nothing of it", "[bot]") {
  TwoNodes it({.sends_actively = true});
  it.say_to(it.other, "你好", "m1");           // the other node remembers a conversation without a timer
  it.say_to(*it.mailboxes, "我要投诉", "m2");  // this one sets it, and dies
  it.clock.advance(base::minutes(31));
  const auto due = it.store->turns().claim_timers(it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(due.size() == 1);
  it.post_to(it.other, {.key = due[0].key, .what = bot::TimerDue{.lease = due[0].lease}, .done = {}});
  REQUIRE(it.transcript().size() == 3);
  REQUIRE(it.transcript()[2].kind == storage::TurnKind::kTimer);
  SECTION("and who comes with the same claim again reminds nobody") {
    it.post_to(*it.mailboxes, {.key = due[0].key, .what = bot::TimerDue{.lease = due[0].lease}, .done = {}});
    REQUIRE(it.transcript().size() == 3);
  }
}

TEST_CASE("nodes: a node that slept past its lease gives up its timer, and the other reminds", "[bot]") {
  TwoNodes it({.sends_actively = true});
  it.say_to(*it.mailboxes, "我要投诉", "m1");
  it.clock.advance(base::minutes(31));
  const base::Millis lease = base::seconds(60);
  const auto sleeper = it.store->turns().claim_timers(it.clock.now(), lease, 10).value();
  REQUIRE(sleeper.size() == 1);
  it.clock.advance(lease);
  const auto other = it.store->turns().claim_timers(it.clock.now(), lease, 10).value();
  REQUIRE(other.size() == 1);
  const auto timer_of = [](const storage::TimerClaim& claim) {
    return bot::Letter{.key = claim.key, .what = bot::TimerDue{.lease = claim.lease}, .done = {}};
  };
  it.post_to(*it.mailboxes, timer_of(sleeper[0]));
  REQUIRE(it.transcript().size() == 1);
  it.post_to(it.other, timer_of(other[0]));
  REQUIRE(it.transcript().size() == 2);
  REQUIRE(it.transcript()[1].kind == storage::TurnKind::kTimer);
}

TEST_CASE("nodes: both learning of a hotline's step tell the driver once", "[bot]") {
  TwoNodes it;
  const std::string number = it.complain();
  const std::size_t before = it.transcript().size();
  int answered = 0;
  for (bot::Mailboxes* node : {it.mailboxes.get(), &it.other}) {
    node->deliver({.key = Shell::key(),
                   .what = bot::TicketNews{.ticket = number,
                                           .to = tickets::Status::kDispatched,
                                           .external_number = "X1",
                                           .text = {},
                                           .actor = "hotline:12328"},
                   .done = [&](const Answer&) { ++answered; }});
  }
  it.executor.run_until([&] { return answered == 2; });
  REQUIRE(it.transcript().size() == before + 1);
}

TEST_CASE("nodes: a driver's messages are counted together, whichever node takes them and however often one starts anew", "[bot]") {
  TwoNodes it({.rate_limit = {.per_minute = 1, .burst = 2}});
  it.post_to(*it.mailboxes, it.said("你好", "m1"));
  it.post_to(it.other, it.said("在吗", "m2"));
  it.post_to(*it.mailboxes, it.said("有人吗", "m3"));
  it.post_to(it.other, it.said("喂", "m4"));
  const auto turns = it.transcript();
  REQUIRE(turns.size() == 4);
  REQUIRE(turns[1].kind == storage::TurnKind::kMessage);
  REQUIRE(turns[2].kind == storage::TurnKind::kLimited);
  REQUIRE(turns[3].kind == storage::TurnKind::kLimited);
  REQUIRE(turns[2].lines.size() == 2);  // told once, by whichever node was over the limit first
  REQUIRE(turns[3].lines.size() == 1);
}

TEST_CASE("nodes: a turn that lost the race counts its message once against the driver's limit", "[bot]") {
  TwoNodes it({.rate_limit = {.per_minute = 1, .burst = 3}});
  it.post_to(*it.mailboxes, it.said("你好", "m1"));
  it.post_to(it.other, it.said("在吗", "m2"));
  it.post_to(*it.mailboxes, it.said("你好", "m3"));  // made twice
  REQUIRE(it.transcript().size() == 3);
  for (const storage::Turn& turn : it.transcript()) REQUIRE(turn.kind == storage::TurnKind::kMessage);
  it.post_to(*it.mailboxes, it.said("你好", "m4"));
  REQUIRE(it.transcript()[3].kind == storage::TurnKind::kLimited);
}

TEST_CASE("nodes: a node that was told how far a conversation has moved reads it before it steps, and loses no commit",
          "[bot]") {
  TwoNodes it;
  it.say_to(it.other, "你好", "m1");
  it.say_to(*it.mailboxes, "我要投诉", "m2");
  SECTION("told, it reads first") {
    it.other.moved(Shell::key(), 2);
    REQUIRE(it.say_to(it.other, "货主拖欠运费八千三，电话也不接", "m3").sequence == 3);
    REQUIRE(it.others_turns.lost == 0);
  }
  SECTION("not told, it loses one and ends the same") {
    REQUIRE(it.say_to(it.other, "货主拖欠运费八千三，电话也不接", "m3").sequence == 3);
    REQUIRE(it.others_turns.lost == 1);
  }
  SECTION("told of its own turn, it changes nothing") {
    it.other.moved(Shell::key(), 1);
    it.other.moved(Shell::key("oNobody"), 7);
    REQUIRE(it.say_to(it.other, "货主拖欠运费八千三，电话也不接", "m3").sequence == 3);
  }
}
