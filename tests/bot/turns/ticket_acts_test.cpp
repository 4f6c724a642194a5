// A driver and his tickets, as conversations with the shipped scripts and a real store.
#include <catch2/catch.hpp>

#include "bot/turns/ticket_form.hpp"
#include "tests/bot/shell.hpp"

using bot::Answer;
using shell::Shell;
using tickets::Status;

namespace {

tickets::Ticket ticket_of(Shell& it, const std::string& number) { return *it.store->tickets().find(number).value(); }

bool says(const Answer& answer, const std::string& words) {
  INFO(answer.text);
  return answer.text.find(words) != std::string::npos;
}

std::vector<std::string> task_kinds(Shell& it) {
  std::vector<std::string> kinds;
  const auto tasks = it.store->desk().open_tasks(0, 50).value();
  for (const storage::Task& task : tasks) kinds.push_back(task.kind);
  return kinds;
}

std::string last_action(Shell& it, const std::string& number) {
  const auto log = it.store->tickets().log(number).value();
  return log.back().action;
}

integrations::Submission forward_of(Shell& it, const std::string& hotline) {
  const auto rows =
      it.store->outbox().claim(storage::OutboxKind::kForward, hotline, it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(rows.size() == 1);
  return bot::decode_submission(rows[0].payload).value();
}

/// A second, different complaint of the same driver.
std::string complain_again(Shell& it) {
  const Answer answer = it.talk({"我要投诉", "停车场乱收停车费，一小时收我五十块", "货车", "跳过", "不同意", "跳过", "跳过", "1"});
  const std::size_t at = answer.text.find("JN");
  REQUIRE(at != std::string::npos);
  return answer.text.substr(at, 15);
}

void close(Shell& it, const std::string& number) {
  it.post({.key = Shell::key(),
           .what = bot::TicketNews{.ticket = number, .to = Status::kClosed, .external_number = "X1", .text = "已处理", .actor = "hotline:12328"},
           .done = {}});
}

}  // namespace

TEST_CASE("ticket acts: the number comes with a promise in clock times", "[bot]") {
  Shell it;
  const Answer answer = it.talk({"我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "不同意", "跳过", "跳过", "1"});
  CHECK(says(answer, "今天10:32前有人联系您，今天18:02前办结"));
}

TEST_CASE("ticket acts: words, photos and a place join the ticket and the forward that is still here", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const Answer asked = it.talk({"补充"});
  CHECK(says(asked, "要补充什么"));
  it.talk({"他昨天又把我拉黑了"});
  bot::Letter photo = it.said("", "p1");
  auto& said = std::get<bot::DriverSaid>(photo.what);
  said.event = dialogs::MediaEvent{.id = "p1", .type = "photo", .media_ids = {"media-1"}};
  it.post(std::move(photo));
  const Answer done = it.talk({"好了", "跳过"});
  CHECK(says(done, "已补进工单 " + number));
  const tickets::Ticket ticket = ticket_of(it, number);
  CHECK(ticket.field("content").find("补充（2026-03-10 10:") != std::string_view::npos);
  CHECK(ticket.field("content").find("他昨天又把我拉黑了") != std::string_view::npos);
  CHECK(ticket.field("evidence") == "media-1");
  CHECK(ticket.status == Status::kAccepted);
  CHECK(last_action(it, number) == "append_evidence");
  CHECK(task_kinds(it) == std::vector<std::string>{"addition"});
  CHECK(forward_of(it, ticket.hotline).description.find("他昨天又把我拉黑了") != std::string::npos);
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("ticket acts: a ticket that is taken back is not sent, and is not urged or withdrawn again", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  CHECK(says(it.talk({"不用处理了，货主给钱了"}), "要撤回「货主拖欠运费八千三，电话也不接」"));
  CHECK(says(it.talk({"是", "1"}), "已撤回工单 " + number));
  CHECK(ticket_of(it, number).status == Status::kWithdrawn);
  CHECK(it.store->tickets().log(number).value().back().note == "reason=已经解决了; words=不用处理了，货主给钱了");
  CHECK(it.store->outbox().claim(storage::OutboxKind::kForward, "12328", it.clock.now(), base::seconds(60), 10).value().empty());
  CHECK(says(it.talk({"撤回"}), "没有查到"));
  CHECK(says(it.talk({"催办"}), "没有查到"));
  CHECK(says(it.talk({"查进度"}), "已撤回"));
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("ticket acts: the same matter told again after it was withdrawn is a new ticket", "[bot]") {
  Shell it;
  const std::string first = it.complain();
  it.talk({"撤回", "是", "跳过"});
  const std::string second = it.complain();
  CHECK_FALSE(second.empty());
  CHECK(second != first);
}

TEST_CASE("ticket acts: urging is bounded by the day in Jinan", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const std::string urgency = ticket_of(it, number).urgency;
  CHECK(says(it.talk({"催办"}), "已催办 " + number));
  CHECK(says(it.talk({"催一下"}), "已催办 " + number));
  CHECK(says(it.talk({"催办"}), "今天催过两次了"));
  it.clock.advance(base::hours(14));  // 00:xx of the next day
  CHECK(says(it.talk({"催办"}), "已催办 " + number));
  CHECK(task_kinds(it) == std::vector<std::string>{"urged", "urged", "urged"});
  CHECK(ticket_of(it, number).urgency == urgency);
}

TEST_CASE("ticket acts: several open tickets of one driver are kept apart", "[bot]") {
  Shell it;
  const std::string first = it.complain();
  const std::string second = complain_again(it);
  const Answer asked = it.talk({"催办"});
  CHECK(says(asked, "1 尾号" + second.substr(11)));
  CHECK(says(asked, "2 尾号" + first.substr(11)));
  CHECK(says(it.talk({"运费那个"}), "已催办 " + first));
  CHECK(last_action(it, first) == "urge_ticket");
  CHECK(last_action(it, second) == "created");
  SECTION("and the end of its number in the first words names one") {
    CHECK(says(it.talk({"帮我催一下尾号" + second.substr(11) + "那个"}), "已催办 " + second));
  }
  SECTION("and what cannot be matched is asked again") {
    it.talk({"撤回"});
    CHECK(says(it.talk({"就那个"}), "没对上是哪一件"));
    CHECK(says(it.talk({"2"}), "（" + first + "）"));
    it.talk({"是", "跳过"});
    CHECK(ticket_of(it, first).status == Status::kWithdrawn);
    CHECK(ticket_of(it, second).status == Status::kAccepted);
  }
}

TEST_CASE("ticket acts: tickets of another driver are never seen, found or moved", "[bot]") {
  Shell it;
  const std::string number = it.complain("oOne");
  CHECK(says(it.talk({"查进度"}, "oTwo"), "没有查到"));
  CHECK(says(it.talk({"撤回"}, "oTwo"), "没有查到"));
  CHECK(says(it.talk({"帮我催一下" + number}, "oTwo"), "没有查到"));
  CHECK(ticket_of(it, number).revision == 1);
}

TEST_CASE("ticket acts: 没解决 sends a closed ticket round again under its number", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  CHECK(says(it.talk({"没解决"}), "没有查到"));  // nothing is closed yet
  close(it, number);
  CHECK(says(it.talk({"没解决"}), "哪里没解决"));
  CHECK(says(it.talk({"钱一分没给"}), "工单号不变：" + number));
  CHECK(ticket_of(it, number).status == Status::kAccepted);
  CHECK(it.store->tickets().log(number).value().back().note == "reason=钱一分没给");
  // This account cannot send by itself: a person was asked to tell the result.
  CHECK(task_kinds(it) == std::vector<std::string>{"result_call"});
  SECTION("and nobody asks a day later whether it was solved") {
    it.clock.advance(base::hours(25));
    const std::size_t before = it.transcript().size();
    it.post({.key = Shell::key(), .what = bot::TimerDue{}, .done = {}});
    CHECK(it.transcript().size() == before);
  }
  SECTION("and it can be closed a second time") {
    close(it, number);
    CHECK(ticket_of(it, number).status == Status::kClosed);
  }
}

TEST_CASE("ticket acts: a day after closing two questions are asked, and the answers are in the log", "[bot]") {
  Shell it({.sends_actively = true});
  const std::string number = it.complain();
  close(it, number);
  it.clock.advance(base::hours(25));
  it.post({.key = Shell::key(), .what = bot::ClockDue{number}, .done = {}});
  CHECK(says(it.talk({"没解决"}), "办得您满意吗"));
  it.talk({"不满意", "打了个电话就说办完了"});
  CHECK(says(it.talk({"要"}), "工单号不变：" + number));
  const auto log = it.store->tickets().log(number).value();
  const tickets::TicketEvent& judged = log[log.size() - 2];
  CHECK(judged.action == "save_rating");
  CHECK(judged.to == "closed");
  CHECK(judged.act == "revisited");
  CHECK(judged.detail == "unsolved");
  CHECK(judged.note.find("solved=没解决; rating=不满意; reason=打了个电话就说办完了") != std::string::npos);
  CHECK(log.back().action == "reopen_ticket");
  CHECK(log.back().act == "reopened");
  CHECK(ticket_of(it, number).status == Status::kAccepted);
}

TEST_CASE("ticket acts: progress says where each stands and until when", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  CHECK(says(it.talk({"查进度"}), number + " 货主拖欠运费八千三，电话也不接：已受理，正在转交（今天10:02），今天10:32前有人联系您，今天18:02前办结"));
  it.clock.advance(base::hours(9));
  CHECK(says(it.talk({"查进度"}), "已经过了承诺的 今天10:32有人联系您、今天18:02办结，对不起，正在督办，可以回复“催办”"));
}

TEST_CASE("ticket acts: a suggestion gets a number without a name, a clock or a phone", "[bot]") {
  Shell it;
  const Answer answer = it.talk({"建议在奥体那边多弄几个驿站，能充手机的那种", "奥体中路", "没有", "提交"});
  CHECK(says(answer, "建议编号 JN"));
  const tickets::Ticket ticket = ticket_of(it, answer.text.substr(answer.text.find("JN"), 15));
  CHECK(ticket.promise == "SUGGEST");
  CHECK(ticket.hotline == "12345");
  CHECK(ticket.field("appeal_type") == "05");
  CHECK(ticket.field("topic") == "驿站休息");
  CHECK(ticket.field("phone").empty());
}

TEST_CASE("ticket acts: a driver who was complained about files an appeal, not a complaint", "[bot]") {
  Shell it;
  const Answer answer = it.talk({"乘客投诉我拒载，我那是交接班，咋申诉", "出租车", "跳过", "不同意", "扣了两百", "昨天", "1"});
  CHECK(says(answer, "申诉已提交"));
  const tickets::Ticket ticket = ticket_of(it, answer.text.substr(answer.text.find("JN"), 15));
  CHECK(ticket.field("appeal_type") == "06");
  CHECK(ticket.field("sanction") == "扣了两百");
}

TEST_CASE("ticket acts: a hotline's closing that is read again does not close a ticket that was re-opened since", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  bot::TicketNews news{.ticket = number, .to = Status::kClosed, .external_number = "X1", .text = "已处理", .actor = "hotline:12328"};
  news.reported_at = it.clock.now();
  it.post({.key = Shell::key(), .what = news, .done = {}});
  CHECK(ticket_of(it, number).status == Status::kClosed);
  it.talk({"没解决", "跳过"});
  CHECK(ticket_of(it, number).status == Status::kAccepted);
  it.post({.key = Shell::key(), .what = news, .done = {}});
  CHECK(ticket_of(it, number).status == Status::kAccepted);
  news.reported_at = it.clock.now();
  it.post({.key = Shell::key(), .what = news, .done = {}});
  CHECK(ticket_of(it, number).status == Status::kClosed);
}
