// A driver and what is known of him: asked first, remembered only on his word, shown, put right, forgotten.
#include <catch2/catch.hpp>

#include "bot/turns/ticket_form.hpp"
#include "tests/bot/shell.hpp"

using bot::Answer;
using shell::Shell;

namespace {

bool says(const Answer& answer, const std::string& words) {
  INFO(answer.text);
  return answer.text.find(words) != std::string::npos;
}

/// A complaint with phone and plate; the driver says whether to remember them.
std::string complain_by_name(Shell& it, const std::string& remember) {
  const Answer answer = it.talk({"我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "同意", "13000000000", remember,
                                 "鲁A00000", "跳过", "跳过", "没有", "1"});
  const std::size_t at = answer.text.find("JN");
  INFO(answer.text);
  REQUIRE(at != std::string::npos);
  return answer.text.substr(at, 15);
}

tickets::Ticket ticket_of(Shell& it, const std::string& number) { return *it.store->tickets().find(number).value(); }

dialogs::State state_of(Shell& it) {
  return dialogs::decode_state(it.store->turns().load(Shell::key()).value()->state).value();
}

integrations::Submission forward_of(Shell& it) {
  const auto rows =
      it.store->outbox().claim(storage::OutboxKind::kForward, "12328", it.clock.now(), base::seconds(60), 10).value();
  REQUIRE(rows.size() == 1);
  return bot::decode_submission(rows[0].payload).value();
}

}  // namespace

TEST_CASE("data acts: phone and plate are remembered only if the driver says so", "[bot]") {
  Shell it;
  SECTION("no: the next complaint asks for them as if for the first time") {
    complain_by_name(it, "不用");
    CHECK(state_of(it).profile.empty());
    CHECK(says(it.talk({"我要投诉", "停车场乱收停车费，一小时五十", "货车", "跳过", "同意"}), "请留一个方便接听的手机号"));
  }
  SECTION("yes: the next complaint offers them, masked") {
    complain_by_name(it, "是");
    CHECK(says(it.talk({"我要投诉", "停车场乱收停车费，一小时五十", "货车", "跳过", "同意"}), "还是用上次的联系电话 130****0000 吗"));
    CHECK(says(it.talk({"是"}), "还是用上次的车牌号 鲁A00000 吗"));
    CHECK(says(it.talk({"是"}), "什么时候的事"));
  }
}

TEST_CASE("data acts: what is shown is what is known, with the phone masked", "[bot]") {
  Shell it;
  CHECK(says(it.talk({"我的信息"}), "没有记着您的任何信息"));
  complain_by_name(it, "是");
  const Answer shown = it.talk({"我的信息"});
  CHECK(says(shown, "电话 130****0000、车牌 鲁A00000"));
  CHECK(says(shown, "工单 1 件，其中 1 件留了电话"));
  CHECK_FALSE(says(shown, "13000000000"));
}

TEST_CASE("data acts: 忘记我 erases the profile and every unfinished dialog, and says what is kept", "[bot]") {
  Shell it;
  const std::string number = complain_by_name(it, "是");
  it.talk({"我要投诉", "停车场乱收停车费，一小时五十", "货车"});
  CHECK(says(it.talk({"忘记我"}), "确定吗"));
  const Answer done = it.talk({"是"});
  CHECK(says(done, "都删了"));
  CHECK(says(done, "保存 3 年"));
  const dialogs::State state = state_of(it);
  CHECK(state.profile.empty());
  CHECK(state.frames.empty());
  CHECK_FALSE(state.draft);
  CHECK(ticket_of(it, number).field("phone") == "13000000000");  // kept by law until the driver takes the consent back
  CHECK(says(it.talk({"我的信息"}), "您在这里有工单 1 件"));
}

TEST_CASE("data acts: consent taken back leaves an anonymous ticket and an anonymous forward", "[bot]") {
  Shell it;
  const std::string number = complain_by_name(it, "不用");
  CHECK(says(it.talk({"撤回同意", "是"}), "已撤回"));
  const tickets::Ticket ticket = ticket_of(it, number);
  CHECK(ticket.field("phone").empty());
  CHECK(ticket.field("plate").empty());
  CHECK(ticket.field("consent") == "否");
  CHECK(ticket.field("anonymity") == "3");
  CHECK(ticket.status == tickets::Status::kAccepted);
  CHECK(it.store->desk().open_tasks(0, 10).value().back().kind == "consent");
  const integrations::Submission forward = forward_of(it);
  CHECK(forward.phone.empty());
  for (const auto& [name, value] : forward.attributes) CHECK(value != "鲁A00000");
  CHECK(says(it.talk({"撤回同意", "是"}), "不用撤回"));
}

TEST_CASE("data acts: a phone put right is right in the profile, the open tickets and the waiting forward", "[bot]") {
  Shell it;
  const std::string number = complain_by_name(it, "是");
  CHECK(says(it.talk({"我的信息", "更正", "同意"}), "新手机号是多少"));
  CHECK(says(it.talk({"13000000001", "跳过"}), "已更正"));
  CHECK(ticket_of(it, number).field("phone") == "13000000001");
  CHECK(forward_of(it).phone == "13000000001");
  CHECK(says(it.talk({"我的信息"}), "130****0001"));
  // The log tells that it was corrected, never the number.
  CHECK(it.store->tickets().log(number).value().back().note.find("130") == std::string::npos);
}

TEST_CASE("data acts: who refuses stays anonymous to the end", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const tickets::Ticket ticket = ticket_of(it, number);
  CHECK(ticket.field("anonymity") == "3");
  CHECK(ticket.field("phone").empty());
  CHECK(ticket.field("plate").empty());
  CHECK(forward_of(it).phone.empty());
  CHECK(says(it.talk({"撤回同意", "是"}), "不用撤回"));
}
