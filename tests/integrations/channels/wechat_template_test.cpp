// What reaches a driver after his 48 hours (channels reference §1.9): requests as bytes, errcodes as what they lead to.
#include "integrations/channels/wechat/template_message.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;
using wechat::fitted;

namespace {

WechatTemplate revisit_template(WechatTemplate::Kind kind = WechatTemplate::Kind::kTemplate) {
  return {.purpose = TemplatePurpose::kRevisit,
          .kind = kind,
          .id = "TPL-1",
          .url = {},
          .fields = {{"character_string1", "工单号"}, {"thing2", "事项"}, {"time3", "时间"}, {"thing4", "提示"}}};
}

WechatAccount active_account() {
  WechatAccount made = account(false);
  made.app_secret = "test-secret";
  made.api_base = "https://api.example";
  return made;
}

std::unique_ptr<Channel> with(std::vector<WechatTemplate> templates) {
  WechatAccount made = active_account();
  made.templates = std::move(templates);
  return channel(made);
}

std::string fault(WechatTemplate one) {
  WechatAccount made = active_account();
  made.templates = {std::move(one)};
  const auto refused = make_wechat(made);
  return refused ? "" : refused.error().text;
}

TemplateMessage message() {
  return {.key = "k-1",
          .driver = "o-driver",
          .purpose = TemplatePurpose::kRevisit,
          .values = {{"工单号", "JN2503100000019"}, {"事项", "货主拖欠运费八千三，电话也不接，找了三回没见着人"}, {"时间", "2026年3月10日 15:01"}, {"提示", "请回复"}}};
}

std::string answered(const std::string& body, int status = 200) {
  const Delivery delivery = with({revisit_template()})->interpret_template({status, {}, body});
  if (const auto* sent = std::get_if<Delivered>(&delivery)) return "delivered " + sent->message_id;
  if (const auto* later = std::get_if<RetryAfter>(&delivery)) return "later " + std::to_string(later->delay.count);
  if (const auto* refused = std::get_if<Refused>(&delivery)) return "refused " + refused->code;
  if (const auto* wrong = std::get_if<TemplateInvalid>(&delivery)) return "invalid " + wrong->code;
  return "stale";
}

}  // namespace

TEST_CASE("A template message carries the account's template, its key, and values that fit its fields") {
  const HttpRequest request = with({revisit_template()})->render_template(message(), {"a+b", kNow});
  CHECK(request.url == "https://api.example/cgi-bin/message/template/send?access_token=a%2Bb");
  CHECK(request.body ==
        R"({"touser":"o-driver","template_id":"TPL-1","client_msg_id":"k-1","data":{"character_string1":{"value":"JN2503100000019"},)"
        R"("thing2":{"value":"货主拖欠运费八千三，电话也不接，找了三…"},"time3":{"value":"2026年3月10日 15:01"},"thing4":{"value":"请回复"}}})");
}

TEST_CASE("A subscription notice goes to its own address, which knows no key") {
  WechatTemplate one = revisit_template(WechatTemplate::Kind::kSubscription);
  one.url = "https://xinsheng.example/t";
  const HttpRequest request = with({one})->render_template(message(), {"t", kNow});
  CHECK(request.url == "https://api.example/cgi-bin/message/subscribe/bizsend?access_token=t");
  const nlohmann::json body = nlohmann::json::parse(request.body);
  CHECK(body["page"] == "https://xinsheng.example/t");
  CHECK_FALSE(body.contains("client_msg_id"));
  CHECK(body["data"]["character_string1"]["value"] == "JN2503100000019");
}

TEST_CASE("Each errcode of a template leads to what helps") {
  CHECK(answered(R"({"errcode":0,"errmsg":"ok","msgid":200228332})") == "delivered 200228332");
  for (const char* code : {"43101", "43004", "43019", "40003", "45015", "45047", "48002"}) {
    CHECK(answered("{\"errcode\":" + std::string(code) + "}") == "refused " + std::string(code));
  }
  for (const char* code : {"40036", "40037", "41030", "43104", "43116", "47001", "47003", "48001"}) {
    CHECK(answered("{\"errcode\":" + std::string(code) + "}") == "invalid " + std::string(code));
  }
  for (const char* code : {"40001", "42001"}) CHECK(answered("{\"errcode\":" + std::string(code) + "}") == "stale");
  CHECK(answered(R"({"errcode":-1})") == "later 0");
  CHECK(answered(R"({"errcode":45009})") == "later 3600000");
  CHECK(answered(R"({"errcode":99999})") == "later 0");
  CHECK(answered("<html>") == "later 0");
  CHECK(answered("", 502) == "later 0");
}

TEST_CASE("A value is cut to its field and never empty, because the platform refuses both") {
  CHECK(fitted("thing2", "") == "无");
  CHECK(fitted("thing2", "一\n二") == "一 二");
  CHECK(fitted("thing2", "一二三四五六七八九十一二三四五六七八九十") == "一二三四五六七八九十一二三四五六七八九十");
  CHECK(fitted("thing2", "一二三四五六七八九十一二三四五六七八九十一") == "一二三四五六七八九十一二三四五六七八九…");
  CHECK(fitted("phrase3", "正在办理之中") == "正在办理…");
  CHECK(fitted("character_string1", "JN25 工单") == "JN25 ");
  CHECK(fitted("character_string1", "工单") == "-");
}

TEST_CASE("A template that cannot work is refused at the start, with a sentence") {
  CHECK(fault(revisit_template()).empty());
  WechatTemplate one = revisit_template();
  one.id.clear();
  CHECK(fault(one) == "模板 revisit 没有写 id；在公众号后台的模板库里抄");
  one = revisit_template();
  one.fields.clear();
  CHECK(fault(one).find("没有写 fields") != std::string::npos);
  one.fields = {{"thing", "事项"}};
  CHECK(fault(one).find("字段 thing 不能用") != std::string::npos);
  one.fields = {{"car_number1", "事项"}};
  CHECK(fault(one).find("字段 car_number1 不能用") != std::string::npos);
  one.fields = {{"thing1", "姓名"}};
  CHECK(fault(one).find("没有这个值") != std::string::npos);
  one.fields = {{"thing1", "事项"}, {"thing1", "提示"}};
  CHECK(fault(one).find("写了两次") != std::string::npos);
}

TEST_CASE("Templates need an account that can send, and one template for each purpose") {
  WechatAccount silent = account();
  silent.templates = {revisit_template()};
  CHECK(make_wechat(silent).error().text.find("app_secret_file") != std::string::npos);
  WechatAccount twice = active_account();
  twice.templates = {revisit_template(), revisit_template()};
  CHECK(make_wechat(twice).error().text.find("写了两次") != std::string::npos);
  CHECK(with({revisit_template()})->has_template(TemplatePurpose::kRevisit));
  CHECK_FALSE(with({revisit_template()})->has_template(TemplatePurpose::kResult));
}
