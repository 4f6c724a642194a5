// Every vector of tests/wire/wechat_oa is run by its kind; a file no kind takes, or one left out without a reason,
// fails.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "integrations/channels/wechat/customer_service.hpp"
#include "integrations/channels/wechat/fields.hpp"
#include "integrations/channels/wechat/inbound.hpp"
#include "integrations/channels/wechat/reply.hpp"
#include "tests/integrations/channels/wechat_call.hpp"

namespace {

using namespace integrations;
using base::ErrorCode;
using nlohmann::json;

constexpr std::size_t kVectors = 112;

// We send text and fetch tokens; these are calls and replies this program never makes.
const std::map<std::string, std::string> kNotOurs = {
    {"out_CreateMenu", "menus are set up in the platform's console"},
    {"out_DeleteMenu", "menus are set up in the platform's console"},
    {"out_SendSubscribePageMsg", "subscription notices are not sent"},
    {"out_SendTemplateMsg", "template messages are not sent"},
    {"out_SubscribeTemplate", "one-time subscriptions are not sent"},
    {"out_kf_SendImageMsg", "only text is sent"},
    {"out_kf_SendMenuMsg", "only text is sent"},
    {"out_kf_SendNewsMsg", "only text is sent"},
    {"out_kf_SetTyping", "no typing indicator is sent"},
};

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

channel_test::Call call_of(const json& vector) {
  channel_test::Call call;
  const json& request = vector.at("request");
  call.method = request.at("method").get<std::string>();
  for (const auto& [name, value] : request.at("query").items()) call.query.emplace_back(name, value.get<std::string>());
  if (request.contains("body")) call.body = request.at("body").get<std::string>();
  return call;
}

base::UnixMs time_of(channel_test::Call& call) {
  const std::string& timestamp = call["timestamp"];
  const bool digits = !timestamp.empty() && timestamp.find_first_not_of("0123456789") == std::string::npos;
  return digits ? base::UnixMs{std::stoll(timestamp) * 1000} : channel_test::kNow;
}

WechatAccount account_of(const json& vector, bool plain) {
  const json& keys = vector.at("keys");
  WechatAccount account;
  account.app_id = keys.value("receive_id", "wx-not-named");
  account.tokens = {keys.at("token").get<std::string>()};
  if (keys.contains("encoding_aes_key")) account.aes_keys = {keys.at("encoding_aes_key").get<std::string>()};
  account.accept_plain = plain;
  return account;
}

// Holds what we read of a body against the vector's own list of fields; returns how many were compared.
int compare_fields(const wechat::Fields& read, const json& expected, const std::string& parent = "") {
  int compared = 0;
  for (const auto& [name, value] : expected.items()) {
    if (value.is_object() && parent.empty()) compared += compare_fields(read, value, name);
    wechat::Field field{};
    if (!wechat::find_field(parent, name, field) || value.is_structured()) continue;
    INFO(parent << "." << name);
    CHECK(read.has(field));
    CHECK(std::string(read[field]) == text_of(value));
    ++compared;
  }
  return compared;
}

void run_signature(const json& vector) {
  const auto parts = vector.at("expected").at("parts").get<std::vector<std::string>>();
  std::string signature;
  switch (parts.size()) {
    case 2:
      signature = wechat::signature_of({parts[0], parts[1]});
      break;
    case 3:
      signature = wechat::signature_of({parts[0], parts[1], parts[2]});
      break;
    case 4:
      signature = wechat::signature_of({parts[0], parts[1], parts[2], parts[3]});
      break;
    default:
      FAIL("a vector with " << parts.size() << " signed parts");
  }
  const bool same = signature == vector.at("expected").at("signature").get<std::string>();
  CHECK(same == vector.at("expected").value("match", true));
}

void run_echostr(const json& vector) {
  channel_test::Call call = call_of(vector);
  const auto received = channel_test::channel(account_of(vector, true))->receive(call.webhook(), time_of(call));
  REQUIRE(received.ok());
  const HttpAnswer& answer = std::get<Handshake>(received->what).answer;
  CHECK(answer.status == vector.at("expected").at("status").get<int>());
  CHECK(answer.body == vector.at("expected").at("response_body").get<std::string>());
}

void run_plain_post(const json& vector) {
  const json& expected = vector.at("expected");
  channel_test::Call call = call_of(vector);
  const auto received = channel_test::channel(account_of(vector, true))->receive(call.webhook(), time_of(call));
  if (!expected.at("signature_ok").get<bool>()) {
    REQUIRE(!received.ok());
    CHECK(received.error().code == ErrorCode::kUnauthenticated);
    return;
  }
  if (expected.at("format") == "invalid") {
    REQUIRE(!received.ok());
    CHECK(received.error().code == ErrorCode::kInvalid);
    return;
  }
  REQUIRE(received.ok());
  CHECK(channel_test::only(received).driver == text_of(expected.at("fields").at("FromUserName")));
  CHECK(compare_fields(wechat::read_fields(call.body).value(), expected.at("fields")) >= 4);
  // The same call is refused where plain messages are not accepted.
  WechatAccount strict = account_of(vector, false);
  strict.aes_keys = {channel_test::kKey};
  const auto refused = channel_test::channel(strict)->receive(call.webhook(), time_of(call));
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::kUnauthenticated);
}

void run_encrypted_post(const json& vector) {
  const json& expected = vector.at("expected");
  channel_test::Call call = call_of(vector);
  const auto channel = make_wechat(account_of(vector, false));
  if (expected.value("reject", "") == "key") {
    REQUIRE(!channel.ok());
    CHECK(channel.error().code == ErrorCode::kInvalid);
    return;
  }
  REQUIRE(channel.ok());
  const auto received = channel.value()->receive(call.webhook(), time_of(call));
  if (expected.contains("reject")) {
    REQUIRE(!received.ok());
    CHECK(received.error().code == ErrorCode::kUnauthenticated);
    return;
  }
  const auto key = wechat::decode_aes_key(vector.at("keys").at("encoding_aes_key").get<std::string>());
  const auto outer = wechat::read_fields(call.body);
  REQUIRE((key && outer));
  const auto opened = wechat::open_sealed(*key, (*outer)[wechat::Field::kEncrypt]);
  REQUIRE(opened);
  CHECK(opened->message == expected.at("message").get<std::string>());
  CHECK(opened->random == expected.at("random").get<std::string>());
  CHECK(opened->pad == expected.at("pad").get<int>());
  CHECK(opened->message.size() == expected.at("msg_len").get<std::size_t>());
  CHECK(opened->receive_id == vector.at("keys").at("receive_id").get<std::string>());

  REQUIRE(received.ok());
  const auto fields = wechat::read_fields(opened->message);
  REQUIRE(fields.ok());
  CHECK(channel_test::only(received).driver == (*fields)[wechat::Field::kFromUserName]);
  if (expected.contains("fields_subset")) CHECK(compare_fields(*fields, expected.at("fields_subset")) > 0);
}

void run_aes_decrypt(const json& vector) {
  const json& expected = vector.at("expected");
  const auto key = wechat::decode_aes_key(vector.at("keys").at("encoding_aes_key").get<std::string>());
  REQUIRE(key);
  const auto opened = wechat::open_sealed(*key, expected.at("encrypt").get<std::string>());
  REQUIRE(opened);
  CHECK(opened->message == expected.at("message").get<std::string>());
  CHECK(opened->receive_id == expected.at("receive_id").get<std::string>());
  CHECK(compare_fields(wechat::read_fields(opened->message).value(), expected.at("fields_subset")) >= 5);
}

void run_encrypt_reply(const json& vector) {
  const json& expected = vector.at("expected");
  const json& keys = vector.at("keys");
  const auto key = wechat::decode_aes_key(keys.at("encoding_aes_key").get<std::string>());
  REQUIRE(key);
  const auto message = expected.at("message").get<std::string>();
  const auto encrypt = expected.at("encrypt").get<std::string>();
  CHECK(wechat::seal(*key, expected.at("random").get<std::string>(), message,
                     keys.at("receive_id").get<std::string>()) == encrypt);
  const auto opened = wechat::open_sealed(*key, encrypt);
  REQUIRE(opened);
  CHECK(opened->message == message);
  CHECK(opened->pad == expected.at("pad").get<int>());
  if (!expected.contains("msg_signature")) return;
  const auto timestamp = expected.at("timestamp").get<std::string>();
  const auto nonce = expected.at("nonce").get<std::string>();
  const auto signature = expected.at("msg_signature").get<std::string>();
  const auto token = keys.at("token").get<std::string>();
  CHECK(wechat::envelope(false, encrypt, token, timestamp, nonce) ==
        "<xml><Encrypt><![CDATA[" + encrypt + "]]></Encrypt><MsgSignature><![CDATA[" + signature +
            "]]></MsgSignature><TimeStamp>" + timestamp + "</TimeStamp><Nonce><![CDATA[" + nonce + "]]></Nonce></xml>");
  CHECK(
      json::parse(wechat::envelope(true, encrypt, token, timestamp, nonce)) ==
      json(
          {{"Encrypt", encrypt}, {"MsgSignature", signature}, {"TimeStamp", std::stoll(timestamp)}, {"Nonce", nonce}}));
}

void run_xml_parse(const json& vector) {
  const json& expected = vector.at("expected").at("fields");
  const json& request = vector.at("request");
  const auto body = request.at("body").get<std::string>();
  const auto fields = wechat::read_fields(body);
  REQUIRE(fields.ok());
  CHECK(compare_fields(*fields, expected) >= 4);
  if (request.at("method") == "POST") {
    const auto inbound = wechat::read_inbound(*fields, channel_test::kNow);
    REQUIRE(inbound.ok());
    CHECK(inbound->driver == text_of(expected.at("FromUserName")));
    if (expected.contains("CreateTime")) {
      CHECK(inbound->sent_at == base::UnixMs{std::stoll(text_of(expected.at("CreateTime"))) * 1000});
    }
  } else if (expected.at("MsgType") == "text") {  // a reply: the one kind that we make
    const wechat::ReplyForm form{
        text_of(expected.at("ToUserName")), text_of(expected.at("FromUserName")), false, false, 0, 0};
    CHECK(wechat::text_reply(form, text_of(expected.at("Content")),
                             base::UnixMs{std::stoll(text_of(expected.at("CreateTime"))) * 1000}) == body);
  }
}

void run_outbound(const json& vector) {
  const json& expected = vector.at("expected");
  const auto id = vector.at("id").get<std::string>();
  const HttpResponse response{200, {}, expected.at("response").dump()};
  if (id == "wechat_oa/out_kf_SendTextMsg") {
    const auto made = wechat::text_message_request("https://api.weixin.qq.com", {"k", "OPENID", "Hello World"},
                                                   {"ACCESS_TOKEN", channel_test::kNow});
    json body = json::parse(expected.at("body").get<std::string>());
    body.erase("customservice");  // optional: which human agent's name is shown
    CHECK(made.method == expected.at("method").get<std::string>());
    CHECK(made.url == expected.at("url").get<std::string>());
    CHECK(json::parse(made.body) == body);
    CHECK(std::holds_alternative<Delivered>(wechat::read_delivery(response)));
  } else if (id == "wechat_oa/out_AccessToken") {
    // The call is the older endpoint's, which we do not use; its answer has the same form.
    const auto token = wechat::read_stable_token(response, channel_test::kNow);
    REQUIRE(token.ok());
    CHECK(token->value == expected.at("response").at("access_token").get<std::string>());
    CHECK(token->expires_at == channel_test::kNow + base::seconds(7140));
  } else {
    INFO("left out without a reason");
    CHECK(kNotOurs.count(id.substr(id.find('/') + 1)) == 1);
  }
}

const std::map<std::string, std::function<void(const json&)>> kRunners = {
    {"wx_signature", run_signature},     {"wx_echostr_plain", run_echostr},
    {"wx_plain_post", run_plain_post},   {"wx_encrypted_post", run_encrypted_post},
    {"wx_aes_decrypt", run_aes_decrypt}, {"wx_encrypt_reply", run_encrypt_reply},
    {"xml_parse", run_xml_parse},        {"outbound", run_outbound},
};

std::map<std::string, json> read_vectors() {
  std::map<std::string, json> vectors;
  for (const auto& entry : std::filesystem::directory_iterator(XINSHENG_SOURCE_DIR "/tests/wire/wechat_oa")) {
    std::ifstream file(entry.path());
    vectors[entry.path().stem().string()] = json::parse(file);
  }
  return vectors;
}

const std::map<std::string, json>& load_vectors() {
  static const std::map<std::string, json> vectors = read_vectors();
  return vectors;
}

}  // namespace

TEST_CASE("Every wire vector of the official account holds", "[wire]") {
  const auto& vectors = load_vectors();
  REQUIRE(vectors.size() == kVectors);
  for (const auto& [name, vector] : vectors) {
    DYNAMIC_SECTION(name) {
      CHECK(vector.contains("source"));
      const auto runner = kRunners.find(vector.at("kind").get<std::string>());
      REQUIRE(runner != kRunners.end());
      runner->second(vector);
    }
  }
}

TEST_CASE("Every wire vector that is left out exists", "[wire]") {
  const auto& vectors = load_vectors();
  for (const auto& [name, reason] : kNotOurs) {
    INFO(name << ": " << reason);
    CHECK(vectors.count(name) == 1);
  }
}
