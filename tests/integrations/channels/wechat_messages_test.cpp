// What each message type and event becomes (channels reference §1.4, §1.5).
#include <catch2/catch.hpp>

#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;

namespace {

Inbound received(const std::string& body) { return only(channel()->receive(plain_call(body).webhook(), kNow)); }

std::string cdata(std::string_view name, std::string_view value) {
  return "<" + std::string(name) + "><![CDATA[" + std::string(value) + "]]></" + std::string(name) + ">";
}

}  // namespace

TEST_CASE("A text message carries driver, key, words and the platform's time") {
  const Inbound in = received(text_push("我要投诉，等了两个小时"));
  CHECK(in.kind == InboundKind::kText);
  CHECK(in.driver == "o-driver");
  CHECK(in.key == "m6260957665266699303");
  CHECK(in.text == "我要投诉，等了两个小时");
  CHECK(in.choice.empty());
  CHECK(in.name == "text");
  CHECK(in.sent_at == base::UnixMs{1'768'442'530'000});
}

TEST_CASE("Text survives as it was written") {
  const auto [written, read] = GENERATE(table<std::string, std::string>({
      {"<![CDATA[]]>", ""},
      {"<![CDATA[   ]]>", "   "},
      {"   ", "   "},
      {"<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"},
      {"<![CDATA[<!DOCTYPE x><MsgId>1</MsgId>&lt;]]>", "<!DOCTYPE x><MsgId>1</MsgId>&lt;"},
      {"a &lt;&amp;&gt; b", "a <&> b"},
      {"&xxe;", "&xxe;"},
      {"\n<![CDATA[两\r\n行]]>\n", "两\n行"},
      {"<![CDATA[🚕😡]]>", "🚕😡"},
      {"a<!-- b -->c", "ac"},
      {"&#20320;", "你"},
  }));
  CHECK(received(push("text", "<Content>" + written + "</Content>")).text == read);
}

TEST_CASE("Text of any length is taken whole") {
  const auto size = GENERATE(std::size_t{1}, std::size_t{2048}, std::size_t{8193}, std::size_t{40'000});
  CHECK(received(text_push(std::string(size, 'x'))).text.size() == size);
}

TEST_CASE("A tap on a menu message is a choice, whether its id is a number or a string") {
  const auto spelled =
      GENERATE(as<std::string>{}, "<bizmsgmenuid>101</bizmsgmenuid>", "<bizmsgmenuid><![CDATA[101]]></bizmsgmenuid>");
  const Inbound in = received(push("text", "<Content><![CDATA[满意]]></Content>" + spelled));
  CHECK(in.kind == InboundKind::kMenu);
  CHECK(in.choice == "101");
  CHECK(in.text == "满意");
}

TEST_CASE("What the driver's phone cannot push is unknown, not the driver's words") {
  const Inbound in = received(text_push("【收到不支持的消息类型，暂无法显示】"));
  CHECK(in.kind == InboundKind::kUnknown);
  CHECK(in.name == "unsupported");
}

TEST_CASE("A photo has its media id and its address") {
  const Inbound in = received(push("image", cdata("PicUrl", "http://pic.example/1") + cdata("MediaId", "media-1")));
  CHECK(in.kind == InboundKind::kPhoto);
  CHECK(in.media_ids == std::vector<std::string>{"media-1"});
  CHECK(in.media_url == "http://pic.example/1");
}

TEST_CASE("A voice message is its recognised words when there are any") {
  const auto [recognition, text] = GENERATE(
      table<std::string, std::string>({{"", ""},
                                       {"<Recognition><![CDATA[]]></Recognition>", ""},
                                       {"<Recognition><![CDATA[今天天气不错。]]></Recognition>", "今天天气不错。"}}));
  const Inbound in = received(push("voice", cdata("MediaId", "v-1") + cdata("MediaId16K", "v-16") + recognition));
  CHECK(in.kind == InboundKind::kVoice);
  CHECK(in.text == text);
  CHECK(in.media_ids == std::vector<std::string>{"v-1", "v-16"});
}

TEST_CASE("A film has its media id and its thumbnail's") {
  const auto type = GENERATE(as<std::string>{}, "video", "shortvideo");
  const Inbound in = received(push(type, cdata("MediaId", "f-1") + cdata("ThumbMediaId", "t-1")));
  CHECK(in.kind == InboundKind::kVideo);
  CHECK(in.media_ids == std::vector<std::string>{"f-1", "t-1"});
}

TEST_CASE("Location_X is the latitude and Location_Y the longitude") {
  const Inbound in = received(
      push("location", "<Location_X>36.651200</Location_X><Location_Y>117.120100</Location_Y><Scale>15</Scale>" +
                           cdata("Label", "济南西站")));
  CHECK(in.kind == InboundKind::kLocation);
  CHECK(in.latitude == Approx(36.6512));
  CHECK(in.longitude == Approx(117.1201));
  CHECK(in.place_name == "济南西站");
}

TEST_CASE("A link has title, description and address") {
  const Inbound in = received(
      push("link", cdata("Title", "标题") + cdata("Description", "说明") + cdata("Url", "https://page.example/")));
  CHECK(in.kind == InboundKind::kLink);
  CHECK(in.text == "标题\n说明");
  CHECK(in.media_url == "https://page.example/");
}

TEST_CASE("A message type nobody knows is kept as unknown") {
  const Inbound in = received(push("HoloGram", cdata("Content", "?")));
  CHECK(in.kind == InboundKind::kUnknown);
  CHECK(in.name == "hologram");
  CHECK(in.key == "m6260957665266699303");
}

TEST_CASE("Dispatch is on MsgType alone, whatever other fields a message carries") {
  const Inbound in = received(push("text", cdata("Content", "hi") + cdata("Event", "subscribe") +
                                               cdata("MediaId", "m") + "<Location_X>x</Location_X>"));
  CHECK(in.kind == InboundKind::kText);
  CHECK(in.media_ids.empty());
}

TEST_CASE("Events are told apart without regard to case") {
  struct Row {
    std::string event, fields;
    InboundKind kind;
    std::string name, choice, key;
  };
  const auto row = GENERATE(values<Row>({
      {"subscribe", "<EventKey><![CDATA[]]></EventKey>", InboundKind::kSubscribed, "subscribe", "",
       "e1768442530:subscribe:"},
      {"Subscribe", "<EventKey><![CDATA[qrscene_42]]></EventKey>", InboundKind::kSubscribed, "subscribe", "qrscene_42",
       "e1768442530:subscribe:qrscene_42"},
      {"unsubscribe", "", InboundKind::kUnsubscribed, "unsubscribe", "", "e1768442530:unsubscribe:"},
      {"CLICK", "<EventKey><![CDATA[COMPLAIN]]></EventKey>", InboundKind::kMenu, "click", "COMPLAIN",
       "e1768442530:click:COMPLAIN"},
      {"VIEW", "<EventKey><![CDATA[https://page.example/]]></EventKey>", InboundKind::kNotice, "view",
       "https://page.example/", "e1768442530:view:https://page.example/"},
      {"SCAN", "<EventKey><![CDATA[42]]></EventKey>", InboundKind::kNotice, "scan", "42", "e1768442530:scan:42"},
      {"TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID><Status><![CDATA[failed:user block]]></Status>",
       InboundKind::kNotice, "templatesendjobfinish", "", "e1768442530:templatesendjobfinish:200163836"},
      {"kf_create_session", "", InboundKind::kNotice, "kf_create_session", "", "e1768442530:kf_create_session:"},
      {"something_new", "", InboundKind::kNotice, "something_new", "", "e1768442530:something_new:"},
  }));
  INFO(row.event);
  const Inbound in = received(event_push(row.event, row.fields));
  CHECK(in.kind == row.kind);
  CHECK(in.name == row.name);
  CHECK(in.choice == row.choice);
  CHECK(in.key == row.key);
}

TEST_CASE("The report on a template names the message that did not arrive, and nothing where it did") {
  const auto reported = [](const std::string& status) {
    return received(event_push("TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID>" + cdata("Status", status))).undelivered;
  };
  CHECK(reported("success").empty());
  CHECK(reported("failed:user block") == "200163836");
  CHECK(reported("failed: system failed") == "200163836");
  CHECK(received(event_push("MASSSENDJOBFINISH", "<MsgID>200163836</MsgID>" + cdata("Status", "failed"))).undelivered.empty());
}

TEST_CASE("The phone's own location report is a notice with a place") {
  const Inbound in = received(
      event_push("LOCATION", "<Latitude>36.65</Latitude><Longitude>117.12</Longitude><Precision>30</Precision>"));
  CHECK(in.kind == InboundKind::kNotice);
  CHECK(in.name == "location");
  CHECK(in.latitude == Approx(36.65));
  CHECK(in.longitude == Approx(117.12));
}

TEST_CASE("What was scanned is the text of a scan notice") {
  const Inbound in = received(event_push(
      "scancode_waitmsg", "<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>abc</ScanResult></ScanCodeInfo>"));
  CHECK(in.kind == InboundKind::kNotice);
  CHECK(in.text == "abc");
}

TEST_CASE("Two events of one second have two keys if their EventKey differs") {
  CHECK(received(event_push("CLICK", cdata("EventKey", "a"))).key !=
        received(event_push("CLICK", cdata("EventKey", "b"))).key);
  CHECK(received(event_push("CLICK", cdata("EventKey", "a"))).key !=
        received(event_push("VIEW", cdata("EventKey", "a"))).key);
  CHECK(received(event_push("CLICK", cdata("EventKey", "a"))).key ==
        received(event_push("click", cdata("EventKey", "a"))).key);
}

TEST_CASE("A key is short however long an EventKey is, and still tells two apart") {
  const std::string address(5000, 'x');
  const Inbound one = received(event_push("VIEW", cdata("EventKey", address + "1")));
  const Inbound other = received(event_push("VIEW", cdata("EventKey", address + "2")));
  CHECK(one.key.size() < 64);
  CHECK(one.key != other.key);
  CHECK(one.choice == address + "1");
}

TEST_CASE("A message id beyond 2^53 keeps every digit in XML and in JSON") {
  CHECK(received(push("text", cdata("Content", "x"), "18446744073709551615")).key == "m18446744073709551615");
  CHECK(received(R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"text",)"
                 R"("Content":"x","MsgId":6682572261892816897})")
            .key == "m6682572261892816897");
}

TEST_CASE("MsgId may be spelled MsgID") {
  CHECK(received(push("voice", cdata("MediaId", "v") + "<MsgID>77</MsgID>", "")).key == "m77");
}

TEST_CASE("A message without CreateTime takes the call's time") {
  const Inbound in = received(
      "<xml><ToUserName>gh_demo</ToUserName><FromUserName>o-driver</FromUserName><MsgType>text</MsgType><Content>x</"
      "Content>"
      "<MsgId>1</MsgId></xml>");
  CHECK(in.sent_at == kNow);
}

TEST_CASE("JSON pushes mean what XML pushes mean") {
  const Inbound text = received(
      R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"text","Content":"你好\n\u4f60",)"
      R"("MsgId":1,"unknown":{"a":[1,{"b":null}]},"bizmsgmenuid":7})");
  CHECK(text.kind == InboundKind::kMenu);
  CHECK(text.text == "你好\n你");
  CHECK(text.choice == "7");
  const Inbound place = received(
      R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"location","Location_X":36.65,)"
      R"("Location_Y":117.12,"Label":"","MsgId":"9"})");
  CHECK(place.latitude == Approx(36.65));
  const Inbound scan = received(
      R"({"ToUserName":"gh_demo","FromUserName":"o-driver","CreateTime":1768442530,"MsgType":"event","Event":"scancode_push",)"
      R"("EventKey":"6","ScanCodeInfo":{"ScanType":"qrcode","ScanResult":"1"}})");
  CHECK(scan.text == "1");
  CHECK(scan.key == "e1768442530:scancode_push:6");
}

TEST_CASE("Order, white space, a byte order mark and a declaration do not matter") {
  const Inbound in = received(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><xml>\n  <MsgId>5</MsgId>\n  "
      "<Content>x</Content>"
      "<MsgType>TEXT</MsgType><FromUserName>o-driver</FromUserName><New "
      "a=\"<>\"/><ToUserName>gh_demo</ToUserName>\n</xml>\n");
  CHECK(in.kind == InboundKind::kText);
  CHECK(in.key == "m5");
}
