#include "tickets/contents/form.hpp"

#include <algorithm>
#include <string>

#include "tests/tickets/promises/files.hpp"
#include "tickets/contents/mask.hpp"

using namespace tickets;

namespace {

const Contents& shipped_contents() {
  static const Contents all = *load_contents(promises::shipped("contents.txt")).contents;
  return all;
}

Ticket freight_complaint(const char* consent) {
  Ticket ticket;
  ticket.number = "JN2601150000427";
  ticket.hotline = "12328";
  ticket.promise = "FRT_3083";
  ticket.title = "货主拖欠运费，找13000000001要";
  ticket.first_message_at = base::UnixMs{1768442531000};
  ticket.accepted_at = base::UnixMs{1768442680000};
  ticket.form = {{"channel", "WX_MP"},
                 {"content", "历城区物流园装的货，车是鲁A0I00O，电话13000000000，对方身份证37010019000101000X"},
                 {"matter_code", "HY01"},
                 {"group", "货车"},
                 {"plate", "鲁A0I00O"},
                 {"consent", consent},
                 {"phone", "13000000000"},
                 {"reporter_name", "张师傅"},
                 {"anonymity", "2"}};
  return ticket;
}

bool holds(const FilledForm& form, const std::string& part) {
  return std::any_of(form.lines.begin(), form.lines.end(), [&](const FormLine& line) { return line.value.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("form: with the driver's consent the hotline gets phone, name and plate, and its own codes", "[tickets]") {
  const FilledForm form = fill_form(shipped_contents(), freight_complaint("是"), {{"due_resp", base::UnixMs{1768444480000}}}, "12328");
  CHECK(form.value_of("phone") == "13000000000");
  CHECK(form.value_of("reporter_name") == "张师傅");
  CHECK(form.value_of("plate") == "鲁A0I00O");
  CHECK(form.value_of("consent_scope") == "12328");
  CHECK(form.value_of("appeal_type") == "03");
  CHECK(form.value_of("biz_class") == "投诉举报");
  CHECK(form.value_of("domain") == "03");
  CHECK(form.value_of("ext_category") == "HY");
  CHECK(form.value_of("region") == "370112");
  CHECK(form.value_of("due_resp") == "2026-01-15T10:34:40+08:00");
  CHECK(form.missing.empty());
}

TEST_CASE("form: without consent nothing names the driver, not even his own words", "[tickets]") {
  for (const char* consent : {"否", "", "同意吗"}) {
    const FilledForm form = fill_form(shipped_contents(), freight_complaint(consent), {}, "12328");
    for (const char* secret : {"13000000000", "13000000001", "鲁A0I00O", "张师傅"}) {
      INFO(consent << " " << secret);
      CHECK_FALSE(holds(form, secret));
    }
    CHECK(form.value_of("consent_scope") == "无");
  }
}

TEST_CASE("form: the company complained about learns of the matter and never of the person, whatever was agreed", "[tickets]") {
  const FilledForm form = fill_form(shipped_contents(), freight_complaint("是"), {}, kCompany);
  CHECK(holds(form, "历城区物流园装的货"));
  for (const char* secret : {"13000000000", "鲁A0I00O", "张师傅", "WX_MP"}) CHECK_FALSE(holds(form, secret));
}

TEST_CASE("form: the number of an identity card goes to nobody", "[tickets]") {
  for (const char* recipient : {"12345", "12328", "12348", "company"}) {
    CHECK_FALSE(holds(fill_form(shipped_contents(), freight_complaint("是"), {}, recipient), "19000101"));
  }
}

TEST_CASE("form: who reports a breach of law stays secret also where he agreed to be named", "[tickets]") {
  Ticket ticket = freight_complaint("是");
  ticket.form.emplace_back("appeal_type", "举报");
  for (auto& [name, value] : ticket.form) {
    if (name == "anonymity") value = "1";
  }
  CHECK(fill_form(shipped_contents(), ticket, {}, "12328").value_of("anonymity") == "2");
}

TEST_CASE("form: our words become the hotlines' codes, and a person reads both", "[tickets]") {
  Ticket ticket = freight_complaint("是");
  ticket.form.emplace_back("appeal_type", "求助");
  ticket.urgency = "加急";
  FilledForm form = fill_form(shipped_contents(), ticket, {{"due_resp", base::UnixMs{1768444480000}}}, "12328");
  CHECK(form.value_of("appeal_type") == "02");
  CHECK(form.value_of("biz_class") == "投诉举报");
  CHECK(form.value_of("urgency") == "U2");
  CHECK_THAT(to_text(form), Catch::Contains("诉求类别：求助（02）\n") && Catch::Contains("紧急程度：加急（U2）\n") &&
                                Catch::Contains("区划：历城（370112）\n") && Catch::Contains("要求答复：是（true）\n") &&
                                Catch::Contains("最迟响应：2026-01-15 10:34（2026-01-15T10:34:40+08:00）\n"));
  ticket.form.emplace_back("urgency_level", "U1");
  CHECK(fill_form(shipped_contents(), ticket, {}, "12328").value_of("urgency") == "U1");
  ticket.urgency.clear();
  ticket.form.pop_back();
  CHECK(fill_form(shipped_contents(), ticket, {}, "12328").value_of("urgency") == "U3");
}

TEST_CASE("form: what is required and not there is named at the end of what an officer reads", "[tickets]") {
  Ticket ticket = freight_complaint("否");
  ticket.title.clear();
  const FilledForm form = fill_form(shipped_contents(), ticket, {}, "12328");
  CHECK(form.missing == std::vector<std::string>{"标题"});
  const std::string text = to_text(form);
  CHECK_THAT(text, Catch::Contains("司机群体：货车\n") && Catch::EndsWith("还缺：标题\n"));
}

TEST_CASE("form: a value is cut to what the field may hold, between two characters", "[tickets]") {
  Ticket ticket = freight_complaint("是");
  ticket.title.clear();
  for (int i = 0; i < 50; ++i) ticket.title += "欠";
  CHECK(fill_form(shipped_contents(), ticket, {}, "12328").value_of("title").size() == 90);
}

TEST_CASE("form: a recipient that the file does not know gets what every hotline gets", "[tickets]") {
  const FilledForm form = fill_form(shipped_contents(), freight_complaint("是"), {}, "12333");
  CHECK(form.value_of("ticket_no") == "JN2601150000427");
  CHECK(form.value_of("plate").empty());
}

TEST_CASE("masks: enough stays to recognise a person one knows, not to find one", "[tickets]") {
  CHECK(mask_phone("13000000000") == "130****0000");
  CHECK(mask_phone("12345") == "****");
  CHECK(mask_phone("").empty());
  CHECK(mask_plate("鲁A0I00O") == "鲁A***0O");
  CHECK(mask_plate("不是车牌") == "****");
  CHECK(mask_name("张师傅") == "张**");
  CHECK(mask_name("").empty());
}

TEST_CASE("masks: in free text phones, plates and identity numbers are found, and amounts, dates and order numbers stay", "[tickets]") {
  const struct {
    const char* text;
    const char* masked;
  } kTable[] = {
      {"打13000000000没人接", "打130****0000没人接"},
      {"13000000000，13000000001", "130****0000，130****0001"},
      {"单号130000000001234", "单号130000000001234"},
      {"欠8300元，2025年11月12日", "欠8300元，2025年11月12日"},
      {"车鲁A0I00O和鲁A·0I00O挂", "车鲁A***0O和鲁A***0O挂"},
      {"鲁A", "鲁A"},
      {"鲁", "鲁"},
      {"37010019000101000X", "370*************0X"},
      {"370100190001010001", "370*************01"},
      {"\xE9\xB2", "\xE9\xB2"},
      {"", ""},
  };
  for (const auto& row : kTable) {
    INFO(row.text);
    CHECK(mask_text(row.text) == row.masked);
  }
  CHECK(mask_text("13000000000 鲁A0I00O", {.phones = false, .plates = false}) == "13000000000 鲁A0I00O");
}

TEST_CASE("form: a later round says which it is and what was answered before, and an answer's numbers are masked", "[tickets]") {
  Ticket again = freight_complaint("否");
  again.form.insert(again.form.end(), {{"round", "2"},
                                       {"earlier_number", "260310000001"},
                                       {"earlier_answer", "已联系货主，电话13000000001"},
                                       {"reopen_reason", "钱一分没给"}});
  const FilledForm form = fill_form(shipped_contents(), again, {}, "12328");
  CHECK(form.value_of("round") == "2");
  CHECK(form.value_of("earlier_number") == "260310000001");
  CHECK(form.value_of("earlier_answer") == "已联系货主，电话130****0001");
  const std::string text = to_text(form);
  CHECK(text.find("第几轮：第2轮（2）") != std::string::npos);
  CHECK(text.find("上一轮答复：已联系货主") != std::string::npos);
  CHECK(text.find("为什么重办：钱一分没给") != std::string::npos);
  CHECK(fill_form(shipped_contents(), again, {}, kCompany).value_of("earlier_answer").empty());
  CHECK(fill_form(shipped_contents(), freight_complaint("否"), {}, "12328").value_of("round").empty());
}
