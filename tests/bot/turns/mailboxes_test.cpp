#include "bot/turns/mailboxes.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/bot/shell.hpp"

using bot::Answer;
using shell::Shell;

namespace {

/// The store's turns, and how often a conversation was read from them.
class CountedTurns final : public storage::Turns {
 public:
  explicit CountedTurns(storage::Turns& turns) : turns_(turns) {}
  base::Result<std::optional<storage::Conversation>> load(const storage::ConversationKey& key) override {
    ++loads;
    return turns_.load(key);
  }
  base::Result<std::optional<storage::Conversation>> load(std::int64_t id) override { return turns_.load(id); }
  base::Status commit(storage::TurnWrite turn, Done done) override { return turns_.commit(std::move(turn), std::move(done)); }
  void hurry() override { turns_.hurry(); }
  base::Result<std::vector<storage::Turn>> transcript(std::int64_t id, std::uint64_t after, std::size_t most) override {
    return turns_.transcript(id, after, most);
  }
  base::Result<std::optional<storage::Turn>> find_turn(std::int64_t id, std::string_view key, base::UnixMs not_before) override {
    return turns_.find_turn(id, key, not_before);
  }
  base::Result<std::vector<storage::TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease, std::size_t most) override {
    return turns_.claim_timers(now, lease, most);
  }
  base::Result<std::vector<storage::Conversation>> running(std::int64_t after, base::UnixMs since, std::size_t most) override {
    return turns_.running(after, since, most);
  }
  base::Result<storage::ConversationPage> latest(const storage::ConversationFilter& filter, std::int64_t before, std::size_t most) override {
    return turns_.latest(filter, before, most);
  }

  int loads = 0;

 private:
  storage::Turns& turns_;
};

}  // namespace

TEST_CASE("mailboxes: a complaint told step by step ends with one ticket and one forward", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  REQUIRE(number.size() == 15);
  const auto ticket = it.store->tickets().find(number).value();
  REQUIRE(ticket);
  REQUIRE(ticket->hotline == "12328");
  REQUIRE(ticket->promise == "FRT_3083");
  REQUIRE(ticket->field("anonymity") == "3");
  REQUIRE(ticket->field("group") == "货车");
  const auto rows = it.store->outbox().claim(storage::OutboxKind::kForward, "12328", it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].ticket == number);
  REQUIRE(rows[0].payload.find(number) != std::string::npos);
  REQUIRE(it.store->verify().value().empty());
}

TEST_CASE("mailboxes: what was taken while the clock stood years back is still known when it comes again", "[bot]") {
  Shell it;
  it.post(it.said("你好", "m0"));
  it.clock.jump(base::days(-3653));
  bot::Letter letter = it.said("我要投诉", "m1");
  std::get<bot::DriverSaid>(letter.what).sent_at = it.clock.now() + base::days(3653);  // the platform's clock is right
  const bot::Letter repeat = letter;
  const Answer first = it.post(letter);
  it.post(it.said("货主拖欠运费八千三，电话也不接", "m2"));
  it.clock.jump(base::days(3653));
  const Answer again = it.post(repeat);
  REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
  REQUIRE(again.text == first.text);
}

TEST_CASE("mailboxes: both sides of every turn can be read afterwards, numbered without a gap", "[bot]") {
  Shell it;
  it.complain();
  const std::vector<storage::Turn> turns = it.transcript();
  REQUIRE(turns.size() == 8);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    REQUIRE(turns[i].sequence == i + 1);
    REQUIRE(turns[i].lines.front().speaker == storage::Speaker::kDriver);
    REQUIRE(turns[i].lines.back().speaker == storage::Speaker::kBot);
  }
}

TEST_CASE("mailboxes: a redelivered message gets the stored answer and changes nothing", "[bot]") {
  Shell it;
  const Answer first = it.post(it.said("我要投诉", "m1"));
  REQUIRE(first.outcome == Answer::Outcome::kDone);
  REQUIRE_FALSE(first.text.empty());
  SECTION("right away") {
    const Answer again = it.post(it.said("我要投诉", "m1"));
    REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
    REQUIRE(again.text == first.text);
    REQUIRE(again.at == first.at);
  }
  SECTION("after other messages, with other words") {
    it.post(it.said("货主拖欠运费八千三，电话也不接", "m2"));
    it.post(it.said("货车", "m3"));
    const Answer again = it.post(it.said("别的话", "m1"));
    REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
    REQUIRE(again.text == first.text);
    REQUIRE(again.at == first.at);
    REQUIRE(it.transcript().size() == 3);
  }
  SECTION("when the conversation is no longer in memory") {
    bot::Mailboxes others(*it.maker, it.store->turns(), it.executor, it.clock, it.log,
                          [](const storage::ConversationKey&) -> const bot::ChannelStyle* {
                            static const bot::ChannelStyle style{.channel = "wechat", .answers_passively = true};
                            return &style;
                          },
                          {});
    bot::Letter letter = it.said("我要投诉", "m1");
    Answer again;
    bool done = false;
    letter.done = [&](const Answer& answer) { again = answer, done = true; };
    others.deliver(std::move(letter));
    it.executor.run_until([&] { return done; });
    REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
    REQUIRE(again.text == first.text);
  }
}

TEST_CASE("mailboxes: letters that come at once are handled in their order, each once", "[bot]") {
  Shell it;
  std::vector<int> order;
  for (int i = 0; i < 20; ++i) {
    bot::Letter letter = it.said("第" + std::to_string(i) + "句", "m" + std::to_string(i));
    letter.done = [&order, i](const Answer&) { order.push_back(i); };
    it.mailboxes->deliver(std::move(letter));
  }
  it.executor.run_until([&] { return order.size() == 20; });
  const std::vector<storage::Turn> turns = it.transcript();
  REQUIRE(turns.size() == 20);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(order[static_cast<std::size_t>(i)] == i);
    REQUIRE(turns[static_cast<std::size_t>(i)].lines.front().text == "第" + std::to_string(i) + "句");
  }
}

TEST_CASE("mailboxes: a mailbox that is full says so and keeps nothing of the letter", "[bot]") {
  Shell it;
  int busy = 0;
  int answered = 0;
  for (int i = 0; i < 100; ++i) {
    bot::Letter letter = it.said("话", "m" + std::to_string(i));
    letter.done = [&](const Answer& answer) {
      ++answered;
      busy += answer.outcome == Answer::Outcome::kBusy ? 1 : 0;
    };
    it.mailboxes->deliver(std::move(letter));
  }
  it.executor.run_until([&] { return answered == 100; });
  REQUIRE(busy > 0);
  REQUIRE(it.transcript().size() == static_cast<std::size_t>(100 - busy));
}

TEST_CASE("mailboxes: a turn made on an old version is made anew, so that two writers end in one order", "[bot]") {
  Shell it;
  it.post(it.said("我要投诉", "m1"));
  // Somebody else writes the same conversation behind this cache.
  static const bot::ChannelStyle style{.channel = "wechat", .answers_passively = true};
  bot::Mailboxes others(*it.maker, it.store->turns(), it.executor, it.clock, it.log,
                        [](const storage::ConversationKey&) { return &style; }, {});
  bool done = false;
  bot::Letter letter = it.said("货主拖欠运费八千三，电话也不接", "m2");
  letter.done = [&](const Answer&) { done = true; };
  others.deliver(std::move(letter));
  it.executor.run_until([&] { return done; });
  const Answer answer = it.post(it.said("货车", "m3"));
  REQUIRE(answer.outcome == Answer::Outcome::kDone);
  REQUIRE(answer.sequence == 3);
  REQUIRE(it.transcript().size() == 3);
}

TEST_CASE("mailboxes: what workers write to by the thousand takes neither the places of drivers who write nor many of its own", "[bot]") {
  constexpr int kDrivers = 300, kVisited = 5000;
  Shell it;
  CountedTurns turns(it.store->turns());
  const bot::ChannelStyle& style = it.style();
  it.mailboxes = std::make_unique<bot::Mailboxes>(
      *it.maker, turns, it.executor, it.clock, it.log, [&](const storage::ConversationKey&) { return &style; },
      bot::Mailboxes::Options{.letters_max = 64, .conversations_max = 1024});
  const auto hear_all = [&](const std::string& id) {
    for (int i = 0; i < kDrivers; ++i) it.post(it.said("你好", id, "oDriver" + std::to_string(i)));
  };
  const auto visit = [&](int i) {
    it.post({.key = Shell::key("oVisited" + std::to_string(i)), .what = bot::ReleaseMoved{}, .done = {}});
  };
  hear_all("m1");
  CHECK(turns.loads == kDrivers);
  turns.loads = 0;
  for (int i = 0; i < kVisited; ++i) visit(i);
  CHECK(turns.loads == kVisited);
  turns.loads = 0;
  hear_all("m2");
  CHECK(turns.loads == 0);

  // Of those visited the last few are there, of the others none: a sixteenth of the places, and one more for each shard.
  for (int i = kVisited - 1; i >= 0; --i) visit(i);
  CHECK(turns.loads >= kVisited - (1024 / 16 + 64));
  CHECK(turns.loads < kVisited);

  // Who was visited and then writes has a place among those who write.
  it.post(it.said("你好", "m1", "oVisited0"));
  for (int i = 1; i < kVisited; ++i) visit(i);
  turns.loads = 0;
  it.post(it.said("你好", "m2", "oVisited0"));
  CHECK(turns.loads == 0);
}

TEST_CASE("mailboxes: a letter for a channel account that does not exist is answered, not lost in silence", "[bot]") {
  Shell it;
  bot::Letter letter = it.said("话", "m1");
  letter.key.channel = "smoke";
  REQUIRE(it.post(std::move(letter)).outcome == Answer::Outcome::kFailed);
}

TEST_CASE("limits: a driver over the limit is told once, kept always, and an emergency passes", "[bot]") {
  Shell it({.rate_limit = {.per_minute = 1, .burst = 2}});
  it.post(it.said("你好", "m1"));
  it.post(it.said("你好", "m2"));
  const Answer told = it.post(it.said("你好", "m3"));
  const Answer silent = it.post(it.said("你好", "m4"));
  REQUIRE(told.text.find("有点快") != std::string::npos);
  REQUIRE(silent.text.empty());
  REQUIRE(it.transcript().size() == 4);
  REQUIRE(it.transcript()[3].kind == storage::TurnKind::kLimited);
  const Answer urgent = it.post(it.said("乘客喝醉了正在车上打我还抢方向盘，救命", "m5"));
  REQUIRE(urgent.text.find("110") != std::string::npos);
  REQUIRE(it.transcript().back().kind == storage::TurnKind::kMessage);
  SECTION("and a limited message that is redelivered stays one turn") {
    const Answer again = it.post(it.said("你好", "m3"));
    REQUIRE(again.outcome == Answer::Outcome::kDuplicate);
    REQUIRE(again.text == told.text);
    REQUIRE(it.transcript().size() == 5);
  }
}

TEST_CASE("news: each step of a ticket reaches the driver once, and an old report moves nothing", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const auto news = [&](tickets::Status to, const std::string& text = "") {
    return it.post({.key = Shell::key(),
                    .what = bot::TicketNews{.ticket = number, .to = to, .external_number = "X1", .text = text, .actor = "hotline:12328"},
                    .done = {}});
  };
  const std::size_t before = it.transcript().size();
  news(tickets::Status::kDispatched);
  news(tickets::Status::kDispatched);
  news(tickets::Status::kClosed, "运费已付清");
  news(tickets::Status::kInHand);
  REQUIRE(it.transcript().size() == before + 2);
  const auto ticket = it.store->tickets().find(number).value();
  REQUIRE(ticket->status == tickets::Status::kClosed);
  REQUIRE(ticket->external_number == "X1");
  // This account cannot send by itself: what was said in between leads the next answer.
  const Answer next = it.talk({"查进度"});
  REQUIRE(next.text.find("X1") != std::string::npos);
  REQUIRE(next.text.find("运费已付清") != std::string::npos);
  REQUIRE(next.text.find("X1") < next.text.find("运费已付清"));
  REQUIRE(it.talk({"查进度"}).text.find("运费已付清") == std::string::npos);
}

TEST_CASE("news: on an account that can send, it leaves by the outbox in the same transaction", "[bot]") {
  Shell it({.sends_actively = true});
  const std::string number = it.complain();
  it.post({.key = Shell::key(),
           .what = bot::TicketNews{.ticket = number, .to = tickets::Status::kDispatched, .external_number = "X1", .text = {}, .actor = "hotline:12328"},
           .done = {}});
  const auto rows = it.store->outbox().claim(storage::OutboxKind::kMessage, "wechat/demo", it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].driver == "oOne");
  REQUIRE(rows[0].payload.find("X1") != std::string::npos);
}

TEST_CASE("texts: what is longer than the channel takes is cut on a character and the rest follows", "[bot]") {
  SECTION("by the outbox where the account can send") {
    Shell it({.sends_actively = true, .text_bytes_max = 40});
    const Answer answer = it.talk({"我要投诉"});
    REQUIRE(answer.text.size() <= 40);
    const auto rows = it.store->outbox().claim(storage::OutboxKind::kMessage, "wechat/demo", it.clock.now(), base::seconds(60), 1).value();
    REQUIRE(rows.size() == 1);
    REQUIRE(rows[0].payload.size() <= 40);
  }
  SECTION("before the next answer where it cannot") {
    Shell it({.text_bytes_max = 60});
    std::string heard = it.talk({"我要投诉"}).text;
    for (int i = 0; i < 8; ++i) heard += it.talk({"在吗"}).text;
    REQUIRE(heard.find("110、120") != std::string::npos);
  }
}

TEST_CASE("timers: a reminder comes when the driver has been silent, and only then", "[bot]") {
  Shell it({.sends_actively = true});
  it.talk({"我要投诉"});
  const auto tick = [&] { it.post({.key = Shell::key(), .what = bot::TimerDue{}, .done = {}}); };
  tick();
  REQUIRE(it.transcript().size() == 1);
  it.clock.advance(base::minutes(31));
  tick();
  REQUIRE(it.transcript().size() == 2);
  REQUIRE(it.transcript()[1].kind == storage::TurnKind::kTimer);
  REQUIRE(it.transcript()[1].lines.front().text.find("还差几项") != std::string::npos);
}

TEST_CASE("urgent: danger gets the safety text first, a ticket with what is known, and a person", "[bot]") {
  Shell it({.alerts = true});
  const Answer answer = it.talk({"乘客喝醉了正在车上打我还抢方向盘，救命"});
  REQUIRE(answer.text.starts_with("保命第一"));
  REQUIRE(answer.text.find("110") != std::string::npos);
  const auto conversation = it.store->turns().load(Shell::key()).value();
  const auto tickets = it.store->tickets().of_conversation(conversation->id, 5).value();
  REQUIRE(tickets.size() == 1);
  REQUIRE(tickets[0].urgency == "特急");
  REQUIRE(tickets[0].field("matter_code") == "AQ06");
  REQUIRE(answer.text.find(tickets[0].number) != std::string::npos);
  const auto tasks = it.store->desk().open_tasks(0, 10).value();
  REQUIRE(tasks.size() == 1);
  REQUIRE(tasks[0].kind == "urgent");
  REQUIRE(tasks[0].ticket == tickets[0].number);
  const auto alerts = it.store->outbox().open_alerts(10).value();
  REQUIRE(alerts.size() == 1);
  REQUIRE(alerts[0].ticket == tickets[0].number);
  REQUIRE(alerts[0].payload.find("方向盘") == std::string::npos);  // what was said stays in the system
}

TEST_CASE("urgent: in the middle of a dialog the driver is asked for nothing more, until a person is done", "[bot]") {
  Shell it;
  it.talk({"我要投诉", "货主拖欠运费八千三，电话也不接"});
  const Answer danger = it.talk({"我不想活了"});
  REQUIRE(danger.text.find("12356") != std::string::npos);
  REQUIRE(it.talk({"货车"}).text.empty());
  const Answer other = it.talk({"车着火了"});
  REQUIRE(other.text.starts_with("离车30米以上"));
  const auto conversation = it.store->turns().load(Shell::key()).value();
  REQUIRE(it.store->tickets().of_conversation(conversation->id, 5).value().size() == 1);
  it.post({.key = Shell::key(), .what = bot::PersonDone{.by = "值班甲"}, .done = {}});
  REQUIRE(it.transcript().back().kind == storage::TurnKind::kOperator);
  REQUIRE_FALSE(it.talk({"货车"}).text.empty());
}

TEST_CASE("urgent: what was owed from before does not stand in front of the safety text", "[bot]") {
  Shell it({.text_bytes_max = 60});
  for (int i = 0; i < 6; ++i) it.talk({"在吗"});
  const Answer danger = it.talk({"我不想活了"});
  REQUIRE(danger.text.starts_with("听到您这么说"));
}

TEST_CASE("urgent: a person who is done where no person was asked for changes nothing", "[bot]") {
  Shell it;
  it.talk({"你好"});
  const std::size_t before = it.transcript().size();
  REQUIRE(it.post({.key = Shell::key(), .what = bot::PersonDone{.by = "值班甲"}, .done = {}}).outcome == Answer::Outcome::kDone);
  REQUIRE(it.transcript().size() == before);
}

TEST_CASE("duplicates: the same matter told twice is one ticket", "[bot]") {
  Shell it;
  const std::string first = it.complain();
  const Answer again = it.talk({"我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "不同意", "跳过", "跳过", "1"});
  REQUIRE(again.text.find(first) != std::string::npos);
  REQUIRE(again.text.find("已经提交过") != std::string::npos);
  const auto conversation = it.store->turns().load(Shell::key()).value();
  REQUIRE(it.store->tickets().of_conversation(conversation->id, 5).value().size() == 1);
}

TEST_CASE("not understood: a kind of message we do not know is kept, becomes a task, and a person is promised", "[bot]") {
  Shell it;
  bot::Letter letter = it.said("", "m1");
  std::get<bot::DriverSaid>(letter.what).sort = bot::DriverSaid::Sort::kNotUnderstood;
  const Answer answer = it.post(std::move(letter));
  REQUIRE(answer.text.find("真人") != std::string::npos);
  REQUIRE(it.transcript().size() == 1);
  REQUIRE(it.store->desk().open_tasks(0, 10).value().size() == 1);
}
