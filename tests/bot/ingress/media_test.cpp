// Where drivers' files lie, and what is taken as one.
#include "bot/ingress/media.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/storage/folder.hpp"

using bot::owner_of;
using bot::place_of;

namespace {

const std::string kJpeg = std::string("\xFF\xD8\xFF\xE0", 4) + "picture";

struct Room {
  test::Folder folder;
  base::SeededRandom random{7};
  bot::Media media{folder.path("media"), random};
};

const storage::ConversationKey kDriver{"wechat", "demo", "oOne"};

}  // namespace

TEST_CASE("media: a platform's file has one place for its driver, and no other driver or account shares it") {
  const bot::MediaPlace place = place_of(kDriver, "media-1");
  CHECK(place_of(kDriver, "media-1").name == place.name);
  CHECK(place.owner == owner_of(kDriver));
  CHECK(place.owner.size() == 40);  // a visitor of the web chat has 64 digits
  CHECK(place.name.size() == 32);
  CHECK(place.owner.find("oOne") == std::string::npos);
  CHECK(place_of(kDriver, "media-2").name != place.name);
  CHECK(owner_of({"wechat", "demo", "oTwo"}) != place.owner);
  CHECK(owner_of({"wechat", "other", "oOne"}) != place.owner);
  CHECK(owner_of({"web", "web", std::string(64, 'a')}) == std::string(64, 'a'));
}

TEST_CASE("media: an id with signs of a path leads to a place like any other") {
  Room room;
  for (const char* id : {"../../etc/passwd", "a/b", "", ".", "\xFF\x01"}) {
    const bot::MediaPlace place = place_of(kDriver, id);
    REQUIRE(room.media.keep_as(place, kJpeg).ok());
    CHECK(room.media.read(place.owner, place.name).value() == kJpeg);
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(room.folder.path("media"))) files += entry.is_regular_file() ? 1U : 0U;
  CHECK(files == 5);
}

TEST_CASE("media: only photos and voices are kept, and what is kept again is whole and no second file") {
  Room room;
  const bot::MediaPlace place = place_of(kDriver, "media-1");
  for (const std::string& no : {std::string(), std::string("<svg xmlns="), std::string("<html>"), std::string("GIF89a"), std::string("{\"errcode\":1}"), std::string("\xFF\xD8", 2)}) {
    CHECK_FALSE(room.media.keep_as(place, no).ok());
  }
  CHECK_FALSE(room.media.owns(place.owner, place.name));
  REQUIRE(room.media.keep_as(place, kJpeg + "half").ok());
  REQUIRE(room.media.keep_as(place, kJpeg).ok());
  CHECK(room.media.read(place.owner, place.name).value() == kJpeg);
  const bot::MediaPlace voice = place_of(kDriver, "media-2");
  for (const char* bytes : {"#!AMR\n1", "#!AMR-WB\n1", "#!SILK_V3", "\x02#!SILK_V3"}) CHECK(room.media.keep_as(voice, bytes).ok());
  CHECK(bot::voice_type("#!AMR-WB\n1") == "audio/amr");
  CHECK(bot::voice_type("\x02#!SILK_V3") == "audio/silk");
  CHECK(bot::voice_type("AMR").empty());
}
