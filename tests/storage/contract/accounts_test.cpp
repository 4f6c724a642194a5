#include "storage/accounts.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;

namespace {

storage::Account account_of(const std::string& name) {
  return {.id = 0,
          .name = name,
          .display = "小李",
          .role = "operator",
          .password = "$argon2id$x",
          .totp = "",
          .totp_step = 0,
          .disabled = false,
          .created = base::UnixMs{kNow}};
}

storage::DeskSession session_of(const std::string& id, std::int64_t account) {
  return {.id = id,
          .account = account,
          .token = "t-" + id,
          .begun = base::UnixMs{kNow},
          .seen = base::UnixMs{kNow},
          .ends = base::UnixMs{kNow + 1000}};
}

storage::NewAudit act_of(const std::string& action) {
  return {.actor = "xiaoli", .role = "operator", .action = action, .object = "conversation/1", .note = "", .request = "r", .at = base::UnixMs{kNow}};
}

}  // namespace

TEST_CASE("An account is found by name and by id, and its name is its own") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const std::int64_t id = store->accounts().add(account_of("xiaoli")).value();
  CHECK(store->accounts().add(account_of("xiaoli")).error().code == ErrorCode::kConflict);
  CHECK(store->accounts().add(account_of("anna")).ok());
  store.reset();
  store = engine->open();
  const auto found = store->accounts().find("xiaoli").value();
  REQUIRE(found);
  CHECK(found->id == id);
  CHECK(found->display == "小李");
  CHECK(found->role == "operator");
  CHECK(found->password == "$argon2id$x");
  CHECK(found->created == base::UnixMs{kNow});
  CHECK(store->accounts().find(id).value()->name == "xiaoli");
  CHECK_FALSE(store->accounts().find("nobody").value());
  REQUIRE(store->accounts().all()->size() == 2);
  CHECK(store->accounts().all()->front().name == "anna");
}

TEST_CASE("A new role or password, or disabling, ends an account's sessions; a new display name does not") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::int64_t id = store->accounts().add(account_of("xiaoli")).value();
  const std::int64_t other = store->accounts().add(account_of("anna")).value();
  REQUIRE(store->accounts().begin_session(session_of("other", other)).ok());
  storage::AccountChange role, password, disabled;
  role.role = "viewer";
  password.password = "$argon2id$y";
  disabled.disabled = true;
  for (const storage::AccountChange& change : {role, password, disabled}) {
    REQUIRE(store->accounts().begin_session(session_of("s", id)).ok());
    REQUIRE(store->accounts().change(id, change).ok());
    CHECK_FALSE(store->accounts().session("s").value());
  }
  CHECK(store->accounts().find(id).value()->role == "viewer");
  CHECK(store->accounts().find(id).value()->password == "$argon2id$y");
  CHECK(store->accounts().find(id).value()->disabled);
  REQUIRE(store->accounts().begin_session(session_of("s", id)).ok());
  storage::AccountChange display;
  display.display = "李师傅";
  REQUIRE(store->accounts().change(id, display).ok());
  CHECK(store->accounts().session("s").value());
  CHECK(store->accounts().session("other").value());
  CHECK(store->accounts().change(id + 100, display).error().code == ErrorCode::kNotFound);
}

TEST_CASE("A one-time code counts once, and an older one not at all") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::int64_t id = store->accounts().add(account_of("xiaoli")).value();
  CHECK(store->accounts().use_totp(id, 100).ok());
  CHECK(store->accounts().use_totp(id, 100).error().code == ErrorCode::kConflict);
  CHECK(store->accounts().use_totp(id, 99).error().code == ErrorCode::kConflict);
  CHECK(store->accounts().use_totp(id, 101).ok());
}

TEST_CASE("A session is what was begun until it is ended, and sessions that are over are forgotten") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::int64_t id = store->accounts().add(account_of("xiaoli")).value();
  REQUIRE(store->accounts().begin_session(session_of("a", id)).ok());
  REQUIRE(store->accounts().see_session("a", base::UnixMs{kNow + 7}).ok());
  const auto session = store->accounts().session("a").value();
  REQUIRE(session);
  CHECK(session->account == id);
  CHECK(session->token == "t-a");
  CHECK(session->seen == base::UnixMs{kNow + 7});
  CHECK(session->ends == base::UnixMs{kNow + 1000});
  storage::DeskSession later = session_of("b", id);
  later.begun = base::UnixMs{kNow + 2000};
  REQUIRE(store->accounts().begin_session(later).ok());
  CHECK_FALSE(store->accounts().session("a").value());
  REQUIRE(store->accounts().end_session("b").ok());
  CHECK(store->accounts().end_session("b").ok());
  CHECK_FALSE(store->accounts().session("b").value());
}

TEST_CASE("The audit log is one chain, numbered without gap, however many write at once") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  constexpr int kThreads = 4, kEach = 10;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) REQUIRE(store->accounts().append(act_of("conversation.reply")).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  store.reset();
  store = engine->open();
  const auto entries = store->accounts().audit(0, 100).value();
  REQUIRE(entries.size() == kThreads * kEach);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const storage::AuditEntry& entry = entries[i];
    CHECK(entry.number == static_cast<std::int64_t>(entries.size() - i));
    CHECK(entry.previous == (i + 1 < entries.size() ? entries[i + 1].hash : ""));
    CHECK(entry.hash == storage::audit_hash(entry.number, entry.said, entry.previous));
  }
  CHECK(store->accounts().audit(entries[2].number, 2)->front().number == entries[3].number);
  CHECK(findings(*store).empty());
}

TEST_CASE("A request's key belongs to the first who asks, and gives their answer to the second") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::Accounts& accounts = store->accounts();
  const base::UnixMs now{kNow};
  const base::Millis patience = base::seconds(60);
  CHECK_FALSE(accounts.begin_request(1, "k", "d", now, patience).value());
  CHECK(accounts.begin_request(1, "k", "d", now, patience).value()->status == 0);
  CHECK_FALSE(accounts.begin_request(2, "k", "d", now, patience).value());
  REQUIRE(accounts.finish_request(1, "k", 200, "{\"done\":true}").ok());
  const auto earlier = accounts.begin_request(1, "k", "e", now, patience).value();
  REQUIRE(earlier);
  CHECK(earlier->digest == "d");
  CHECK(earlier->status == 200);
  CHECK(earlier->body == "{\"done\":true}");
  REQUIRE(accounts.finish_request(2, "k", 0, "").ok());
  CHECK_FALSE(accounts.begin_request(2, "k", "x", now, patience).value());
  CHECK_FALSE(accounts.begin_request(2, "k", "x", now + base::seconds(61), patience).value());
  CHECK_FALSE(accounts.begin_request(1, "k", "d", now + base::days(2), patience).value());
}
