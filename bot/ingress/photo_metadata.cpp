#include "bot/ingress/photo_metadata.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace bot {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

/// Requires `at + count` to lie within.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | byte_at(bytes, big_endian ? at + i : at + count - 1 - i);
  return value;
}

// --- JPEG: segments FF marker length, and the picture's own bytes behind each SOS

constexpr std::uint8_t kEnd = 0xD9, kScan = 0xDA, kApp0 = 0xE0, kExif = 0xE1, kIcc = 0xE2, kAdobe = 0xEE, kAppLast = 0xEF, kComment = 0xFE;
constexpr std::string_view kExifName("Exif\0\0", 6);

bool has_no_length(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

bool is_kept(std::uint8_t marker, std::string_view content) {
  if (marker == kComment) return false;
  if (marker < kApp0 || marker > kAppLast) return true;
  return marker == kApp0 || marker == kAdobe || (marker == kIcc && content.starts_with("ICC_PROFILE"));
}

/// 2 … 8 where the picture is not as it lies, by the first directory of its EXIF.
std::optional<std::uint16_t> orientation_of(std::string_view content) {
  constexpr std::uint32_t kOrientation = 0x0112;
  constexpr std::size_t kEntryBytes = 12;
  if (!content.starts_with(kExifName)) return std::nullopt;
  const std::string_view tiff = content.substr(kExifName.size());
  if (tiff.size() < 10) return std::nullopt;
  const bool big = tiff.starts_with("MM");
  const std::size_t directory = number_at(tiff, 4, 4, big);
  if (directory > tiff.size() - 2) return std::nullopt;
  const std::size_t entries = number_at(tiff, directory, 2, big);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * kEntryBytes;
    if (at + kEntryBytes > tiff.size()) return std::nullopt;
    if (number_at(tiff, at, 2, big) != kOrientation) continue;
    const std::uint32_t value = number_at(tiff, at + 8, 2, big);
    return value >= 2 && value <= 8 ? std::optional(static_cast<std::uint16_t>(value)) : std::nullopt;
  }
  return std::nullopt;
}

/// An EXIF segment that says which side is up and nothing else.
std::string orientation_segment(std::uint16_t orientation) {
  std::string segment("\xFF\xE1\x00\x22", 4);
  segment.append(kExifName);
  segment.append("MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00", 19);
  segment.push_back(static_cast<char>(orientation));
  segment.append("\x00\x00\x00\x00\x00\x00", 6);
  return segment;
}

/// The end of the picture's bytes that begin at `at`: the next marker, or the end of a file that breaks off.
std::size_t scan_end(std::string_view photo, std::size_t at) {
  while (at + 1 < photo.size()) {
    at = photo.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= photo.size()) return photo.size();
    const std::uint8_t next = byte_at(photo, at + 1);
    const bool is_picture = next == 0x00 || (next >= 0xD0 && next <= 0xD7);
    if (!is_picture && next != 0xFF) return at;
    at += next == 0xFF ? 1 : 2;
  }
  return photo.size();
}

std::optional<std::string> jpeg_without(std::string_view photo) {
  std::string out(photo.substr(0, 2));
  bool has_picture = false;
  std::size_t at = 2;
  while (at + 1 < photo.size()) {
    if (byte_at(photo, at) != 0xFF) return std::nullopt;
    const std::uint8_t marker = byte_at(photo, at + 1);
    if (marker == 0xFF) {  // fill
      ++at;
      continue;
    }
    if (marker == kEnd) return out.append(photo.substr(at, 2));
    if (has_no_length(marker)) {
      out.append(photo.substr(at, 2));
      at += 2;
      continue;
    }
    if (at + 4 > photo.size()) return std::nullopt;
    const std::size_t end = at + 2 + number_at(photo, at + 2, 2, true);
    if (end < at + 4 || end > photo.size()) return std::nullopt;
    const std::string_view content = photo.substr(at + 4, end - at - 4);
    if (is_kept(marker, content)) out.append(photo.substr(at, end - at));
    if (const auto orientation = marker == kExif ? orientation_of(content) : std::nullopt) out.append(orientation_segment(*orientation));
    at = end;
    if (marker != kScan) continue;
    has_picture = true;
    const std::size_t next = scan_end(photo, at);
    out.append(photo.substr(at, next - at));
    at = next;
  }
  return has_picture ? std::optional(std::move(out)) : std::nullopt;
}

// --- PNG and WebP: chunks with a name of four letters

constexpr std::array<std::string_view, 18> kPngKept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP",
                                                    "sBIT", "pHYs", "bKGD", "hIST", "sPLT", "cICP", "acTL", "fcTL", "fdAT"};
constexpr std::array<std::string_view, 7> kWebpKept{"VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<std::string> png_without(std::string_view photo) {
  constexpr std::size_t kSignature = 8, kFrame = 12;
  std::string out(photo.substr(0, kSignature));
  for (std::size_t at = kSignature; at + kFrame <= photo.size();) {
    const std::size_t length = number_at(photo, at, 4, true);
    if (length > photo.size() - at - kFrame) return std::nullopt;
    const std::string_view name = photo.substr(at + 4, 4);
    if (is_one_of(kPngKept, name)) out.append(photo.substr(at, kFrame + length));
    at += kFrame + length;
    if (name == "IEND") return out;
  }
  return std::nullopt;
}

std::optional<std::string> webp_without(std::string_view photo) {
  constexpr std::size_t kHead = 12, kFrame = 8;
  constexpr std::uint8_t kSaysExif = 0x08, kSaysXmp = 0x04;
  std::string out(photo.substr(0, kHead));
  const std::size_t end = std::min<std::size_t>(photo.size(), std::size_t{8} + number_at(photo, 4, 4, false));
  for (std::size_t at = kHead; at + kFrame <= end;) {
    const std::size_t length = number_at(photo, at + 4, 4, false);
    if (length > end - at - kFrame) return std::nullopt;
    const std::size_t next = std::min(end, at + kFrame + length + length % 2);
    const std::string_view name = photo.substr(at, 4);
    if (is_one_of(kWebpKept, name)) {
      const std::size_t flags = out.size() + kFrame;
      out.append(photo.substr(at, next - at));
      if (name == "VP8X" && length > 0) out[flags] = static_cast<char>(static_cast<std::uint8_t>(out[flags]) & ~(kSaysExif | kSaysXmp));
    }
    at = next;
  }
  const auto size = static_cast<std::uint32_t>(out.size() - 8);
  for (std::size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<char>(size >> (8 * i) & 0xFFU);
  return out;
}

}  // namespace

std::string without_metadata(std::string_view photo) {
  std::optional<std::string> bare;
  if (photo.starts_with("\xFF\xD8\xFF")) bare = jpeg_without(photo);
  if (photo.starts_with("\x89PNG\r\n\x1A\n")) bare = png_without(photo);
  if (photo.size() > 12 && photo.starts_with("RIFF") && photo.substr(8, 4) == "WEBP") bare = webp_without(photo);
  return bare ? std::move(*bare) : std::string(photo);
}

}  // namespace bot
