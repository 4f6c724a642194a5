#include "bot/desk/replies/canned.hpp"

#include <catch2/catch.hpp>

using namespace bot::desk;

TEST_CASE("A reply's places are filled with what this driver has") {
  const FilledReply filled = fill_reply("工单 {工单号} 在 {热线}，{工单号}", {{"工单号", "JN2603100000017"}, {"热线", "12328"}});
  CHECK(filled.text == "工单 JN2603100000017 在 12328，JN2603100000017");
  CHECK(why_not_said(filled).empty());
}

TEST_CASE("A place that nothing fills is told by its name, and what to do") {
  const FilledReply filled = fill_reply("{姓名}师傅，{截止时间}以前，{姓名}", {{"姓名", ""}});
  CHECK(filled.text == "{姓名}师傅，{截止时间}以前，{姓名}");
  CHECK(filled.missing == std::vector<std::string>{"姓名", "截止时间"});
  CHECK(why_not_said(filled) == "这位司机现在没有 {姓名}、{截止时间}，没有发出去；请改成文字再发");
}

TEST_CASE("A name that is no place is not said to a driver as it stands") {
  CHECK(why_not_said(fill_reply("{姓明}师傅", {{"姓名", "王"}})).find("不认识 {姓明}") == 0);
}

TEST_CASE("Braces around what cannot be a name are left alone") {
  for (const char* text : {"{", "}", "{}", "a{b", "{ 工单号 }", "{\"a\":1}", "{这是一句很长很长很长很长的话在括号里}"}) {
    const FilledReply filled = fill_reply(text, {{"工单号", "JN"}});
    CHECK(filled.text == text);
    CHECK(why_not_said(filled).empty());
  }
  CHECK(fill_reply("{{工单号}}", {{"工单号", "JN"}}).text == "{JN}");
}

TEST_CASE("The file of replies is one a line; what is wrong is told with its line, the rest is read") {
  const ReadReplies read = read_replies("# 说明\n\n您好 = 您好，我是{座席}。\\n请讲。\r\n没有等号\n = 空\n错 = {姓明}师傅\n再见=再见");
  REQUIRE(read.replies.size() == 2);
  CHECK(read.replies[0].title == "您好");
  CHECK(read.replies[0].text == "您好，我是{座席}。\n请讲。");
  CHECK(read.replies[1].text == "再见");
  REQUIRE(read.faults.size() == 3);
  CHECK(read.faults[0].line == 4);
  CHECK(read.faults[0].what == "要写成“标题 = 内容”");
  CHECK(read.faults[2].line == 6);
  CHECK(read.faults[2].what.find("不认识 {姓明}") == 0);
}
