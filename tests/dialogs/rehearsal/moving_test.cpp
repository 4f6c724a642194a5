#include "dialogs/rehearsal/moving.hpp"

#include <catch2/catch.hpp>

#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;
using tests::load_tree_with;

constexpr char kSpec[] = "tests/conversations/spec";
constexpr char kCollect[] = "collect: [车辆类型, 车牌号, 平台, 公司, 发生时间, 发生地点, 证据]";

class Both final : public ReleaseSet {
 public:
  Both(std::shared_ptr<const Release> old, std::shared_ptr<const Release> current)
      : old_(std::move(old)), current_(std::move(current)) {}
  const Release* find(std::string_view id) const override {
    if (id == current_->id) return current_.get();
    return old_ && id == old_->id ? old_.get() : nullptr;
  }
  const Release& current() const override { return *current_; }

 private:
  std::shared_ptr<const Release> old_, current_;
};

/// A complaint that waits at 证据.
State waiting() {
  const OneRelease releases(tests::spec_release());
  Driver driver(releases);
  driver.writes("我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块");
  driver.writes("跳过");
  REQUIRE(driver.asked() == "证据");
  return driver.talk.state();
}

Moved moved_to(const std::shared_ptr<const Release>& release, bool forced = false) {
  return try_move(Both(tests::spec_release(), release), waiting(), release->id, forced, Conversation::kMorning);
}

std::shared_ptr<const Release> with_other_words() {
  return load_tree_with(kSpec, "complaint.yaml", "大约 3 分钟", "大约 5 分钟");
}

}  // namespace

TEST_CASE("a conversation whose question stays moves unnoticed", "[moving]") {
  const Moved moved = moved_to(with_other_words());
  CHECK(moved.fate == MoveFate::kUnnoticed);
  CHECK(moved.dropped.empty());
  CHECK(moved.asked == "证据");
  CHECK(moved.asks == "证据");
}

TEST_CASE("a conversation whose question changes is reported with both questions", "[moving]") {
  auto files = tests::spec_release()->sources;
  for (SourceFile& file : files) {
    if (const std::size_t at = file.text.find(kCollect); at != std::string::npos) {
      file.text.replace(at, std::string(kCollect).size(),
                        "collect: [车辆类型, 车牌号, 平台, 公司, 发生时间, 发生地点, 损失金额, 证据]");
      file.text.insert(file.text.find("  - slot: 证据\n"),
                       "  - slot: 损失金额\n    field: loss\n    type: number\n    ask: 损失了多少钱？\n");
    }
  }
  const Moved moved = moved_to(tests::load_files(files));
  CHECK(moved.fate == MoveFate::kAsksOther);
  CHECK(moved.asked == "证据");
  CHECK(moved.asks == "损失金额");
  MoveReport report;
  report.add(moved);
  report.add({});
  const std::string text = render(report);
  CHECK(text.find("进行中的对话 2 段：留在旧版办完 1") != std::string::npos);
  CHECK(text.find("问题会变：证据 → 损失金额 ×1") != std::string::npos);
}

TEST_CASE("answers that no longer fit are named without their values", "[moving]") {
  const auto release = load_tree_with(kSpec, "complaint.yaml", "  - slot: 车牌号\n    field: plate\n    type: plate\n",
                                      "  - slot: 车牌号\n    field: plate\n    type: text\n");
  const Moved moved = moved_to(release);
  CHECK(moved.dropped == std::vector<std::string>{"complaint/车牌号"});
}

TEST_CASE("a dialog that is gone keeps its conversations, or hands them to a person when it is withdrawn", "[moving]") {
  const auto with_all = tests::further_release();
  const OneRelease releases(with_all);
  Driver driver(releases);
  driver.writes("办停车证");
  const Both both(with_all, tests::spec_release());
  CHECK(try_move(both, driver.talk.state(), tests::spec_release()->id, false, Conversation::kMorning).fate ==
        MoveFate::kStays);
  CHECK(try_move(both, driver.talk.state(), tests::spec_release()->id, true, Conversation::kMorning).fate ==
        MoveFate::kToPerson);
}

}  // namespace dialogs
