// Which files a turn has fetched: of whom, of what, and once.
#include "bot/turns/media_orders.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bot/turns/translate.hpp"
#include "tests/bot/shell.hpp"

using bot::MediaOrder;
using integrations::Inbound;
using integrations::InboundKind;
using shell::Shell;

namespace {

std::vector<storage::OutboxRow> queued(Shell& it) {
  return it.store->outbox().claim(storage::OutboxKind::kMedia, "wechat/demo", it.clock.now(), base::seconds(60), 100).value();
}

bot::Letter sent(const std::string& key, InboundKind kind, std::vector<std::string> ids, const std::string& text = "") {
  Inbound inbound;
  inbound.kind = kind;
  inbound.driver = "oOne";
  inbound.key = key;
  inbound.text = text;
  inbound.media_ids = std::move(ids);
  inbound.media_url = "http://evil.example/photo.jpg";
  return {.key = Shell::key(), .what = bot::translate(inbound), .done = {}};
}

std::vector<std::string> ids_of(const std::vector<storage::OutboxRow>& rows) {
  std::vector<std::string> ids;
  for (const storage::OutboxRow& row : rows) ids.push_back(bot::decode_media(row.payload).value().media_id);
  return ids;
}

}  // namespace

TEST_CASE("media orders: a photo and a voice are each queued with the turn that keeps the message", "[bot]") {
  Shell it({.fetches_media = true});
  REQUIRE(it.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDone);
  REQUIRE(it.post(sent("v1", InboundKind::kVoice, {"voice-1", "voice-1-16k"})).outcome == bot::Answer::Outcome::kDone);
  REQUIRE(it.post(sent("v2", InboundKind::kVoice, {"voice-2"}, "我要投诉")).outcome == bot::Answer::Outcome::kDone);
  const auto rows = queued(it);
  CHECK(ids_of(rows) == std::vector<std::string>{"photo-1", "voice-1", "voice-2"});
  CHECK(bot::decode_media(rows[0].payload)->kind == MediaOrder::Kind::kPhoto);
  CHECK(bot::decode_media(rows[1].payload)->kind == MediaOrder::Kind::kVoice);
  CHECK(rows[0].driver == "oOne");
  CHECK(rows[0].payload.find("evil") == std::string::npos);
}

TEST_CASE("media orders: a redelivered photo is queued once", "[bot]") {
  Shell it({.fetches_media = true});
  REQUIRE(it.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDone);
  REQUIRE(it.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDuplicate);
  it.forget_memory();
  REQUIRE(it.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDuplicate);
  CHECK(queued(it).size() == 1);
}

TEST_CASE("media orders: an account that cannot fetch queues nothing, nor does a film, a text or an event", "[bot]") {
  {
    Shell passive;
    REQUIRE(passive.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDone);
    CHECK(queued(passive).empty());
  }
  Shell it({.fetches_media = true});
  for (const InboundKind kind : {InboundKind::kVideo, InboundKind::kText, InboundKind::kNotice, InboundKind::kUnknown}) {
    REQUIRE(it.post(sent("k" + std::to_string(static_cast<int>(kind)), kind, {"id-1", "id-2"}, "你好")).outcome == bot::Answer::Outcome::kDone);
  }
  CHECK(queued(it).empty());
}

TEST_CASE("media orders: photos that come faster than the limit are kept in the transcript and not fetched", "[bot]") {
  Shell it({.rate_limit = {.per_minute = 1, .burst = 3}, .fetches_media = true});
  for (int i = 0; i < 10; ++i) {
    REQUIRE(it.post(sent("p" + std::to_string(i), InboundKind::kPhoto, {"photo-" + std::to_string(i)})).outcome == bot::Answer::Outcome::kDone);
  }
  CHECK(it.transcript().size() == 10);
  CHECK(queued(it).size() == 3);
}

TEST_CASE("media orders: photos of a burst are queued as they come, before the burst is read", "[bot]") {
  Shell it({.sends_actively = true, .gathers = true, .fetches_media = true});
  it.talk({"我要投诉"});
  for (const char* id : {"photo-1", "photo-2"}) REQUIRE(it.post(sent(id, InboundKind::kPhoto, {id})).outcome == bot::Answer::Outcome::kDone);
  CHECK(ids_of(queued(it)) == std::vector<std::string>{"photo-1", "photo-2"});
}

TEST_CASE("media orders: 忘记我 queues the dropping of files where the account has any, in its own turn", "[bot]") {
  for (const bool fetches : {true, false}) {
    Shell it({.fetches_media = fetches});
    it.talk({"你好", "忘记我"});
    CHECK(queued(it).empty());  // asked whether he is sure
    it.talk({"是"});
    const auto rows = queued(it);
    REQUIRE(rows.size() == (fetches ? 1U : 0U));
    if (fetches) CHECK(bot::decode_media(rows[0].payload)->kind == MediaOrder::Kind::kForget);
  }
}

TEST_CASE("media orders: a fault of ours keeps the photo and drops nothing", "[bot]") {
  Shell it({.fetches_media = true});
  int steps_left = 1000;
  it.maker = std::make_unique<bot::TurnMaker>(*it.releases, it.store->tickets(), it.random, it.log,
                                              bot::TurnMaker::Options{.rate_limit = {.per_minute = 100'000, .burst = 100'000},
                                                                      .alerts = false,
                                                                      .promises = &it.promises,
                                                                      .on_step = [&steps_left](const dialogs::Event&, const dialogs::StepResult&) {
                                                                        if (--steps_left < 0) throw std::runtime_error("a fault");
                                                                      }});
  it.forget_memory();
  it.talk({"你好", "忘记我"});
  steps_left = 1;  // the step of his 是; the one after the act fails
  it.talk({"是"});
  REQUIRE(it.transcript().back().kind == storage::TurnKind::kQuarantined);
  CHECK(queued(it).empty());
  steps_left = 0;
  REQUIRE(it.post(sent("p1", InboundKind::kPhoto, {"photo-1"})).outcome == bot::Answer::Outcome::kDone);
  REQUIRE(it.transcript().back().kind == storage::TurnKind::kQuarantined);
  CHECK(ids_of(queued(it)) == std::vector<std::string>{"photo-1"});
}

TEST_CASE("media orders: what is stored is read back, and anything else is refused") {
  for (const MediaOrder::Kind kind : {MediaOrder::Kind::kPhoto, MediaOrder::Kind::kVoice}) {
    const auto back = bot::decode_media(bot::encode_media({.kind = kind, .media_id = "a\"\n照"}));
    REQUIRE(back);
    CHECK(back->kind == kind);
    CHECK(back->media_id == "a\"\n照");
  }
  for (const char* no : {"", "[]", "7", "{}", R"({"version":2,"kind":"photo","media":"a"})", R"({"version":"1","kind":"photo","media":"a"})",
                         R"({"version":1,"kind":"film","media":"a"})", R"({"version":1,"kind":7,"media":"a"})", R"({"version":1,"kind":"photo","media":7})"}) {
    CHECK_FALSE(bot::decode_media(no));
  }
}

TEST_CASE("media orders: a line of any shape gives orders or none") {
  const auto orders = [](std::string extra, storage::Speaker speaker = storage::Speaker::kDriver) {
    return bot::media_of({.speaker = speaker, .text = "", .extra = std::move(extra)}).size();
  };
  CHECK(orders(R"({"type":"photo","media":["a","b"]})") == 2);
  CHECK(orders(R"({"type":"photo","media":["a",7,"",null,{}]})") == 1);
  CHECK(orders(R"({"type":"photo","media":["a"]})", storage::Speaker::kOperator) == 0);
  for (const char* none : {"", "{", "[]", "null", R"({"media":["a"]})", R"({"type":"photo"})", R"({"type":"photo","media":"a"})", R"({"type":[],"media":["a"]})"}) {
    CHECK(orders(none) == 0);
  }
}
