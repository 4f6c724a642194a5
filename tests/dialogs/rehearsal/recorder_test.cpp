#include "dialogs/rehearsal/recorder.hpp"

#include <catch2/catch.hpp>

#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

// A chat under another name than tests have, as in the simulator.
class Chat {
 public:
  explicit Chat(const ReleaseSet& releases)
      : driver(releases, new_state("another", "web")), recorder("web", driver.talk.now()) {}

  void writes(const std::string& text) { happens(TextEvent{driver.talk.next_event_id(), text, {}, false}, base::seconds(20)); }
  void happens(const Event& event, base::Millis after = {}) {
    driver.happens(event, after);
    recorder.step(event, driver.talk.last());
  }

  tests::Driver driver;
  Recorder recorder;
};

}  // namespace

TEST_CASE("a chat that is saved as a test passes when it is run, and reads as the chat") {
  const auto release = tests::spec_release();
  const OneRelease releases(release);
  Chat chat(releases);
  chat.writes("我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块，电话13000000000");
  chat.writes("跳过");
  chat.happens(MediaEvent{"p", "photo", {"a", "b"}}, base::seconds(20));
  chat.writes("好了");
  chat.writes("同意");
  chat.writes("1");
  const DoEffect* submit = chat.driver.talk.last_action("submit_ticket");
  REQUIRE(submit != nullptr);
  chat.happens(ResultEvent{submit->id, "ok", {{"工单号", "SX9"}}});
  const std::string file = as_test_file(chat.recorder.test(release, "从聊天存下来的"));
  INFO(file);
  std::vector<Diagnostic> faults;
  const std::vector<ConversationTest> read = load_tests({"saved.yaml", file}, faults);
  REQUIRE(faults.empty());
  REQUIRE(read.size() == 1);
  const RehearsalResult result = rehearse(release, read[0]);
  INFO(result.expected << "\n" << result.said);
  CHECK(result.passed);
  for (const char* line : {"- user: 跳过", "- photo: 2", "- ask: 授权", "- effect: submit_ticket", "- bot: 已提交", "- end: done"}) {
    CAPTURE(line);
    CHECK(file.find(line) != std::string::npos);
  }
}

TEST_CASE("a text that varies by conversation is not checked in a saved chat") {
  const auto varied = tests::load_tree_with("tests/conversations/spec", "complaint.yaml", "    ask: 您开的是哪种车？\n",
                                            "    ask: {any: [您开的是哪种车？, 开什么车？, 车是哪种？, 您的车是？]}\n");
  const OneRelease releases(varied);
  Chat chat(releases);
  chat.writes("投诉");
  chat.writes("公司每个月多收我三百块管理费，说不清为什么");
  const RehearsalResult result = rehearse(varied, chat.recorder.test(varied, "会变的话"));
  INFO(result.expected << "\n" << result.said);
  CHECK(result.passed);
}

}  // namespace dialogs
