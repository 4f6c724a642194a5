// Bad input (reliability §3 rows 1–3 and 23, §4 rows 19–32): kUnauthenticated is answered 403, kInvalid 400.
#include <catch2/catch.hpp>

#include "integrations/channels/wechat/fields.hpp"
#include "integrations/signing.hpp"
#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;
using base::ErrorCode;

namespace {

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out.append(text);
  return out;
}

const std::string kEntities = [] {
  std::string dtd = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  for (int i = 1; i < 10; ++i) {
    dtd += "<!ENTITY lol" + std::to_string(i) + " \"" +
           repeat("&lol" + (i == 1 ? std::string() : std::to_string(i - 1)) + ";", 10) + "\">";
  }
  return dtd + "]><xml><Content>&lol9;</Content></xml>";
}();

struct Bad {
  std::string what;
  std::string body;
  std::string fault;
};

std::string json_push(std::string_view fields) {
  return R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"text",)" +
         std::string(fields) + "}";
}

const std::vector<Bad>& bad_bodies() {
  static const std::vector<Bad> all = {
      {"row 19: external entity", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + text_push("&e;"),
       "doctype"},
      {"row 19: entity alone", "<xml><!ENTITY e \"x\"></xml>", "doctype"},
      {"row 20: billion laughs", kEntities, "doctype"},
      {"row 21: nested elements", "<xml>" + repeat("<a>", 200'000), "too_deep"},
      {"row 21: 17 levels", repeat("<a>", 17) + repeat("</a>", 17), "too_deep"},
      {"row 21: unclosed root", "<xml><MsgId>1</MsgId>", "malformed"},
      {"row 21: two MsgId", push("text", "<Content>x</Content><MsgId>1</MsgId>"), "duplicate_element MsgId"},
      {"row 21: two FromUserName", push("text", "<Content>x</Content><FromUserName>o-other</FromUserName>"),
       "duplicate_element FromUserName"},
      {"row 22: GB18030", push("text", "<Content>\xCD\xB6\xCB\xDF</Content>"), "not_utf8"},
      {"row 22: GB18030 declared", "<?xml version=\"1.0\" encoding=\"GB18030\"?>" + text_push("x"), "malformed"},
      {"row 22: UTF-16 with mark", std::string("\xFF\xFE<\0x\0m\0l\0>\0", 12), "not_utf8"},
      {"row 22: UTF-16 without mark", std::string("<\0x\0m\0l\0/\0>\0", 12), "not_utf8"},
      {"row 22: surrogate by reference", push("text", "<Content>&#xD800;</Content>"), "not_utf8"},
      {"row 23: nested arrays", json_push(R"("Content":)" + repeat("[", 200'000)), "not_text Content"},
      {"row 23: nested arrays, unknown field", json_push(R"("a":)" + repeat("[", 200'000)), "too_deep"},
      {"row 23: nested objects", json_push(R"("a":)" + repeat(R"({"a":)", 200'000)), "too_deep"},
      {"row 24: duplicate key", json_push(R"("Content":"a","MsgId":1,"MsgId":2)"), "duplicate_element MsgId"},
      {"row 24: duplicate unknown key", json_push(R"("a":{"b":1,"b":2})"), "duplicate_element"},
      {"row 24: NaN", json_push(R"("Content":"a","MsgId":NaN)"), "malformed"},
      {"row 24: 1e400", json_push(R"("Content":"a","MsgId":1e400)"), "malformed"},
      {"row 24: 2^64", json_push(R"("Content":"a","MsgId":18446744073709551616)"), "number_too_large"},
      {"row 24: trailing garbage", json_push(R"("Content":"a","MsgId":1)") + "x", "malformed"},
      {"row 25: lone surrogate", json_push(R"("Content":"\ud800","MsgId":1)"), "malformed"},
      {"row 25: raw byte", json_push("\"Content\":\"\xFF\",\"MsgId\":1"), "malformed"},
      {"row 26: empty", "", "empty"},
      {"row 26: null", "null", "malformed"},
      {"row 26: array", "[]", "malformed"},
      {"row 26: empty object", "{}", "missing ToUserName"},
      {"row 26: nothing in it", "<xml></xml>", "missing ToUserName"},
      {"row 26: no MsgType", "<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName></xml>", "missing MsgType"},
      {"row 26: no MsgId", push("text", "<Content>x</Content>", ""), "missing MsgId"},
      {"row 26: no Content", push("text", ""), "missing Content"},
      {"row 26: no Event", push("event", "", ""), "missing Event"},
      {"an object for a text", json_push(R"("Content":{"a":1},"MsgId":1)"), "not_text Content"},
      {"elements for a text", push("text", "<Content><b>x</b></Content>"), "not_text Content"},
      {"a time that is none",
       "<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>1e9</"
       "CreateTime></xml>",
       "malformed CreateTime"},
      {"white space in an id", push("text", "<Content>x</Content>", "1 2"), "malformed MsgId"},
      {"a latitude beyond the pole", push("location", "<Location_X>91</Location_X><Location_Y>1</Location_Y>"),
       "malformed Location_X"},
      {"no number for a longitude", push("location", "<Location_X>9</Location_X><Location_Y>nan</Location_Y>"),
       "malformed Location_Y"},
      {"another root", "<html></html>", "malformed"},
      {"two roots", "<xml></xml><xml></xml>", "malformed"},
      {"text behind the root", text_push("x") + "x", "malformed"},
      {"an open tag", "<xml><a", "malformed"},
      {"an open section", "<xml><Content><![CDATA[x", "malformed"},
      {"an open comment", "<xml><!-- x", "malformed"},
  };
  return all;
}

ErrorCode refused(const Channel& channel, const Call& call, base::UnixMs now = kNow) {
  const auto received = channel.receive(call.webhook(), now);
  REQUIRE(!received.ok());
  return received.error().code;
}

}  // namespace

TEST_CASE("A signed body that is wrong is invalid, and the fault names the field and nothing else") {
  const auto official = channel();
  for (const Bad& bad : bad_bodies()) {
    INFO(bad.what);
    const auto plain = official->receive(plain_call(bad.body).webhook(), kNow);
    REQUIRE(!plain.ok());
    CHECK(plain.error().code == ErrorCode::kInvalid);
    CHECK(plain.error().text == bad.fault);
    if (bad.body.empty()) continue;
    const auto inside = official->receive(signed_encrypt(sealed(bad.body)).webhook(), kNow);
    REQUIRE(!inside.ok());
    CHECK(inside.error().code == ErrorCode::kInvalid);
    CHECK(inside.error().text == bad.fault);
  }
}

TEST_CASE("An unsigned body is refused before it is looked at") {
  const auto official = channel();
  for (const Bad& bad : bad_bodies()) {
    INFO(bad.what);
    Call call = plain_call(bad.body);
    call["signature"] = std::string(40, '0');
    CHECK(refused(*official, call) == ErrorCode::kUnauthenticated);
    // As the envelope of a sealed call it cannot be authenticated at all.
    call["encrypt_type"] = "aes";
    call["msg_signature"] = std::string(40, '0');
    CHECK(refused(*official, call) == ErrorCode::kUnauthenticated);
  }
}

TEST_CASE("Only exactly the right signature is taken") {
  const auto official = channel();
  const Call right = plain_call(text_push("x"));
  REQUIRE(official->receive(right.webhook(), kNow).ok());
  int tried = 0;
  const auto refuse = [&](const std::string& signature) {
    Call call = right;
    call["signature"] = signature;
    CHECK(refused(*official, call) == ErrorCode::kUnauthenticated);
    ++tried;
  };
  const std::string signature = Call(right)["signature"];
  for (std::size_t at = 0; at < signature.size(); ++at) {
    for (const char digit : std::string("0123456789abcdefABCDEF \0g", 25)) {
      std::string changed = signature;
      changed[at] = digit;
      if (changed != signature) refuse(changed);
    }
    refuse(signature.substr(0, at));
  }
  refuse(signature + "0");
  refuse(std::string(100'000, 'a'));
  CHECK(tried > 900);
}

TEST_CASE("A missing, doubled or overlong parameter is no signature") {
  const auto official = channel();
  for (const char* name : {"signature", "timestamp", "nonce"}) {
    INFO(name);
    Call missing = plain_call(text_push("x"));
    missing.remove(name);
    CHECK(refused(*official, missing) == ErrorCode::kUnauthenticated);
    Call doubled = plain_call(text_push("x"));
    doubled.query.emplace_back(name, doubled[name]);
    CHECK(refused(*official, doubled) == ErrorCode::kUnauthenticated);
    Call overlong = plain_call(text_push("x"));
    overlong[name] = std::string(4096, '1');
    CHECK(refused(*official, overlong) == ErrorCode::kUnauthenticated);
  }
  Call unsealed = signed_encrypt(sealed(text_push("x")));
  unsealed.remove("msg_signature");
  CHECK(refused(*official, unsealed) == ErrorCode::kUnauthenticated);
}

TEST_CASE("A signature of another account is refused") {
  CHECK(refused(*channel(), plain_call(text_push("x"), kNow, "other-token")) == ErrorCode::kUnauthenticated);
  CHECK(refused(*channel(), signed_encrypt(sealed(text_push("x")), "other-token")) == ErrorCode::kUnauthenticated);
}

TEST_CASE("A call is taken for 300 seconds around its timestamp") {
  const auto official = channel();
  const auto received_after = [&](std::int64_t seconds) {
    const base::UnixMs now = kNow + base::seconds(seconds);
    const base::UnixMs whole{kNow.count / 1000 * 1000};
    return official->receive(plain_call(text_push("x"), whole).webhook(), now).ok() &&
           official->receive(signed_encrypt(sealed(text_push("x"))).webhook(), now).ok();
  };
  for (const std::int64_t seconds : {0, 4, 299, 300, -299, -300}) CHECK(received_after(seconds));
  for (const std::int64_t seconds : {301, 86'400, -301, -86'400}) CHECK_FALSE(received_after(seconds));
  for (const char* timestamp : {"", "-1", "1e9", "99999999999999999999", "1768442531.0", " 1768442531"}) {
    Call call = plain_call(text_push("x"));
    call["timestamp"] = timestamp;
    call["signature"] = wechat::signature_of({kToken, timestamp, call["nonce"]});
    CHECK(refused(*official, call) == ErrorCode::kUnauthenticated);
  }
}

TEST_CASE("A plain message is refused where only sealed ones are accepted, whatever it claims") {
  const auto strict = channel(account(false));
  Call call = plain_call(text_push("x"));
  CHECK(refused(*strict, call) == ErrorCode::kUnauthenticated);
  call["encrypt_type"] = "raw";
  CHECK(refused(*strict, call) == ErrorCode::kUnauthenticated);
  CHECK(channel()->receive(call.webhook(), kNow).ok());
  call["encrypt_type"] = "aes";
  call["msg_signature"] = call["signature"];
  CHECK(refused(*strict, call) == ErrorCode::kUnauthenticated);
}

TEST_CASE("What opens wrongly is answered like a bad signature") {
  const auto official = channel();
  const std::string good = sealed(text_push("x"));
  REQUIRE(official->receive(signed_encrypt(good).webhook(), kNow).ok());
  const auto refuse = [&](const std::string& encrypt) {
    CHECK(refused(*official, signed_encrypt(encrypt)) == ErrorCode::kUnauthenticated);
  };
  refuse(sealed(text_push("x"), "wx00000000other000"));  // somebody else's message
  refuse(sealed(text_push("x"), ""));
  refuse(sealed(text_push("x"), kAppId, kOtherKey));  // another key
  refuse("");
  refuse("AAAA");
  refuse(good.substr(0, good.size() - 4));
  refuse(good + "====");
  refuse("*" + good.substr(1));
  refuse(integrations::base64_encode(std::string(16, 'x')));  // garbage: padding or length wrong
  refuse(integrations::base64_encode(std::string(64, '\0')));
}

TEST_CASE("A changed sealed part is refused even before it is opened") {
  const auto official = channel();
  const Call right = signed_encrypt(sealed(text_push("x")));
  const std::size_t begin = right.body.find("<Encrypt><![CDATA[") + 18;
  const std::size_t end = right.body.find("]]></Encrypt>");
  REQUIRE(begin < end);
  for (std::size_t at = begin; at < end; ++at) {
    Call call = right;
    call.body[at] = call.body[at] == 'A' ? 'B' : 'A';
    CHECK(refused(*official, call) == ErrorCode::kUnauthenticated);
  }
}

TEST_CASE("Any prefix of a body is answered, never crashed upon") {
  const auto official = channel();
  const std::string xml = push("link", "<Title><![CDATA[a]]></Title><!-- c --><Url>&amp;&#20320;</Url><a b='c'/>");
  const std::string json = json_push(R"("Content":"\u4f60","MsgId":1,"a":[1.5,true,null,{"b":"c"}])");
  for (const std::string& body : {xml, json, signed_encrypt(sealed(xml)).body}) {
    for (std::size_t size = 0; size < body.size(); ++size) {
      CHECK_FALSE(official->receive(plain_call(body.substr(0, size)).webhook(), kNow).ok());
      std::string changed = body;
      for (const char c : {'\0', '<', '>', '&', '"', '\xFF', ']'}) {
        changed[size] = c;
        const auto received = official->receive(plain_call(changed).webhook(), kNow);
        CHECK((received.ok() || received.error().code == ErrorCode::kInvalid));
      }
    }
  }
}

TEST_CASE("A NUL in JSON text is kept") {
  const Inbound in =
      only(channel()->receive(plain_call(json_push(R"("Content":"a\u0000b","MsgId":1)")).webhook(), kNow));
  CHECK(in.text == std::string("a\0b", 3));
}

TEST_CASE("An object with too many keys is refused") {
  std::string fields = R"("Content":"x","MsgId":1)";
  for (int i = 0; i < 300; ++i) fields += ",\"k" + std::to_string(i) + "\":0";
  const auto received = channel()->receive(plain_call(json_push(fields)).webhook(), kNow);
  REQUIRE(!received.ok());
  CHECK(received.error().text == "too_many_fields");
}

TEST_CASE("No fault repeats what the driver wrote or who he is") {
  const std::string secret = "o-secret-driver";
  for (const Bad& bad : bad_bodies()) {
    std::string body = bad.body;
    for (std::size_t at = body.find("o-driver"); at != std::string::npos; at = body.find("o-driver", at))
      body.replace(at, 8, secret);
    const auto received = channel()->receive(plain_call(body).webhook(), kNow);
    REQUIRE(!received.ok());
    CHECK(received.error().text.find(secret) == std::string::npos);
  }
}
