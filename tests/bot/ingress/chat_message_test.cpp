#include "bot/ingress/chat_message.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "bot/ingress/chat.hpp"
#include "bot/ingress/media.hpp"
#include "tests/storage/folder.hpp"

namespace {

const std::string kId = "0b6f1c1e-5a0e-4d53-9f6a-0d7f5a1c2b3d";

std::string message(const std::string& rest) { return R"({"id":")" + kId + R"(",)" + rest + "}"; }

}  // namespace

TEST_CASE("chat message: words, buttons, places and photos become what the driver said", "[bot]") {
  const base::UnixMs now{1'000};
  const auto words = bot::read_chat_message(message(R"("kind":"text","text":"我要投诉","unknown":1)"), now);
  REQUIRE(words.ok());
  REQUIRE(words->inbound_key == "w" + kId);
  REQUIRE(std::get<dialogs::TextEvent>(words->event).text == "我要投诉");
  REQUIRE(words->line.extra.find(kId) != std::string::npos);
  const auto button = bot::read_chat_message(message(R"("kind":"button","slot":"车辆类型","value":"货车","menu":7,"label":"货车")"), now);
  REQUIRE(button.ok());
  REQUIRE(std::get<dialogs::ButtonEvent>(button->event).menu == 7);
  const auto place = bot::read_chat_message(message(R"("kind":"location","name":"","latitude":36.6,"longitude":117.0)"), now);
  REQUIRE(place.ok());
  REQUIRE(std::get<dialogs::LocationEvent>(place->event).latitude == 36.6);
  const auto photo = bot::read_chat_message(message(R"("kind":"photo","media":["a","b"])"), now);
  REQUIRE(photo.ok());
  REQUIRE(bot::media_of(*photo) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("chat message: bad JSON is refused with the field's name", "[bot]") {
  struct Row {
    std::string body;
    std::string code;
  };
  const std::vector<Row> rows{{"", "bad_json"},
                              {"null", "bad_json"},
                              {"[]", "bad_json"},
                              {"{\"id\":1}x", "bad_json"},
                              {std::string(200'000, '['), "too_deep"},
                              {message(R"("kind":"text","kind":"text","text":"a")"), "duplicate_key"},
                              {message("\"kind\":\"text\",\"text\":\"\xff\""), "bad_utf8"},
                              {message(R"("kind":"text","text":"\ud800")"), "bad_json"},
                              {message(R"("kind":"text","text":NaN)"), "bad_json"},
                              {message(R"("kind":"location","name":"a","latitude":1e400,"longitude":1)"), "bad_json"},
                              {message(R"("kind":"location","name":"a","latitude":91,"longitude":1)"), "bad_latitude"},
                              {message(R"("kind":"text")"), "missing_text"},
                              {message(R"("kind":"text","text":"")"), "bad_text"},
                              {message(R"("kind":"text","text":5)"), "bad_text"},
                              {message(R"("kind":"smoke")"), "bad_kind"},
                              {message(R"("kind":"button","slot":"a","value":"b","label":"c","menu":-1)"), "bad_menu"},
                              {message(R"("kind":"photo","media":[])"), "bad_media"},
                              {R"({"kind":"text","text":"a"})", "missing_id"},
                              {R"({"id":"../../etc","kind":"text","text":"a"})", "bad_id"}};
  for (const Row& row : rows) {
    INFO(row.body.substr(0, 120));
    const auto read = bot::read_chat_message(row.body, base::UnixMs{0});
    REQUIRE_FALSE(read.ok());
    REQUIRE(read.error().text == row.code);
  }
}

TEST_CASE("chat message: a NUL in the text is accepted and kept", "[bot]") {
  const auto read = bot::read_chat_message(message(R"("kind":"text","text":"a\u0000b")"), base::UnixMs{0});
  REQUIRE(read.ok());
  REQUIRE(read->line.text.size() == 3);
}

TEST_CASE("visitor: the store's name of a visitor does not reveal the cookie, and only our cookies have one", "[bot]") {
  const std::string cookie(64, 'a');
  REQUIRE(bot::visitor_of(cookie).size() == 32);
  REQUIRE(bot::visitor_of(cookie) == bot::visitor_of(cookie));
  REQUIRE(bot::visitor_of(cookie).find("aaaa") == std::string::npos);
  for (const std::string& bad : {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, '/')}) {
    REQUIRE(bot::visitor_of(bad).empty());
  }
}

TEST_CASE("media: a photo opens for its own visitor only, whatever the id looks like", "[bot]") {
  const test::Folder folder;
  base::SeededRandom random(3);
  bot::Media media(folder.path("media"), random);
  const std::string mine(32, '1');
  const std::string jpeg = std::string("\xFF\xD8\xFF\xE0") + "rest";
  const auto id = media.keep(mine, jpeg);
  REQUIRE(id.ok());
  REQUIRE(media.read(mine, *id).value() == jpeg);
  REQUIRE_FALSE(media.read(std::string(32, '2'), *id).ok());
  for (const std::string& bad : {std::string("../../etc/passwd"), std::string(32, 'g'), std::string(), *id + "0", std::string("..")}) {
    REQUIRE_FALSE(media.read(mine, bad).ok());
  }
}

TEST_CASE("media: only photos are photos", "[bot]") {
  REQUIRE(bot::photo_type("\xFF\xD8\xFF\xE1") == "image/jpeg");
  REQUIRE(bot::photo_type(std::string("\x89PNG\r\n\x1A\n", 8)) == "image/png");
  REQUIRE(bot::photo_type("RIFF....WEBPVP8 ") == "image/webp");
  for (const char* bad : {"", "<svg onload=alert(1)>", "<html>", "GIF89a", "%PDF-1.7", "RIFF....WAVEfmt "}) {
    REQUIRE(bot::photo_type(bad).empty());
  }
}
