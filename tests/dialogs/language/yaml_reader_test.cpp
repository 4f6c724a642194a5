#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "dialogs/language/yaml_reader.hpp"
#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using tests::demo;
using tests::faults_of;
using tests::load_demo;
using Strings = std::vector<std::string>;

struct Row {
  std::string text;
  std::string fault;  // "" : none
};

Node read(const std::string& text) {
  Faults faults;
  const auto node = read_yaml(SourceText("demo.yaml", text), faults);
  INFO(text);
  REQUIRE(faults.sorted().empty());
  REQUIRE(node.has_value());
  return *node;
}

}  // namespace

TEST_CASE("each kind of bad YAML is one fault at its character", "[language][yaml]") {
  const std::vector<Row> rows{
      {"a: b: c\n", "E0101 demo.yaml:1:5"},
      {"车牌号是: 您的车牌: 鲁A\n", "E0101 demo.yaml:1:11"},
      {"a: \"没有配对\n", "E0101 demo.yaml:1:4"},
      {"a: '没有配''对\nb: 好\n", "E0101 demo.yaml:1:4"},
      {"a: [甲, 乙\nb: c\n", "E0101 demo.yaml:2:2"},
      {"a: 甲]\nb: }\n", "E0101 demo.yaml:2:4"},
      {"a: \"\\q\"\n", "E0101 demo.yaml:1:7"},
      {"a: 1\n b: 2\n", "E0101 demo.yaml:2:3"},
      {"a:\n  - b: 1\n  -b: 2\n", "E0101 demo.yaml:3:3"},
      {"? [甲]\n: 乙\n", "E0101 demo.yaml:1:3"},
      {"a: 1\n---\nb: 2\n", "E0101 demo.yaml:0:0"},
      {"键: 1\n甲: {乙: 1, 乙: 2}\n", "E0102 demo.yaml:2:11"},
      {"kind：dialog\n", "E0103 demo.yaml:1:1"},
      {"slots:\n  - slot：车牌号\n", "E0103 demo.yaml:2:5"},
      {"a:\n\tb: 1\n", "E0104 demo.yaml:2:1"},
      {"a:\n  - 甲\n  \t- 乙\n", "E0104 demo.yaml:3:3"},
      {"甲: &锚 乙\n", "E0106 demo.yaml:1:4"},
      {"甲: *锚\n", "E0106 demo.yaml:1:4"},
      {"甲: !!int 3\n", "E0107 demo.yaml:1:4"},
      {"甲: !注意\n", "E0107 demo.yaml:1:4"},
      {"[[[[[[[[[[[[[甲]]]]]]]]]]]]]\n", "E0108 demo.yaml:1:13"},
      {"甲: \x01乙\n", "E0108 demo.yaml:1:4"},
      {"甲: 乙\n丙: \xff\n", "E0108 demo.yaml:2:1"},
      {"", "E0202 demo.yaml:0:0"},
      {"# 只有注释\n", "E0202 demo.yaml:0:0"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    Faults faults;
    read_yaml(SourceText("demo.yaml", row.text), faults);
    CHECK(tests::places(faults.sorted()) == Strings{row.fault});
  }
}

TEST_CASE("a text with a colon, a quote or a word of YAML stays text", "[language][yaml]") {
  const Node node =
      read("a: 12345\nb: no\nc: 2025-03-10\nd: ~\ne: null\nf: \"说：好\"\ng: '是 - ''否'''\nh: 好的（<工单号>）\n");
  REQUIRE(node.entries.size() == 8);
  const Strings texts{"12345", "no", "2025-03-10", "~", "null", "说：好", "是 - '否'", "好的（<工单号>）"};
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(node.entries[i].value.text == texts[i]);
}

TEST_CASE("columns count characters, also behind Chinese", "[language][yaml]") {
  const Node node = read("车辆类型: {货车: 大, 出租车: 小}\n");
  const Node& inner = node.entries[0].value;
  CHECK(inner.place == Place{"demo.yaml", 1, 7});
  CHECK(inner.entries[0].key_place == Place{"demo.yaml", 1, 8});
  CHECK(inner.entries[0].value.place == Place{"demo.yaml", 1, 12});
  CHECK(inner.entries[1].key_place == Place{"demo.yaml", 1, 15});
}

TEST_CASE("a byte order mark and Windows line ends change neither content nor places", "[language][yaml]") {
  const std::string plain = demo("steps:\n  - say: 您好\n  - sya: 再见\n");
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : plain) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(faults_of(plain) == Strings{"E0201 demo.yaml:6:5"});
  CHECK(faults_of(windows) == Strings{"E0201 demo.yaml:6:5"});
  const std::string good = demo("steps:\n  - say: 您好\n");
  std::string good_windows = "\xEF\xBB\xBF";
  for (const char c : good) good_windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  REQUIRE(load_demo(good).release);
  REQUIRE(load_demo(good_windows).release);
  CHECK(load_demo(good_windows).release->id == load_demo(good).release->id);
}

TEST_CASE("what looks like a full-width colon inside a block of words is words", "[language][yaml]") {
  const Node node = read("say: |\n  type：随便写\n  \t这里有 Tab\nnote: 好\n");
  CHECK(node.find("say")->text == "type：随便写\n\t这里有 Tab\n");
  CHECK(node.find("note")->text == "好");
  CHECK(read("say: |  # 注\n  type：随便写\n").find("say")->text == "type：随便写\n");
  // Behind the block, and after words that only end like the head of one, the colon is looked at again.
  CHECK(faults_of("- say: |\n    好\n  note：好\n") == Strings{"E0103 demo.yaml:3:3"});
  CHECK(faults_of("say: 甲 |\n  note：好\n") == Strings{"E0103 demo.yaml:2:3"});
}

TEST_CASE("all faults before the parser are reported together", "[language][yaml]") {
  CHECK(faults_of("kind：dialog\nid: demo\nslots:\n\t- slot：车牌号\n") ==
        Strings{"E0103 demo.yaml:1:1", "E0104 demo.yaml:4:1", "E0103 demo.yaml:4:4"});
}

TEST_CASE("at most twenty faults of a file are told", "[language][yaml]") {
  std::string text = demo("steps:\n");
  for (int i = 0; i < 40; ++i) text += "  - say" + std::to_string(i) + ": 您好\n";
  CHECK(faults_of(text).size() == kFaultsPerFileMax);
}

TEST_CASE("a file over 256 KiB is refused unread", "[language][yaml]") {
  CHECK(faults_of(std::string(kFileBytesMax + 1, 'a')) == Strings{"E0108 demo.yaml:0:0"});
}

TEST_CASE("nesting, many entries and junk end in a fault, not in a crash", "[language][yaml]") {
  const auto repeated = [](std::string_view piece) {
    std::string text;
    while (text.size() < kFileBytesMax - piece.size()) text += piece;
    return text;
  };
  for (const char* piece :
       {"[",    "{",   "? ",     "- ", "- a\n", "a: &b ", ":",   "\"",     "'", "|\n",        "%",           "!",
        "--- ", "[a,", "{a: b,", "：", "\n",    " ",      "#\n", "&a *a ", "<", "a: |\n b\n", "\xEF\xBB\xBF"}) {
    INFO(piece);
    const Loaded loaded = load_demo(repeated(piece));
    CHECK_FALSE(loaded.release);
    CHECK_FALSE(loaded.diagnostics.empty());
  }
}

TEST_CASE("P11: any bytes give a verdict, and every place in it exists", "[language][yaml]") {
  const std::string seed = demo(
      "slots:\n  - slot: 车牌号\n    type: plate\n    ask: 车牌？\nsteps:\n  - collect: [车牌号]\n  - if: 有 车牌号\n  "
      "  then:\n"
      "      - say: 好 <车牌号>\n");
  std::uint64_t random = 42;
  const auto next = [&random](std::size_t below) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(random >> 33) % below;
  };
  constexpr std::string_view kJunk[] = {"[",  "]", "{", "}",    ": ", "- ", "\n", " ", "\"",
                                        "：", "<", ">", "\xff", "是", "|",  "&",  "*", "!"};
  for (int round = 0; round < 500; ++round) {
    std::string text = seed;
    for (std::size_t edits = next(4) + 1; edits > 0; --edits) {
      const std::size_t at = next(text.size());
      if (next(2) == 0) {
        text.insert(at, kJunk[next(std::size(kJunk))]);
      } else {
        text.erase(at, next(8) + 1);
      }
    }
    const Loaded loaded = load_demo(text);
    CHECK((loaded.release != nullptr) == std::none_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                                      [](const Diagnostic& d) { return d.is_error(); }));
    const SourceText source("demo.yaml", text);
    for (const Diagnostic& d : loaded.diagnostics) {
      INFO(text << "\n" << render(d, text));
      const auto columns = static_cast<int>(base::count_code_points(source.line(d.place.line)));
      const bool is_whole_file = d.place.line == 0;
      CHECK(
          (is_whole_file || (d.place.line <= source.lines() && d.place.column >= 1 && d.place.column <= columns + 1)));
      CHECK_FALSE(d.message.empty());
    }
  }
}

}  // namespace dialogs
