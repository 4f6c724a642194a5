// The active side: customer-service messages and the token (channels reference §1.7, §1.8), and what an account must
// have.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "integrations/channels/registry.hpp"
#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;
using base::ErrorCode;

namespace {

std::unique_ptr<Channel> active() {
  WechatAccount made = account(false);
  made.app_secret = "test-secret";
  made.api_base = "https://api.example";
  return channel(made);
}

std::string written(const Delivery& delivery) {
  if (const auto* delivered = std::get_if<Delivered>(&delivery)) return "delivered " + delivered->message_id;
  if (const auto* later = std::get_if<RetryAfter>(&delivery)) return "later " + std::to_string(later->delay.count);
  if (const auto* refused = std::get_if<Refused>(&delivery)) return "refused " + refused->code;
  return "stale";
}

std::string answered(const std::string& body, int status = 200, Headers headers = {}) {
  return written(active()->interpret({status, std::move(headers), body}));
}

}  // namespace

TEST_CASE("A text message goes out as UTF-8 with its token in the query") {
  const HttpRequest request = active()->render({"k", "o-driver", "结果：\"已办结\"\n谢谢"}, {"a+b/c", kNow});
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.example/cgi-bin/message/custom/send?access_token=a%2Bb%2Fc");
  CHECK(request.body == R"({"touser":"o-driver","msgtype":"text","text":{"content":"结果：\"已办结\"\n谢谢"}})");
  CHECK(request.headers == Headers{{"Content-Type", "application/json; charset=utf-8"}});
}

TEST_CASE("No text makes a body that is not JSON or that is escaped beyond need") {
  for (const std::string& text : {std::string("\0\x01\x1F\x7F", 4), std::string("\xFF\xC0"),
                                  std::string("\\u4f60 \" / 😡"), std::string("\xE2\x80\xA8")}) {
    const std::string body = active()->render({"k", "o-driver", text}, {"t", kNow}).body;
    REQUIRE(nlohmann::json::accept(body));
    CHECK(body.find("\\u00") == std::string::npos);
  }
  const std::string body = active()->render({"k", "o-driver", "\\u4f60"}, {"t", kNow}).body;
  CHECK(nlohmann::json::parse(body)["text"]["content"] == "\\u4f60");
}

TEST_CASE("Each errcode leads to what helps") {
  CHECK(answered(R"({"errcode":0,"errmsg":"ok"})") == "delivered ");
  CHECK(answered(R"({"errcode":0,"errmsg":"ok","msgid":18446744073709551615})") == "delivered 18446744073709551615");
  for (const char* code : {"40001", "40014", "41001", "42001"}) {
    CHECK(answered("{\"errcode\":" + std::string(code) + "}") == "stale");
  }
  for (const char* code : {"40003", "40033", "43004", "45002", "45015", "45047", "48001", "48002"}) {
    CHECK(answered("{\"errcode\":" + std::string(code) + ",\"errmsg\":\"x\"}") == "refused " + std::string(code));
  }
  CHECK(answered(R"({"errcode":-1})") == "later 0");
  CHECK(answered(R"({"errcode":45009})") == "later 3600000");
  CHECK(answered(R"({"errcode":45011})") == "later 60000");
  CHECK(answered(R"({"errcode":40164})") == "later 600000");
  CHECK(answered(R"({"errcode":99999})") == "later 0");
}

TEST_CASE("An answer that is none is tried again") {
  for (const char* body :
       {"", "<html>", "{}", "[]", "null", R"({"errcode":"x"})", R"({"errcode":0,"errcode":40003})"}) {
    CHECK(answered(body) == "later 0");
  }
  CHECK(answered("", 502) == "later 0");
  CHECK(answered("", 503, {{"retry-after", "30"}}) == "later 30000");
  CHECK(answered("", 429, {{"Retry-After", "99999999999"}}) == "later 3600000");
  CHECK(answered("", 429, {{"Retry-After", "-5"}}) == "later 0");
  CHECK(answered("", 429, {{"Retry-After", "soon"}}) == "later 0");
  CHECK(answered(R"({"errcode":0})", 302) == "later 0");
}

TEST_CASE("A token is asked for where all who ask get the same one") {
  const auto request = active()->token_request();
  REQUIRE(request);
  CHECK(request->method == "POST");
  CHECK(request->url == "https://api.example/cgi-bin/stable_token");
  CHECK(
      request->body ==
      R"({"grant_type":"client_credential","appid":"wx00000000000demo0","secret":"test-secret","force_refresh":false})");
}

TEST_CASE("A token ends a minute before the platform's end of it") {
  const auto token = active()->read_token({200, {}, R"({"access_token":"abc","expires_in":7200})"}, kNow);
  REQUIRE(token.ok());
  CHECK(token->value == "abc");
  CHECK(token->expires_at == kNow + base::seconds(7140));
  CHECK(active()->read_token({200, {}, R"({"access_token":"abc","expires_in":30})"}, kNow)->expires_at == kNow);
}

TEST_CASE("An answer without a token says why, without the secret") {
  const auto fault = [](const std::string& body, int status = 200) {
    return active()->read_token({status, {}, body}, kNow).error();
  };
  CHECK(fault(R"({"errcode":40125,"errmsg":"invalid appsecret test-secret"})").code == ErrorCode::kInvalid);
  CHECK(fault(R"({"errcode":40125,"errmsg":"invalid appsecret test-secret"})").text == "token endpoint: errcode 40125");
  for (const char* code : {"-1", "45009", "45011"})
    CHECK(fault("{\"errcode\":" + std::string(code) + "}").code == ErrorCode::kBusy);
  CHECK(fault("", 502).code == ErrorCode::kUnknown);
  for (const char* body : {"", "{}", R"({"access_token":"","expires_in":7200})", R"({"access_token":"a"})",
                           R"({"access_token":"a","expires_in":0})", R"({"access_token":"a","expires_in":1e9})"}) {
    CHECK(fault(body).code == ErrorCode::kUnknown);
  }
}

TEST_CASE("An account without secret or address sends nothing by itself") {
  CHECK(active()->sends_actively());
  for (const bool with_secret : {true, false}) {
    WechatAccount made = account();
    (with_secret ? made.app_secret : made.api_base) = "https://api.example";
    CHECK_FALSE(channel(made)->sends_actively());
    CHECK_FALSE(channel(made)->token_request());
  }
}

TEST_CASE("An account that cannot work is refused with a sentence, not with its secrets") {
  const auto fault = [](auto change) {
    WechatAccount made = account(false);
    made.tokens = {"secret-token"};
    change(made);
    const auto result = make_wechat(made);
    REQUIRE(!result.ok());
    CHECK(result.error().code == ErrorCode::kInvalid);
    CHECK(result.error().text.find("secret") == std::string::npos);
    return result.error().text;
  };
  CHECK(fault([](WechatAccount& a) { a.app_id.clear(); }).find("app_id") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.tokens.clear(); }).find("token") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.tokens = {""}; }).find("token") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.tokens = {"a", "b", "c"}; }).find("token") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.aes_keys.clear(); }).find("aes_key") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.aes_keys = {"secret-but-short"}; }).find("43") != std::string::npos);
  CHECK(fault([](WechatAccount& a) { a.aes_keys = {kKey, kKey, kKey}; }).find("aes_keys") != std::string::npos);
  WechatAccount plain = account(true);
  plain.aes_keys.clear();
  CHECK(make_wechat(plain).ok());
}

TEST_CASE("A channel is made by its name from settings") {
  CHECK(channel_kinds() == std::vector<std::string_view>{"wechat"});
  const ChannelSettings settings = {{"app_id", kAppId},          {"token", "now"},
                                    {"token_next", "next"},      {"aes_key", kKey},
                                    {"aes_key_next", kOtherKey}, {"accept_plain", "true"},
                                    {"app_secret", "s"},         {"api_base", "https://api.example"}};
  const auto made = make_channel("wechat", settings);
  REQUIRE(made.ok());
  CHECK((*made)->name() == "wechat");
  CHECK((*made)->sends_actively());
  for (const char* token : {"now", "next"}) {
    CHECK((*made)->receive(plain_call(text_push("x"), kNow, token).webhook(), kNow).ok());
    for (const std::string& key : {kKey, kOtherKey}) {
      CHECK((*made)->receive(signed_encrypt(sealed(text_push("x"), kAppId, key), token).webhook(), kNow).ok());
    }
  }
  CHECK(make_channel("pigeon", settings).error().code == ErrorCode::kNotFound);
  ChannelSettings unknown = settings;
  unknown["aeskey"] = "x";
  CHECK(make_channel("wechat", unknown).error().text == "wechat: there is no setting \"aeskey\"");
  ChannelSettings vague = settings;
  vague["accept_plain"] = "yes";
  CHECK(make_channel("wechat", vague).error().code == ErrorCode::kInvalid);
}
