#include "dialogs/language/texts.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using tests::demo;
using tests::faults_of;
using Strings = std::vector<std::string>;

// "字<名>" as "字|<名>", a fallback as "<名/没有>".
std::string parts(std::string_view text) {
  std::string all;
  for (const TextPart& part : parse_template(text)) {
    if (!all.empty()) all += "|";
    const std::string fallback = part.fallback ? "/" + *part.fallback : "";
    all += part.kind == TextPart::Kind::kLiteral ? part.value : "<" + part.value + fallback + ">";
  }
  return all;
}

}  // namespace

TEST_CASE("a text is cut into words and placeholders", "[language][texts]") {
  CHECK(parts("您好") == "您好");
  CHECK(parts("<工单号>") == "<工单号>");
  CHECK(parts("工单号 <工单号>，转 <路由|或:12345>。") == "工单号 |<工单号>|，转 |<路由/12345>|。");
  CHECK(parts("<车牌号|或：没有>") == "<车牌号/没有>");
  CHECK(parts("<甲><乙>") == "<甲>|<乙>");
}

TEST_CASE("a less-than sign that begins no name is literal", "[language][texts]") {
  for (const char* text :
       {"3 < 5", "<", "<>", "< 甲>", "<甲", "<甲|乙>", "<3>", "a<b c>", "<这个名字实在是太长了超过了十六个汉字>"}) {
    INFO(text);
    CHECK(parts(text) == text);
  }
  CHECK(parts("<<甲>") == "<|<甲>");
}

TEST_CASE("a placeholder without a slot is a fault at its bracket", "[language][texts]") {
  CHECK(faults_of(demo("steps:\n  - say: 工单 <工单>\n")) == Strings{"E0302 demo.yaml:5:13"});
  CHECK(faults_of(demo("steps:\n  - say: \"工单 <工单>\"\n")) == Strings{"E0302 demo.yaml:5:14"});
  CHECK(faults_of(demo("steps:\n  - say: |\n      第一行\n      第二行 <工单>\n")) == Strings{"E0302 demo.yaml:7:11"});
  CHECK(faults_of(demo("steps:\n  - say: {any: [好, 很好 <工单>]}\n")) == Strings{"E0302 demo.yaml:5:23"});
  CHECK(faults_of(demo("steps:\n  - say: <标题> <今天> <汇总>\n")).empty());
}

TEST_CASE("two variants and two languages are kept apart", "[language][texts]") {
  const Loaded loaded = tests::load_demo(demo("steps:\n  - say: {any: [一, 二]}\n  - say: {zh: 您好, en: Hello}\n"));
  REQUIRE(loaded.release);
  const std::vector<Step>& steps = loaded.release->dialogs[0].steps;
  CHECK(steps[0].say[0].zh.size() == 2);
  CHECK(steps[0].say[0].en.empty());
  CHECK(steps[1].say[0].zh.size() == 1);
  REQUIRE(steps[1].say[0].en.size() == 1);
  CHECK(steps[1].say[0].en[0][0].value == "Hello");
}

TEST_CASE("a system text may use only its own placeholders", "[language][texts]") {
  const auto faults = [](const std::string& text) {
    return tests::places(
        load_release({{"_global.yaml", "kind: global\nbrand: 示例\ntexts:\n  " + text + "\n"}}).diagnostics);
  };
  CHECK(faults("cancelled: 已取消「<标题>」。").empty());
  CHECK(faults("cancelled: 已取消「<工单号>」。") == Strings{"E0302 _global.yaml:4:18"});
  CHECK(faults("canceled: 已取消。") == Strings{"E0201 _global.yaml:4:3"});
  CHECK(faults("cancelled: [已取消]") == Strings{"E0203 _global.yaml:4:14"});
}

}  // namespace dialogs
