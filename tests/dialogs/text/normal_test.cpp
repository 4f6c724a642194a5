#include "dialogs/text/normal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "base/utf8.hpp"

using dialogs::is_whole_message;
using dialogs::normalise;
using dialogs::NormalText;
using dialogs::squeeze;

namespace {

struct Pair {
  std::string_view given;
  std::string_view expected;
};

std::string back(std::string_view text, std::string_view word) {
  const NormalText normal = normalise(text);
  const std::size_t at = normal.folded.find(word);
  if (at == std::string::npos) return "(absent)";
  const dialogs::Span span = normal.original(at, at + word.size());
  return std::string(text.substr(span.begin, span.end - span.begin));
}

void check_shape(std::string_view text) {
  const NormalText normal = normalise(text);
  REQUIRE(base::is_utf8(normal.folded));
  REQUIRE(normal.original_size == text.size());
  REQUIRE(normal.origin.size() == normal.folded.size() + 1);
  REQUIRE(std::is_sorted(normal.origin.begin(), normal.origin.end()));
  REQUIRE(normal.origin.back() <= text.size());
  REQUIRE(normalise(normal.folded).folded == normal.folded);
}

}  // namespace

TEST_CASE("Folding gives one form to what drivers type in many") {
  const Pair pairs[] = {
      {"投诉", "投诉"},
      {"DiDi扣了我２００元", "didi扣了我200元"},
      {"鲁Ａ·１２３４５", "鲁a·12345"},
      {"（你好）！", "(你好)!"},
      {"全　角", "全 角"},
      {"①②", "12"},
      {"㎞", "km"},
      {"Ａ\xCC\x81", "á"},               // a full-width letter and a combining accent compose
      {"ｶﾞ", "ガ"},                       // half-width kana compose with their voicing mark
      {"投\xE2\x80\x8B诉", "投诉"},       // zero-width space
      {"\xE2\x80\xAE投诉\xE2\x80\xAC", "投诉"},  // bidi override
      {"投\xEF\xB8\x8F诉", "投诉"},       // variation selector
      {"a\xF3\xA0\x81\xA1z", "az"},       // tag character
      {"a\xEE\x80\x80z", "az"},           // private use
      {"a\xEF\xB7\x90z", "az"},           // non-character
      {std::string_view("a\0z", 3), "az"},
      {"a\x01z", "az"},
      {"一\n二\t三", "一\n二\t三"},
      {"…", "..."},
      {"投訴貨車司機", "投诉货车司机"},   // traditional
      {"\xEF\xA4\x82投訴", "车投诉"},     // a compatibility form of 車
      {"", ""},
  };
  for (const Pair& pair : pairs) {
    CAPTURE(pair.given);
    CHECK(normalise(pair.given).folded == pair.expected);
    check_shape(pair.given);
  }
}

TEST_CASE("A letter of another script stays another letter") {
  CHECK(normalise("鲁А12345").folded == "鲁а12345");  // Cyrillic
  CHECK(normalise("鲁А12345").folded != "鲁a12345");
}

TEST_CASE("Every folded word leads back to the driver's own bytes") {
  CHECK(back("我要投诉滴滴", "投诉") == "投诉");
  CHECK(back("电话１３８００", "13800") == "１３８００");
  CHECK(back("跑了5㎞了", "km") == "㎞");
  CHECK(back("跑了5㎞了", "k") == "㎞");
  CHECK(back("投\xE2\x80\x8B诉吧", "投诉") == "投\xE2\x80\x8B诉");
  CHECK(back("😀投诉", "投诉") == "投诉");
  CHECK(back("投诉😀", "投诉") == "投诉");
}

TEST_CASE("Positions beyond the text give an empty span at its end") {
  const NormalText normal = normalise("投诉");
  CHECK(normal.original(99, 120) == dialogs::Span{6, 6});
  CHECK(normal.original(3, 1) == dialogs::Span{3, 3});
  CHECK(NormalText{}.original(0, 1) == dialogs::Span{0, 0});
}

TEST_CASE("Any bytes are folded into well-formed text") {
  check_shape("\xFF\xFE投\x80诉");
  check_shape("\xE6\x8A");
  check_shape("\xF0\x9F\x98");
  check_shape("\xED\xA0\x80");
  CHECK(normalise("\x80投诉").folded == "\xEF\xBF\xBD投诉");
  std::string all;
  for (int i = 0; i < 4096; ++i) all.push_back(static_cast<char>(i * 131 + i / 256));
  check_shape(all);
}

TEST_CASE("Every place of any folded text leads back to whole characters of the driver's own") {
  constexpr char32_t kRanges[][2] = {{0x20, 0x7E},     {0x300, 0x36F},   {0x4E00, 0x9FFF}, {0xFF00, 0xFFEF}, {0x200B, 0x206F},
                                     {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xE000, 0xE0FF}, {0x1F600, 0x1F64F}, {0xE0001, 0xE007F}};
  base::SeededRandom random(20);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::uint64_t left = random.below(40); left > 0; --left) {
      const auto& range = kRanges[random.below(std::size(kRanges))];
      base::append_code_point(text, static_cast<char32_t>(range[0] + random.below(range[1] - range[0] + 1)));
    }
    CAPTURE(round, text);
    check_shape(text);
    const NormalText normal = normalise(text);
    for (std::size_t begin = 0; begin < normal.folded.size();) {
      std::size_t end = begin;
      base::next_code_point(normal.folded, end);
      const dialogs::Span span = normal.original(begin, end);
      REQUIRE(span.begin < span.end);
      REQUIRE(base::is_utf8(text.substr(span.begin, span.end - span.begin)));
      begin = end;
    }
  }
}

TEST_CASE("At most four combining marks stay on one base") {
  std::string zalgo = "a";
  for (int i = 0; i < 5000; ++i) zalgo += i % 2 == 0 ? "\xCC\x96" : "\xE2\x83\x9D";  // below, and an enclosing circle
  const NormalText normal = normalise(zalgo + "投诉");
  CHECK(base::count_code_points(normal.folded) == 7);
  CHECK(normal.folded.ends_with("投诉"));
  check_shape(zalgo);
}

TEST_CASE("Only the first 8,192 characters are folded") {
  std::string text;
  for (int i = 0; i < 8193; ++i) text += "字";
  const NormalText normal = normalise(text);
  CHECK(normal.folded.size() == 8192 * 3);
  CHECK(normal.original_size == 8193 * 3);
  CHECK(base::count_code_points(normalise(std::string(30'000, 'a')).folded) == dialogs::kTextPointsMax);
}

TEST_CASE("Squeezing leaves letters and digits") {
  CHECK(squeeze(" 转 人工！！😀") == "转人工");
  CHECK(squeeze("T3、滴滴。") == "t3滴滴");
  CHECK(squeeze("2️⃣") == "2");
  CHECK(squeeze("。。。😀 \n") == "");
  CHECK(squeeze("ガス") == "ガス");
}

TEST_CASE("A command is heard only as a whole message") {
  const Pair yes[] = {{"取消", "取消"},     {"算了吧", "算了"},   {"我要转人工", "转人工"}, {"麻烦帮我转人工一下谢谢", "转人工"},
                      {"取消。", "取消"},   {"我想取消了", "取消"}, {"投诉", "我要投诉"},     {"还是不用了吧", "不用了"},
                      {"为什么呢？", "为什么"}, {"菜 单", "菜单"}};
  for (const Pair& pair : yes) {
    CAPTURE(pair.given);
    CHECK(is_whole_message(pair.given, pair.expected));
  }
  const Pair no[] = {{"平台客服一直不给我转人工", "转人工"}, {"我都说算了还是扣我钱", "算了"}, {"", "取消"}, {"。", "，"},
                     {"", ""},                               {"取消不了订单", "取消"}};
  for (const Pair& pair : no) {
    CAPTURE(pair.given);
    CHECK_FALSE(is_whole_message(pair.given, pair.expected));
  }
}

TEST_CASE("Polite heads and tails never leave less than two characters") {
  for (const std::string& form : dialogs::whole_message_forms("我要吧")) CHECK(base::count_code_points(form) >= 2);
  CHECK(dialogs::whole_message_forms("好的") == std::vector<std::string>{"好的"});
  CHECK(dialogs::whole_message_forms("无") == std::vector<std::string>{"无"});
  CHECK(dialogs::whole_message_forms("！").empty());
}
