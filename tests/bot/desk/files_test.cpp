// The files that operators keep, at the desk: shown, checked, saved; what is wrong never replaces what holds.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/civil_time.hpp"
#include "bot/desk/files/operator_file.hpp"
#include "bot/files.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

std::string shipped(const std::string& name) { return bot::read_file(std::string(XINSHENG_SOURCE_DIR) + "/config/" + name).value(); }

constexpr const char* kDuty = R"(people:
  - person: 值班甲
    by: webhook
    url: http://127.0.0.1:1/a
    phone: "13000000001"
  - person: 值班乙
    by: webhook
    url: http://127.0.0.1:1/b
shifts:
  - from: 08:00
    to: 20:00
    ladder: [值班甲, 值班乙]
  - from: 20:00
    to: 08:00
    ladder: [值班乙]
)";

struct Files : DeskRoom {
  Files() {
    const FilePaths& paths = parts_.files;
    put(paths.promises.promises, shipped("promises.txt"));
    put(paths.promises.calendar, shipped("calendar.txt"));
    put(paths.promises.roster, shipped("roster.txt"));
    put(paths.promises.contents, shipped("contents.txt"));
    put(paths.replies, "您好 = 您好，我是{座席}。\n");
    put(paths.duty, kDuty);
  }
  static void put(const std::string& path, const std::string& text) { REQUIRE(bot::write_durably(path, text).ok()); }
  json get(const std::string& path) {
    const bot::Response answer = ask(boss, "GET", path);
    REQUIRE(answer.status == 200);
    return json_of(answer);
  }
  json check(const std::string& name, const std::string& text) {
    const bot::Response answer = ask(boss, "POST", "/api/files/" + name + "/check", {{"text", text}});
    REQUIRE(answer.status == 200);
    return json_of(answer);
  }
  bot::Response save(const std::string& name, const std::string& text, const std::string& version) {
    return ask(boss, "POST", "/api/files/" + name, {{"text", text}, {"version", version}, {"reason", "假期安排"}});
  }
  std::string version(const std::string& name) { return get("/api/files/" + name + "/text")["version"]; }

  Browser boss = sign_in("banzhang", Role::kSupervisor);
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

std::string cell(const json& tables, std::size_t table, std::size_t row, const std::string& column) {
  const json& columns = tables[table]["columns"];
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == column) return tables[table]["rows"][row][i];
  }
  return "?";
}

}  // namespace

TEST_CASE("Every file an operator keeps is shown as tables, and none of those shipped has a fault") {
  Files files;
  const json listed = files.get("/api/files");
  for (const json& item : listed["items"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    CHECK(item["state"] == "good");
    const json shown = files.get("/api/files/" + name);
    CHECK(shown["faults"].empty());
    REQUIRE_FALSE(shown["tables"].empty());
    for (const json& table : shown["tables"]) {
      for (const json& row : table["rows"]) CHECK(row.size() == table["columns"].size());
    }
  }
}

TEST_CASE("A promise is shown with its clocks and the ladder of each, a calendar with its runs of days") {
  Files files;
  const json promises = files.get("/api/files/promises")["tables"];
  CHECK(cell(promises, 0, 0, "profile") == "FRT_3083");
  CHECK(cell(promises, 0, 0, "told") == "会告诉");
  CHECK(cell(promises, 0, 0, "RESP") == "30分钟\n提醒 第20分钟\n督办一级 第45分钟\n督办二级 第90分钟");
  CHECK(cell(promises, 0, 0, "REVISIT").find("3天（从办结起）\n提醒 到期前12小时\n督办一级 超时12小时") == 0);
  const json calendar = files.get("/api/files/calendar")["tables"];
  CHECK(calendar[1]["rows"][0] == json({"2026-01-01", "2026-01-03", "放假", "元旦"}));
  CHECK(calendar[1]["rows"][1] == json({"2026-01-04", "2026-01-04", "调休上班", ""}));
}

TEST_CASE("Who is on duty is told in the order in which they are called, by the roster that runs") {
  Files files;
  CHECK(files.get("/api/files")["on_duty"] == json({{"called", false}, {"people", json::array()}}));
  bot::ReadRoster read = bot::read_roster("duty.yaml", kDuty, true);
  REQUIRE(read.faults.empty());
  files.duty.replace(std::make_shared<const bot::Roster>(std::move(read.roster)));
  const bool by_day = base::to_civil(files.shell.clock.now()).hour >= 8 && base::to_civil(files.shell.clock.now()).hour < 20;
  CHECK(files.get("/api/files")["on_duty"]["people"] == (by_day ? json({"值班甲", "值班乙"}) : json({"值班乙"})));
}

TEST_CASE("A text is checked with all its faults at once, each with its line and what to do") {
  Files files;
  const json checked = files.check("promises", "[promise A]\nname 甲\nRESP 三十分\nCLOSE 8x\n");
  REQUIRE(checked["faults"].size() >= 2);
  for (const json& fault : checked["faults"]) {
    CHECK_FALSE(fault["message"].get<std::string>().empty());
    CHECK_FALSE(fault["fix"].get<std::string>().empty());
  }
  CHECK(checked["faults"][0]["line"] == 3);
  CHECK(files.check("replies", "您好 您好")["faults"][0]["line"] == 1);
  CHECK(files.check("duty", replaced(kDuty, "to: 20:00", "to: 19:00"))["faults"][0]["message"].get<std::string>().find("没有人值班") != std::string::npos);
}

TEST_CASE("A file is saved over the version it was read at, and the act stands in the audit log with its reason") {
  Files files;
  const std::string path = files.parts_.files.replies;
  std::filesystem::permissions(path, std::filesystem::perms(0640));
  const bot::Response saved = files.save("replies", "再见 = 再见。\n", files.version("replies"));
  REQUIRE(saved.status == 200);
  CHECK(json_of(saved)["version"] == files.version("replies"));
  CHECK(bot::read_file(path).value() == "再见 = 再见。\n");
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0640));
  const storage::AuditEntry entry = files.audit().front();
  CHECK(entry.said.action == "file.save");
  CHECK(entry.said.object == "files/replies");
  CHECK(entry.said.note == "假期安排");
}

TEST_CASE("A stale form is refused with what lies there now, and changes nothing") {
  Files files;
  const std::string old = files.version("replies");
  REQUIRE(files.save("replies", "再见 = 再见。\n", old).status == 200);
  const bot::Response late = files.save("replies", "您好 = 您好！\n", old);
  CHECK(late.status == 409);
  CHECK(json_of(late)["present"] == json({{"text", "再见 = 再见。\n"}, {"version", files.version("replies")}}));
  CHECK(bot::read_file(files.parts_.files.replies).value() == "再见 = 再见。\n");
}

TEST_CASE("A text with a fault never takes the place of what holds") {
  Files files;
  const std::string good = bot::read_file(files.parts_.files.promises.promises).value();
  const bot::Response refused = files.save("promises", "[promise A]\nRESP 三十分\n", files.version("promises"));
  CHECK(refused.status == 422);
  CHECK(json_of(refused)["message"].get<std::string>().find("旧的还在用") != std::string::npos);
  CHECK(bot::read_file(files.parts_.files.promises.promises).value() == good);
}

TEST_CASE("A link is followed: it stays a link, and the file behind it is the one that changes") {
  Files files;
  const std::string path = files.parts_.files.replies, real = path + ".real";
  std::filesystem::rename(path, real);
  std::filesystem::create_symlink(real, path);
  REQUIRE(files.save("replies", "再见 = 再见。\n", files.version("replies")).status == 200);
  CHECK(std::filesystem::is_symlink(path));
  CHECK(bot::read_file(real).value() == "再见 = 再见。\n");
}

TEST_CASE("Shifts may be changed at the desk, whom a call reaches may not: a file of the server is never read for it") {
  Files files;
  const std::string secret = files.parts_.files.replies + ".secret";
  Files::put(secret, "not-for-anybody\n");
  const json checked = files.check("duty", replaced(kDuty, "phone: \"13000000001\"", "phone_file: " + secret));
  REQUIRE(checked["faults"].size() == 1);
  CHECK(checked["faults"][0]["line"] == 5);
  CHECK(checked["faults"][0]["message"].get<std::string>().find("phone_file") == 0);
  CHECK(checked["tables"].empty());
  CHECK(files.save("duty", replaced(kDuty, "http://127.0.0.1:1/a", "http://192.0.2.7/"), files.version("duty")).status == 422);
  CHECK(files.save("duty", std::string("acknowledge: http://192.0.2.7/\n") + kDuty, files.version("duty")).status == 422);
  CHECK(files.save("duty", replaced(kDuty, "[值班甲, 值班乙]", "[值班乙, 值班甲]"), files.version("duty")).status == 200);
}

TEST_CASE("What a change would do unmeant is told before it is saved") {
  Files files;
  const std::string promises = shipped("promises.txt");
  const json gone = files.check("promises", promises.substr(0, promises.find("[promise SUGGEST]")));
  REQUIRE(gone["remarks"].size() == 1);
  CHECK(gone["remarks"][0].get<std::string>().find("SUGGEST") != std::string::npos);
  CHECK(files.check("calendar", shipped("calendar.txt") + "[year 2027]\noff 01-01 元旦\n")["remarks"][0].get<std::string>().find("version") != std::string::npos);
  CHECK(files.check("calendar", shipped("calendar.txt"))["remarks"].empty());
}

TEST_CASE("A file that is not there is told as such and made by the first save; without a path it cannot be") {
  Files files;
  REQUIRE(std::filesystem::remove(files.parts_.files.replies));
  CHECK(files.get("/api/files/replies")["state"] == "absent");
  CHECK(files.version("replies").empty());
  CHECK(files.save("replies", "再见 = 再见。\n", "").status == 200);
  files.parts_.files.duty.clear();
  CHECK(files.get("/api/files/duty")["state"] == "unset");
  CHECK(files.save("duty", kDuty, "").status == 422);
  CHECK(files.ask(files.boss, "GET", "/api/files/passwd").status == 404);
}

TEST_CASE("Operators read the tables; only those who decide read and write the text") {
  Files files;
  const Browser operator_ = files.sign_in("xiaoli", Role::kOperator);
  CHECK(files.ask(operator_, "GET", "/api/files/promises").status == 200);
  CHECK(files.ask(operator_, "GET", "/api/files/duty/text").status == 403);
  CHECK(files.ask(operator_, "POST", "/api/files/replies", {{"text", ""}, {"version", ""}}).status == 403);
}
