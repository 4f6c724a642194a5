// Publishing as the commands do it: requests to a store, directly and through the spool of a running server.
#include "bot/publishing/service.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "bot/json.hpp"
#include "bot/publishing/recordings_file.hpp"
#include "bot/publishing/spool.hpp"
#include "tests/bot/shell.hpp"

using Catch::Contains;
using nlohmann::json;
using shell::Shell;

namespace {

json publication(const std::string& sources, std::int64_t expected, const std::string& by = "张三") {
  return {{"ask", "publish"}, {"expected", expected}, {"sources", sources},   {"kind", "publish"},          {"by", by},
          {"confirmed_by", ""}, {"note", "改问候语"},  {"moves_all", false}, {"withdraw", json::array()}};
}

std::string sources_with(const std::string& from, const std::string& to) {
  std::vector<dialogs::SourceFile> files = shell::shipped_release()->sources;
  for (dialogs::SourceFile& file : files) {
    if (file.path != "complaint.yaml") continue;
    const std::size_t at = file.text.find(from);
    REQUIRE(at != std::string::npos);
    file.text.replace(at, from.size(), to);
  }
  return bot::encode_sources(files);
}

}  // namespace

TEST_CASE("Of two operators the second is told who was first and what to do") {
  Shell shell;
  bot::PublishingService service(*shell.store, shell.clock);
  CHECK(service.answer(publication(sources_with("我是受理机器人", "我是新的机器人"), 1, "李四")).at("number") == 2);
  const json second = service.answer(publication(sources_with("我是受理机器人", "我是机器人"), 1));
  const auto error = bot::error_in(second);
  REQUIRE(error.has_value());
  CHECK(error->code == base::ErrorCode::kConflict);
  CHECK_THAT(error->text, Contains("第 2 版，李四") && Contains("xinsheng diff"));
}

TEST_CASE("A publication has the class of its change in the history") {
  Shell shell;
  bot::PublishingService service(*shell.store, shell.clock);
  service.answer(publication(sources_with("我是受理机器人", "我是新的机器人"), 1));
  const json history = service.answer({{"ask", "history"}, {"before", 0}, {"most", 10}}).at("history");
  CHECK(history.front().at("change") == "T");
  CHECK(history.front().at("note") == "改问候语");
}

TEST_CASE("A release is found by number, by the beginning of its id and as the current one") {
  Shell shell;
  bot::PublishingService service(*shell.store, shell.clock);
  const std::string id = shell::shipped_release()->id;
  for (const std::string& of : {std::string("current"), std::string("1"), id.substr(0, 12)}) {
    CHECK(service.answer({{"ask", "release"}, {"of", of}}).at("release") == id);
  }
  CHECK(bot::error_in(service.answer({{"ask", "release"}, {"of", "99"}}))->code == base::ErrorCode::kNotFound);
}

TEST_CASE("The dry run counts running conversations and names no driver") {
  Shell shell;
  shell.talk({"我要投诉", "货主拖欠运费八千三，电话也不接"});
  bot::PublishingService service(*shell.store, shell.clock);
  const auto ask = [&](const std::string& sources) {
    return service.answer({{"ask", "moves"}, {"sources", sources}, {"moves_all", false}, {"withdraw", json::array()}});
  };
  const json words = ask(sources_with("我是受理机器人", "我是新的机器人"));
  CHECK(words.at("running") == 1);
  CHECK_THAT(words.at("report").get<std::string>(), Contains("司机无感 1"));
  const json structure = ask(sources_with("collect: [事情经过]", "collect: [事情经过, 公司]"));
  CHECK_THAT(structure.at("report").get<std::string>(), Contains("留在旧版办完 1") && !Contains("oOne") && !Contains("运费"));
}

TEST_CASE("Recordings of stored conversations hold fakes and play to the same end") {
  Shell shell;
  shell.talk({"我要投诉", "我叫张三丰，鲁A00000，货主拖欠运费八千三，电话13000001234也不接", "货车"});
  bot::PublishingService service(*shell.store, shell.clock);
  const json answer = service.answer({{"ask", "recordings"}, {"most", 500}});
  const auto recordings = bot::decode_recordings(answer.dump());
  REQUIRE(recordings.ok());
  REQUIRE(recordings->size() == 1);
  CHECK_THAT(answer.dump(), !Contains("张三丰") && !Contains("鲁A00000") && !Contains("13000001234") && !Contains("oOne"));
  CHECK_THAT(answer.dump(), Contains("鲁AZZZZ0") && Contains("13000000001"));
  CHECK(bot::decode_recordings(bot::encode_recordings(*recordings)).value() == *recordings);
  CHECK_FALSE(bot::decode_recordings("{}").ok());
  CHECK_FALSE(bot::decode_recordings("not json").ok());
}

TEST_CASE("Drafts are saved, listed, taken and dropped; broken ones too, for they are drafts") {
  Shell shell;
  bot::PublishingService service(*shell.store, shell.clock);
  const json save{{"ask", "draft_save"}, {"name", "运费"}, {"revision", 0}, {"base", 1}, {"sources", R"([["a.yaml","?"]])"}, {"by", "李四"}};
  CHECK(service.answer(save).at("revision") == 1);
  CHECK_THAT(bot::error_in(service.answer(save))->text, Contains("草稿“运费”已被别人改过"));
  CHECK(service.answer({{"ask", "drafts"}}).at("drafts").size() == 1);
  CHECK(service.answer({{"ask", "draft"}, {"name", "运费"}}).at("sources") == R"([["a.yaml","?"]])");
  CHECK(service.answer({{"ask", "draft_drop"}, {"name", "运费"}}) == json::object());
  CHECK(bot::error_in(service.answer({{"ask", "draft"}, {"name", "运费"}}))->code == base::ErrorCode::kNotFound);
}

TEST_CASE("A request that is no request gets a sentence") {
  Shell shell;
  bot::PublishingService service(*shell.store, shell.clock);
  for (const std::string request : {"", "[]", "{}", R"({"ask":"fly"})", R"({"ask":"publish"})", R"({"ask":7})"}) {
    INFO(request);
    CHECK_THAT(service.answer_text(request), Contains("error"));
  }
}

TEST_CASE("A command reaches the running server through its spool and gets its answer") {
  test::Folder folder;
  base::NoLog log;
  const std::string spool = bot::spool_of(folder.path("data"));
  bot::SpoolKeeper keeper(spool, [](const std::string& request) { return "answer to " + request; }, log);
  std::atomic<bool> stop{false};
  std::thread server([&] {
    while (!stop.load()) keeper.pass();
  });
  base::SeededRandom random(3);
  const auto answer = bot::ask_server(spool, "request", random, base::seconds(30));
  stop.store(true);
  server.join();
  REQUIRE(answer.ok());
  CHECK(*answer == "answer to request");
  CHECK(std::filesystem::is_empty(spool));
}

TEST_CASE("A command that no server hears takes its request back and knows that nothing happened") {
  test::Folder folder;
  base::SeededRandom random(3);
  const std::string spool = bot::spool_of(folder.path("data"));
  const auto answer = bot::ask_server(spool, "request", random, base::Millis{100});
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == base::ErrorCode::kUnreached);
  CHECK(std::filesystem::is_empty(spool));
}

TEST_CASE("What a killed server had taken is not carried out again") {
  test::Folder folder;
  base::NoLog log;
  const std::string spool = bot::spool_of(folder.path("data"));
  std::filesystem::create_directories(spool);
  std::ofstream(spool + "/one.taken") << "request";
  int asked = 0;
  bot::SpoolKeeper keeper(spool, [&](const std::string&) { return std::to_string(++asked); }, log);
  keeper.pass();
  CHECK(asked == 0);
  CHECK(std::filesystem::is_empty(spool));
  CHECK((std::filesystem::status(spool).permissions() & std::filesystem::perms::others_all) == std::filesystem::perms::none);
}
