// What a camera writes beside the picture does not reach whoever looks at it (reliability reference §4 row 44). The pictures are built
// here byte by byte.
#include "bot/ingress/photo_metadata.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

#include "base/random.hpp"

using bot::without_metadata;

namespace {

std::string big(std::size_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
  return out;
}
std::string little(std::size_t value, int bytes) {
  std::string out = big(value, bytes);
  return {out.rbegin(), out.rend()};
}

std::string segment(std::uint8_t marker, const std::string& content) {
  return std::string("\xFF") + static_cast<char>(marker) + big(content.size() + 2, 2) + content;
}
const std::string kStart("\xFF\xD8", 2), kEnd("\xFF\xD9", 2);
const std::string kScan = segment(0xDA, "scan") + std::string("pixels\xFF\x00more\xFF\xD0last", 16);

/// EXIF with an orientation and a place, in either byte order.
std::string exif(int orientation, bool is_big) {
  const auto number = [is_big](std::size_t value, int bytes) { return is_big ? big(value, bytes) : little(value, bytes); };
  const auto entry = [&number](std::size_t tag, std::size_t type, const std::string& value) { return number(tag, 2) + number(type, 2) + number(1, 4) + value; };
  return std::string("Exif\0\0", 6) + (is_big ? "MM" : "II") + number(42, 2) + number(8, 4) + number(2, 2) +
         entry(0x0112, 3, number(static_cast<std::size_t>(orientation), 2) + std::string(2, '\0')) + entry(0x8825, 4, number(99, 4)) + number(0, 4) + "GPS 36.68512 116.99731";
}
std::string jpeg(const std::string& beside) { return kStart + segment(0xE0, "JFIF") + beside + segment(0xDB, "table") + kScan + kEnd; }

std::string chunk(const std::string& name, const std::string& content) { return big(content.size(), 4) + name + content + "crc4"; }
std::string png(const std::string& beside) {
  return std::string("\x89PNG\r\n\x1A\n", 8) + chunk("IHDR", "head") + beside + chunk("IDAT", "pixels") + chunk("IEND", "");
}
std::string riff(const std::string& name, const std::string& content) {
  return name + little(content.size(), 4) + content + std::string(content.size() % 2, '\0');
}
std::string webp(const std::string& chunks) { return "RIFF" + little(chunks.size() + 4, 4) + "WEBP" + chunks; }

}  // namespace

TEST_CASE("photo metadata: place, time, device and texts are gone from a JPEG, the picture and its colours are left") {
  const std::string colours = segment(0xE2, "ICC_PROFILE colours"), adobe = segment(0xEE, "Adobe");
  const std::string beside = segment(0xE1, exif(1, true)) + segment(0xE1, "http://ns.adobe.com/xap/1.0/ GPS") + colours + segment(0xE2, "MPF GPS") +
                             segment(0xED, "Photoshop author") + adobe + segment(0xFE, "comment") + segment(0xE5, "maker");
  CHECK(without_metadata(jpeg(beside)) == jpeg(colours + adobe));
  CHECK(without_metadata(jpeg("")) == jpeg(""));
}

TEST_CASE("photo metadata: which side is up stays known, in both byte orders, and nothing else of the EXIF") {
  for (const bool is_big : {true, false}) {
    const std::string bare = without_metadata(jpeg(segment(0xE1, exif(6, is_big))));
    CHECK(bare.find("GPS") == std::string::npos);
    CHECK(bare == jpeg(segment(0xE1, std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 32))));
    CHECK(without_metadata(bare) == bare);
  }
  for (const int none : {0, 1, 9, 4711}) CHECK(without_metadata(jpeg(segment(0xE1, exif(none, true)))) == jpeg(""));
}

TEST_CASE("photo metadata: what stands behind the picture's end is cut, and segments between its scans are looked at") {
  CHECK(without_metadata(jpeg("") + "second picture with GPS") == jpeg(""));
  const std::string two = kStart + kScan + segment(0xC4, "table \xFF\xD9") + segment(0xFE, "GPS") + kScan + kEnd;
  CHECK(without_metadata(two) == kStart + kScan + segment(0xC4, "table \xFF\xD9") + kScan + kEnd);
}

TEST_CASE("photo metadata: a JPEG that breaks off in its picture is bare up to there") {
  const std::string whole = kStart + segment(0xE1, exif(1, true)) + kScan;
  CHECK(without_metadata(whole) == kStart + kScan);
  CHECK(without_metadata(whole + "\xFF") == kStart + kScan + "\xFF");
}

TEST_CASE("photo metadata: texts, EXIF and time are gone from a PNG, colours and transparency are left") {
  const std::string kept = chunk("tRNS", "t") + chunk("iCCP", "colours");
  CHECK(without_metadata(png(kept + chunk("eXIf", "GPS") + chunk("tEXt", "author") + chunk("iTXt", "xmp") + chunk("zTXt", "z") + chunk("tIME", "now") + chunk("prVt", "own"))) == png(kept));
  CHECK(without_metadata(png("") + "behind the end") == png(""));
}

TEST_CASE("photo metadata: EXIF and XMP are gone from a WebP, and its head no longer announces them") {
  const std::string flags_before("\x3C\0\0\0\0\0\0\0\0\0", 10), flags_after("\x30\0\0\0\0\0\0\0\0\0", 10);
  const std::string picture = riff("VP8 ", "odd");
  CHECK(without_metadata(webp(riff("VP8X", flags_before) + riff("ICCP", "colours!") + picture + riff("EXIF", "GPS") + riff("XMP ", "GPS"))) ==
        webp(riff("VP8X", flags_after) + riff("ICCP", "colours!") + picture));
  CHECK(without_metadata(webp(picture)) == webp(picture));
}

TEST_CASE("photo metadata: what is not built as a photo comes back as it is") {
  for (const std::string& bytes : {std::string(), std::string("\xFF\xD8\xFF", 3), kStart + "\xFF\xE1", kStart + std::string("\xFF\xE1\xFF\xFFshort", 9), kStart + std::string("\xFF\xE1\0\x01", 4),
                                   std::string("\x89PNG\r\n\x1A\n", 8), std::string("\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFtEXt....", 20), std::string("GIF89a"),
                                   std::string("RIFF\xFF\xFF\xFF\xFFWEBPEXIF\xFF\xFF\xFF\xFF", 20)}) {
    CHECK(without_metadata(bytes) == bytes);
  }
}

TEST_CASE("photo metadata: any bytes behind a photo's first ones end in an answer of about their length") {
  base::SeededRandom random(7);
  const std::string whole[] = {jpeg(segment(0xE1, exif(6, true)) + segment(0xE2, "ICC_PROFILE")), png(chunk("eXIf", "GPS")), webp(riff("VP8X", std::string(10, '\x3C')) + riff("EXIF", "GPS"))};
  for (int i = 0; i < 30'000; ++i) {
    std::string bytes = whole[random.below(3)];
    for (std::uint64_t changes = random.below(6); changes > 0; --changes) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    bytes.resize(random.below(bytes.size() + 1));
    const std::string bare = without_metadata(bytes);
    REQUIRE(bare.size() <= bytes.size() + 12);  // an orientation's segment may be longer than the one it comes from
  }
}
