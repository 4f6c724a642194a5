// Conversations with scripts that are being written.
#include "dialogs/rehearsal/try_out.hpp"

#include <catch2/catch.hpp>

#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

ConversationTest talk_of(std::initializer_list<std::pair<const char*, const char*>> lines) {
  ConversationTest talk;
  talk.given = map_of({{"channel", scalar("web")}, {"now", scalar("2025-03-10T10:00")}});
  for (const auto& [key, text] : lines) talk.talk.push_back(line_of(key, scalar(text)));
  return talk;
}

const std::initializer_list<std::pair<const char*, const char*>> kWholeComplaint{
    {"user", "我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块，电话13000000000"}, {"user", "跳过"}, {"user", "跳过"}, {"user", "同意"}, {"user", "1"}};

}  // namespace

TEST_CASE("a talk with a draft tells what is said, asked and done behind each line, and answers actions as usual") {
  const auto release = tests::spec_release();
  const TryOut out = try_out(release, talk_of(kWholeComplaint));
  REQUIRE(out.lines.size() == 6);
  CHECK_FALSE(out.lines[0].said.empty());
  CHECK_FALSE(out.lines[0].asked.empty());
  CHECK(out.lines[4].effects == std::vector<std::string>{"submit_ticket"});
  CHECK(out.lines[5].line.key == "result");
  CHECK(text_at(out.lines[5].line.value, "as") == "ok");
  CHECK(out.lines[5].ended == "done");
  CHECK(out.dialog.empty());
  CHECK_FALSE(out.visits.empty());
}

TEST_CASE("a result that was chosen is taken instead of the usual one, and the clock moves as told") {
  const auto release = tests::spec_release();
  ConversationTest talk = talk_of(kWholeComplaint);
  talk.talk.push_back(line_of("result", map_of({{"of", scalar("submit_ticket")}, {"as", scalar("fail")}})));
  const TryOut failed = try_out(release, talk);
  REQUIRE(failed.lines.size() == 6);
  CHECK(failed.lines[5].effects == std::vector<std::string>{"handoff"});
  ConversationTest slow = talk_of(kWholeComplaint);
  slow.talk.push_back(line_of("later", scalar("10m")));
  const TryOut late = try_out(release, slow);
  REQUIRE(late.lines.size() == 6);
  CHECK(late.lines[5].line.key == "later");
  CHECK((late.lines[5].at - late.lines[4].at).count == base::minutes(10).count);
}

TEST_CASE("a line that cannot happen says so, and nothing behind it is played") {
  const TryOut out = try_out(tests::spec_release(), talk_of({{"user", "投诉"}, {"later", "sometime"}, {"user", "好"}}));
  REQUIRE(out.lines.size() == 2);
  CHECK_FALSE(out.lines[1].fault.empty());
}

TEST_CASE("a talk with a draft becomes a test that passes on it and checks what was asked and done") {
  const auto release = tests::spec_release();
  const ConversationTest test = as_test(release, talk_of(kWholeComplaint), "从试聊存下来的");
  const std::string file = as_test_file(test);
  INFO(file);
  std::vector<Diagnostic> faults;
  const std::vector<ConversationTest> read = load_tests({"saved.yaml", file}, faults);
  REQUIRE(read.size() == 1);
  CHECK(rehearse(release, read[0]).passed);
  for (const char* line : {"- effect: submit_ticket", "- end: done", "- ask: "}) CHECK(file.find(line) != std::string::npos);
}

}  // namespace dialogs
