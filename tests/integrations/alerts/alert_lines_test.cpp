#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "integrations/alerts/alert_line.hpp"

using integrations::AlertCall;
using integrations::HttpResponse;
using integrations::make_alert_line;

namespace {

const AlertCall kCall{.key = "k1", .text = "【U0 自伤】工单 JN1"};

HttpResponse answered(int status, std::string body) { return {.status = status, .headers = {}, .body = std::move(body)}; }

}  // namespace

TEST_CASE("alerts: a gateway gets one object with whom to call, what to say and the alert's key", "[integrations]") {
  const auto line = make_alert_line("webhook", {.url = "http://127.0.0.1:1/call", .phone = "13000000001"});
  REQUIRE(line.ok());
  const auto request = (*line)->render(kCall);
  CHECK(request.method == "POST");
  CHECK(request.url == "http://127.0.0.1:1/call");
  const auto body = nlohmann::json::parse(request.body);
  CHECK(body == nlohmann::json{{"alert", "k1"}, {"text", kCall.text}, {"to", "13000000001"}});
  CHECK((*line)->is_taken(answered(204, "")));
  CHECK_FALSE((*line)->is_taken(answered(302, "")));
  CHECK_FALSE((*line)->is_taken(answered(500, "ok")));
}

TEST_CASE("alerts: a WeCom robot is told whom to mention, and took the call only with errcode 0", "[integrations]") {
  const auto line = make_alert_line("wecom_robot", {.url = "http://127.0.0.1:1/send?key=s", .phone = "13000000002"});
  REQUIRE(line.ok());
  const auto body = nlohmann::json::parse((*line)->render(kCall).body);
  CHECK(body["msgtype"] == "text");
  CHECK(body["text"]["content"] == kCall.text);
  CHECK(body["text"]["mentioned_mobile_list"] == nlohmann::json::array({"13000000002"}));
  struct Row {
    int status;
    const char* body;
    bool taken;
  };
  for (const Row& row : {Row{200, R"({"errcode":0,"errmsg":"ok"})", true}, Row{200, R"({"errcode":45009})", false},
                         Row{200, R"({"errcode":"0"})", false}, Row{200, "ok", false}, Row{200, "[]", false},
                         Row{500, R"({"errcode":0})", false}}) {
    INFO(row.body);
    CHECK((*line)->is_taken(answered(row.status, row.body)) == row.taken);
  }
}

TEST_CASE("alerts: a line nobody knows is refused with those there are", "[integrations]") {
  const auto line = make_alert_line("telex", {});
  REQUIRE_FALSE(line.ok());
  CHECK(line.error().text.find("webhook") != std::string::npos);
  CHECK(line.error().text.find("wecom_robot") != std::string::npos);
}
