// The passive reply (channels reference §1.6) and the ways of a call: handshake, plain, safe and compatible mode,
// rotation.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "integrations/channels/wechat/fields.hpp"
#include "integrations/channels/wechat/reply.hpp"
#include "integrations/signing.hpp"
#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;
using base::ErrorCode;
using wechat::Field;

namespace {

const std::string kJsonPush =
    R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"text","Content":"x","MsgId":1})";

std::string hint_of(const Call& call, const Channel& channel) {
  return only(channel.receive(call.webhook(), kNow)).reply_hint;
}

// Opens a sealed answer the way the platform does; "" if it would refuse it.
std::string opened(const HttpAnswer& answer, const std::string& token = kToken, const std::string& key = kKey) {
  std::string encrypt, signature, timestamp, nonce;
  if (answer.body.starts_with("{")) {
    const auto json = nlohmann::json::parse(answer.body);
    encrypt = json.at("Encrypt");
    signature = json.at("MsgSignature");
    timestamp = std::to_string(json.at("TimeStamp").get<long>());
    nonce = json.at("Nonce");
  } else {
    const auto between = [&](const std::string& begin, const std::string& end) {
      const std::size_t at = answer.body.find(begin) + begin.size();
      return answer.body.substr(at, answer.body.find(end, at) - at);
    };
    encrypt = between("<Encrypt><![CDATA[", "]]>");
    signature = between("<MsgSignature><![CDATA[", "]]>");
    timestamp = between("<TimeStamp>", "</TimeStamp>");
    nonce = between("<Nonce><![CDATA[", "]]>");
  }
  if (signature != wechat::signature_of({token, timestamp, nonce, encrypt})) return "";
  const auto inside = wechat::open_sealed(*wechat::decode_aes_key(key), encrypt);
  return inside && inside->receive_id == kAppId ? inside->message : "";
}

}  // namespace

TEST_CASE("The handshake gives the echo back, and only to who has signed it") {
  const auto official = channel();
  Call call = plain_call("");
  call.method = "GET";
  call["echostr"] = "4375120948345356249";
  const auto received = official->receive(call.webhook(), kNow);
  REQUIRE(received.ok());
  const HttpAnswer answer = std::get<Handshake>(received->what).answer;
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "text/plain; charset=utf-8");
  CHECK(answer.body == "4375120948345356249");

  Call unsigned_call = call;
  unsigned_call["signature"] = std::string(40, 'a');
  CHECK(official->receive(unsigned_call.webhook(), kNow).error().code == ErrorCode::kUnauthenticated);
  Call without = call;
  without.remove("echostr");
  CHECK(official->receive(without.webhook(), kNow).error().code == ErrorCode::kInvalid);
  Call other = call;
  other.method = "PUT";
  CHECK(official->receive(other.webhook(), kNow).error().code == ErrorCode::kInvalid);
  // Accepting only sealed messages does not change the handshake: it is never sealed.
  CHECK(channel(account(false))->receive(call.webhook(), kNow).ok());
}

TEST_CASE("A plain call is answered by a plain reply with sender and receiver swapped") {
  const auto official = channel();
  const HttpAnswer answer =
      official->passive_answer(hint_of(plain_call(text_push("x")), *official), "您好 ]]> <b>", kNow);
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "text/xml; charset=utf-8");
  CHECK(answer.body ==
        "<xml><ToUserName><![CDATA[o-driver]]></ToUserName><FromUserName><![CDATA[gh_demo]]></FromUserName>"
        "<CreateTime>1768442531</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[您好 ]]]]><![CDATA[> <b>]]></Content></xml>");
  CHECK((*wechat::read_fields(answer.body))[Field::kContent] == "您好 ]]> <b>");
}

TEST_CASE("A JSON call is answered in JSON") {
  const auto official = channel();
  const HttpAnswer answer =
      official->passive_answer(hint_of(plain_call(kJsonPush), *official), "他说\"好\"\\\n行", kNow);
  CHECK(answer.content_type == "application/json; charset=utf-8");
  CHECK(
      answer.body ==
      R"({"ToUserName":"o-driver","FromUserName":"gh_demo","CreateTime":1768442531,"MsgType":"text","Content":"他说\"好\"\\\n行"})");
}

TEST_CASE("Nothing to say is the platform's own word, sealed or not") {
  const auto official = channel();
  for (const Call& call : {plain_call(text_push("x")), signed_encrypt(sealed(text_push("x")))}) {
    const HttpAnswer answer = official->passive_answer(hint_of(call, *official), "", kNow);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "text/plain; charset=utf-8");
    CHECK(answer.body == "success");
  }
}

TEST_CASE("A sealed call is answered by a sealed reply that the platform can open") {
  const auto official = channel(account(false));
  const HttpAnswer answer =
      official->passive_answer(hint_of(signed_encrypt(sealed(text_push("x"))), *official), "您好", kNow);
  CHECK(answer.body.find("您好") == std::string::npos);
  CHECK((*wechat::read_fields(opened(answer)))[Field::kContent] == "您好");
  CHECK((*wechat::read_fields(opened(answer)))[Field::kToUserName] == "o-driver");
}

TEST_CASE("A sealed JSON call is answered by sealed JSON") {
  const auto official = channel(account(false));
  const std::string encrypt = sealed(kJsonPush);
  Call call = signed_encrypt(encrypt);
  call.body = R"({"ToUserName":"gh_demo","Encrypt":")" + encrypt + "\"}";
  const HttpAnswer answer = official->passive_answer(hint_of(call, *official), "您好", kNow);
  CHECK(answer.content_type == "application/json; charset=utf-8");
  CHECK(nlohmann::json::parse(opened(answer)).at("Content") == "您好");
}

TEST_CASE("In compatible mode the sealed part counts, not the plain fields beside it") {
  Call call = signed_encrypt(sealed(text_push("sealed words")));
  call.body.replace(
      0, 5,
      "<xml><FromUserName>o-forged</FromUserName><MsgType>text</MsgType><Content>forged</Content><MsgId>9</MsgId>");
  const Inbound in = only(channel(account(false))->receive(call.webhook(), kNow));
  CHECK(in.driver == "o-driver");
  CHECK(in.text == "sealed words");
  CHECK(in.key == "m6260957665266699303");
}

TEST_CASE("The same reply is the same bytes on every node and at every redelivery") {
  const auto call = signed_encrypt(sealed(text_push("x")));
  const auto one = channel();
  const auto other = channel();
  const std::string hint = hint_of(call, *one);
  CHECK(hint == hint_of(call, *other));
  CHECK(one->passive_answer(hint, "您好", kNow).body == other->passive_answer(hint, "您好", kNow).body);
  // Within one second nothing of the reply differs.
  CHECK(one->passive_answer(hint, "您好", kNow).body ==
        one->passive_answer(hint, "您好", kNow + base::Millis{400}).body);
}

TEST_CASE("Different replies share neither random bytes nor nonce") {
  const auto official = channel();
  const std::string hint = hint_of(signed_encrypt(sealed(text_push("x"))), *official);
  std::set<std::string> randoms, nonces;
  for (int i = 0; i < 50; ++i) {
    const HttpAnswer answer = official->passive_answer(hint, "答" + std::to_string(i / 2), kNow + base::seconds(i % 2));
    const auto outer = wechat::read_fields(answer.body);
    randoms.insert(wechat::open_sealed(*wechat::decode_aes_key(kKey), (*outer)[Field::kEncrypt])->random);
    const std::size_t at = answer.body.find("<Nonce>");
    nonces.insert(answer.body.substr(at));
  }
  CHECK(randoms.size() == 50);
  CHECK(nonces.size() == 50);
}

TEST_CASE("While token and key are being changed, both are taken and each call is answered with its own") {
  WechatAccount changing = account(false);
  changing.tokens = {"old-token", "new-token"};
  changing.aes_keys = {kKey, kOtherKey};
  const auto official = channel(changing);
  for (const auto& token : changing.tokens) {
    for (const auto& key : changing.aes_keys) {
      const Call call = signed_encrypt(sealed(text_push("x"), kAppId, key), token);
      const std::string hint = hint_of(call, *official);
      CHECK_FALSE(opened(official->passive_answer(hint, "您好", kNow), token, key).empty());
    }
  }
  CHECK(channel(changing)->receive(signed_encrypt(sealed(text_push("x")), kToken).webhook(), kNow).error().code ==
        ErrorCode::kUnauthenticated);
}

TEST_CASE("A hint that outlives its token and key is answered with those that are left") {
  WechatAccount changing = account(false);
  changing.tokens = {"old-token", "new-token"};
  changing.aes_keys = {kKey, kOtherKey};
  const std::string hint =
      hint_of(signed_encrypt(sealed(text_push("x"), kAppId, kOtherKey), "new-token"), *channel(changing));
  WechatAccount changed = account(false);
  changed.tokens = {"new-token"};
  changed.aes_keys = {kOtherKey};
  CHECK_FALSE(opened(channel(changed)->passive_answer(hint, "您好", kNow), "new-token", kOtherKey).empty());
}

TEST_CASE("A hint that is none is answered without a reply") {
  const auto official = channel();
  for (const char* hint : {"", "1", "2 px 0 0 a b", "1 px x 0 a b", "1 px 0 0 a", "1 p 0 0 a b", "1 px 0 0  b"}) {
    CHECK(official->passive_answer(hint, "您好", kNow).body == "success");
  }
}

TEST_CASE("A hint reads back as it was written") {
  const wechat::ReplyForm form{"o-driver", "gh_demo", true, true, 1, 0};
  CHECK(wechat::write_hint(form) == "1 ej 1 0 o-driver gh_demo");
  CHECK(wechat::read_hint(wechat::write_hint(form)) == form);
}

TEST_CASE("A reply holds what the platform takes: at most 2048 bytes, UTF-8, no control characters") {
  const auto official = channel();
  const std::string hint = hint_of(plain_call(text_push("x")), *official);
  const auto content = [&](const std::string& text) {
    return std::string((*wechat::read_fields(official->passive_answer(hint, text, kNow).body))[Field::kContent]);
  };
  CHECK(official->text_bytes_max() == 2048);
  std::string chinese;
  for (int i = 0; i < 700; ++i) chinese += "字";
  CHECK(content(chinese) == chinese.substr(0, 2046));
  CHECK(content(std::string("a\0b\x08\x1B[1m\x7F"
                            "c\td\n",
                            13)) == "ab[1mc\td\n");
  CHECK(content("a\xFF"
                "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(content("a\xEF\xBF\xBE"
                "b") == "ab");
}

TEST_CASE("The aes key's unused bits do not matter, its length and alphabet do") {
  // 43 characters hold 258 bits; the last two are nobody's.
  const auto key = wechat::decode_aes_key("AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS");
  REQUIRE(key);
  CHECK(key == wechat::decode_aes_key("AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBQ"));
  for (const char* wrong :
       {"", "12", "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHB",
        "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS=", "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHB-"}) {
    CHECK_FALSE(wechat::decode_aes_key(wrong));
  }
}

TEST_CASE("A sealed message opens again at every length, with a padding of 1 to 32") {
  const auto key = *wechat::decode_aes_key(kKey);
  std::set<int> pads;
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string message(size, 'm');
    const auto again = wechat::open_sealed(key, wechat::seal(key, "0123456789abcdef", message, kAppId));
    REQUIRE(again);
    CHECK(again->message == message);
    CHECK(again->receive_id == kAppId);
    pads.insert(again->pad);
  }
  CHECK(pads.size() == 32);
  CHECK(*pads.begin() == 1);
  CHECK(*pads.rbegin() == 32);
}

TEST_CASE("Base64 is the standard's") {
  for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"\xFF\xEF\xBE", "/+++"}}) {  // RFC 4648 §10
    CHECK(integrations::base64_encode(bytes) == text);
    CHECK(integrations::base64_decode(text) == bytes);
  }
  for (const char* wrong : {"Zg", "Zg=", "Z===", "Zg=a", "Zm9v\n", "Zm 9", "Zm9_"})
    CHECK_FALSE(integrations::base64_decode(wrong));
}

TEST_CASE("A sealed message whose length does not fit its bytes is none") {
  const auto key = *wechat::decode_aes_key(kKey);
  // Made with `openssl enc -aes-256-cbc -nopad`: 16 bytes, a length, "short", padding. Lengths 5, 100, 2^32-1, cut off.
  const auto right = wechat::open_sealed(key, "Q3stYC6hdFzMh9T8HCvyDNnIuqYosExywywtXEd7A1s=");
  REQUIRE(right);
  CHECK(right->message == "short");
  CHECK(right->receive_id.empty());
  for (const char* wrong :
       {"Q3stYC6hdFzMh9T8HCvyDNTGCdm/rfWYN5p2aMqSB4o=", "Q3stYC6hdFzMh9T8HCvyDAhCp6apDMvIOlPZh4EhlKw=",
        "Q3stYC6hdFzMh9T8HCvyDP6/kwe7RIVxMC+Fnnnue3s="}) {
    CHECK_FALSE(wechat::open_sealed(key, wrong));
  }
}
