// Answer-book replay (dialog language §5.5) on a small example of our own: a dialog, a rule, and edits of both.
#include "dialogs/rehearsal/replay.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

constexpr char kGlobal[] = "kind: global\nbrand: 示例\nintents: intents\n";
constexpr char kRoute[] = R"(kind: rules
id: route
title: 分派
about: 谁来管
outputs:
  - output: 去处
    values: [路上, 车上]
    default: 车上
decide:
  min: 10
  margin: 1
words:
  - group: 路
    any: [坑, 塌陷]
rules:
  - rule: 路的事
    score: 20
    if:
      all: [<路>]
    give: {去处: 路上}
)";
constexpr char kIntents[] = R"(kind: rules
id: intents
title: 想办什么
about: 从第一句话看要办什么
outputs:
  - output: 意图
    values: [报修, 无]
    default: 无
decide:
  min: 10
  margin: 1
words:
  - group: 报修
    any: [报修]
rules:
  - rule: 报修
    score: 20
    if:
      all: [<报修>]
    give: {意图: 报修}
)";
constexpr char kRepair[] = R"(kind: dialog
id: repair
title: 报修
about: 例子
start:
  words: [报修]
slots:
  - slot: 事情
    field: what
    type: text
    ask: 哪里坏了？
  - slot: 去处
    field: route
    type: choice
    computed: true
    options: [路上, 车上]
  - slot: 车牌
    field: plate
    type: plate
    ask: 车牌号是？
  - slot: 照片
    field: photos
    type: photos
    optional: true
    ask: 有照片吗？没有说跳过。
steps:
  - say: 您好，给您登记。
  - collect: [事情]
  - classify: route
    of: 事情
  - collect: [车牌, 照片]
  - do: submit_ticket
    id: submit
    outcome:
      ok:
        - say: 登记好了。
        - end: done
      duplicate:
        - say: 已经登记过了。
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::shared_ptr<const Release> tree(const std::string& repair = kRepair, const std::string& route = kRoute) {
  return tests::load_files({{"_global.yaml", kGlobal},
                            {"repair.yaml", repair},
                            {"rules/route.yaml", route},
                            {"rules/intents.yaml", kIntents}});
}

Heard words(const std::string& text, int minute) {
  return {{.kind = Said::Kind::kText, .text = text, .photos = 0},
          base::UnixMs{1'772'000'000'000 + std::int64_t{minute} * 60'000}};
}

std::vector<Heard> a_conversation() {
  return {words("报修", 0),       words("路上有个坑", 1), words("不知道怎么说", 2),
          words("鲁AZZZZ0", 3), {{.kind = Said::Kind::kPhotos, .text = {}, .photos = 2}, base::UnixMs{1'772'000'240'000}},
          words("好了", 5)};
}

std::vector<Recording> recordings_of(const std::shared_ptr<const Release>& release) {
  auto all = record(OneRelease(release), "wechat", a_conversation());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].name = std::to_string(i + 1);
  return all;
}

ReplayReport replayed(const std::shared_ptr<const Release>& draft) {
  const auto release = tree();
  const OneRelease before(release);
  return replay(&before, OneRelease(draft), recordings_of(release));
}

}  // namespace

TEST_CASE("a transcript becomes an answer book: what filled which slot, what was done, how it ended", "[replay]") {
  const auto recordings = recordings_of(tree());
  REQUIRE(recordings.size() == 1);
  const Recording& one = recordings.front();
  REQUIRE(one.opening.size() == 1);
  CHECK(one.opening.front().text == "报修");
  REQUIRE(one.answers.size() == 3);
  CHECK(one.answers[0].first == "事情");
  CHECK(one.answers[0].second.front().text == "路上有个坑");
  CHECK(one.answers[1].first == "车牌");
  CHECK(one.answers[1].second.front().text == "鲁AZZZZ0");
  CHECK(one.answers[2].second.front().photos == 2);
  CHECK(one.was.dialogs == std::vector<std::string>{"repair"});
  CHECK(one.was.decided == Fields{{"repair.去处", "路上"}});
  CHECK(one.was.asked == std::vector<std::string>{"事情", "车牌", "照片"});
  CHECK(one.was.actions == std::vector<std::string>{"submit_ticket ok"});
  CHECK(one.was.end == "done");
}

TEST_CASE("two dialogs of one conversation are two recordings, and words that begin nothing are none", "[replay]") {
  std::vector<Heard> heard{words("在吗", 0)};
  for (const Heard& one : a_conversation()) heard.push_back(one);
  for (Heard one : a_conversation()) {
    one.at = one.at + base::hours(3);
    heard.push_back(one);
  }
  const auto recordings = record(OneRelease(tree()), "wechat", heard);
  REQUIRE(recordings.size() == 2);
  CHECK(recordings[1].was == recordings[0].was);
}

TEST_CASE("an unchanged script changes nothing, and one with another greeting only the wording", "[replay]") {
  CHECK(replayed(tree()).count(ReplayLayer::kSame) == 1);
  const ReplayReport report = replayed(tree(with(kRepair, "您好，给您登记。", "师傅好，给您登记。")));
  CHECK(report.count(ReplayLayer::kWording) == 1);
  CHECK(report.differences.empty());
}

TEST_CASE("one more optional question is asked more, not another ending", "[replay]") {
  const auto draft =
      tree(with(with(kRepair, "  - slot: 照片\n", "  - slot: 损失\n    field: loss\n    type: number\n    optional: true\n    ask: 损失多少？\n  - slot: 照片\n"),
                "collect: [车牌, 照片]", "collect: [车牌, 损失, 照片]"));
  const ReplayReport report = replayed(draft);
  CHECK(report.count(ReplayLayer::kAsked) == 1);
  CHECK(report.more_asked == std::vector<std::pair<std::string, std::size_t>>{{"损失", 1}});
  CHECK(report.expected_turns == 1);
  const std::string text = render(report, 3);
  CHECK(text.find("分派变了 0   结局变了 0   多问/少问 1   只有话术变 0   不变 0") != std::string::npos);
  CHECK(text.find("新增提问： 损失 ×1") != std::string::npos);
}

TEST_CASE("one more required question that nobody ever answered is another ending", "[replay]") {
  const auto draft =
      tree(with(with(kRepair, "  - slot: 照片\n", "  - slot: 损失\n    field: loss\n    type: number\n    ask: 损失多少？\n  - slot: 照片\n"),
                "collect: [车牌, 照片]", "collect: [车牌, 损失, 照片]"));
  const ReplayReport report = replayed(draft);
  CHECK(report.count(ReplayLayer::kEnded) == 1);
  REQUIRE_FALSE(report.differences.empty());
  CHECK(report.differences.front().what == "结局：done → 停在必答项 损失");
}

TEST_CASE("a rule that sends them elsewhere is the worst layer and stands first", "[replay]") {
  const ReplayReport report = replayed(tree(with(kRepair, "您好", "好"), with(kRoute, "any: [坑, 塌陷]", "any: [塌陷]")));
  CHECK(report.count(ReplayLayer::kDecided) == 1);
  REQUIRE_FALSE(report.differences.empty());
  CHECK(report.differences.front().layer == ReplayLayer::kDecided);
  CHECK(report.differences.front().what == "repair.去处：路上 → 车上");
}

TEST_CASE("questions in another order are answered from the book all the same", "[replay]") {
  const ReplayReport report = replayed(tree(with(kRepair, "  - collect: [车牌, 照片]", "  - collect: [照片, 车牌]")));
  CHECK(report.count(ReplayLayer::kAsked) == 1);
  CHECK(report.count(ReplayLayer::kEnded) == 0);
}

TEST_CASE("without the release they ran on, recordings are compared with what they came to", "[replay]") {
  const auto recordings = recordings_of(tree());
  CHECK(replay(nullptr, OneRelease(tree()), recordings).count(ReplayLayer::kSame) == 1);
}

TEST_CASE("a conversation on the specification's complaint script is played to its end", "[replay]") {
  const auto release = tests::spec_release();
  const auto recordings =
      record(OneRelease(release), "wechat",
             {words("投诉", 0), words("我是网约车司机，车牌鲁AZZZZ0，滴滴昨天下午三点无故扣了我两百块", 1), words("跳过", 2),
              words("没有", 3), words("不同意", 4), words("1", 5)});
  REQUIRE(recordings.size() == 1);
  CHECK(recordings.front().was.end == "done");
  const OneRelease same(release);
  CHECK(replay(&same, same, recordings).count(ReplayLayer::kSame) == 1);
}

}  // namespace dialogs
