#include "bot/ingress/media.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "bot/files.hpp"
#include "dialogs/language/canonical_json.hpp"

namespace bot {
namespace {

constexpr std::size_t kIdBytes = 16;
// Another length than a visitor's, so that no visitor can be an owner of a platform's files.
constexpr std::size_t kOwnerDigits = 40;

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

/// Hexadecimal only: no "..", no separator, no NUL can reach the file system.
bool is_place(std::string_view owner, std::string_view name) { return name.size() == kIdBytes * 2 && is_hex(name) && is_hex(owner); }

}  // namespace

std::string_view photo_type(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

std::string_view voice_type(std::string_view bytes) {
  if (bytes.starts_with("#!AMR")) return "audio/amr";
  // The platform's phones write one sign in front of it.
  if (bytes.starts_with("#!SILK") || bytes.starts_with("\x02#!SILK")) return "audio/silk";
  return {};
}

std::string owner_of(const storage::ConversationKey& key) {
  if (key.channel == "web") return key.driver;
  return dialogs::sha256_hex(key.channel + "/" + key.account + "/" + key.driver).substr(0, kOwnerDigits);
}

MediaPlace place_of(const storage::ConversationKey& key, std::string_view media_id) {
  if (key.channel == "web") return {.owner = key.driver, .name = std::string(media_id)};
  return {.owner = owner_of(key), .name = dialogs::sha256_hex(std::string(media_id)).substr(0, kIdBytes * 2)};
}

std::string Media::path_of(std::string_view owner, std::string_view id) const {
  return folder_ + "/" + std::string(owner) + "/" + std::string(id);
}

base::Result<std::string> Media::keep(std::string_view visitor, std::string_view bytes) {
  if (photo_type(bytes).empty()) return base::Error{base::ErrorCode::kInvalid, "not_a_photo"};
  if (base::Status made = make_folder(folder_ + "/" + std::string(visitor)); !made) return made.error();
  const std::string id = random_.hex(kIdBytes);
  if (base::Status written = write_durably(path_of(visitor, id), bytes); !written) return written.error();
  return id;
}

base::Status Media::keep_as(const MediaPlace& place, std::string_view bytes) {
  if (photo_type(bytes).empty() && voice_type(bytes).empty()) return base::Error{base::ErrorCode::kInvalid, "neither_photo_nor_voice"};
  if (is_forgotten(place)) return base::Error{base::ErrorCode::kConflict, "forgotten"};
  if (base::Status made = make_folder(folder_ + "/" + place.owner); !made) return made;
  return write_durably(path_of(place.owner, place.name), bytes);
}

base::Status Media::forget(const MediaPlace& place) {
  if (!is_place(place.owner, place.name)) return base::Error{base::ErrorCode::kInvalid, "no_place"};
  if (base::Status made = make_folder(folder_ + "/" + place.owner); !made) return made;
  return write_durably(path_of(place.owner, place.name), {});
}

bool Media::is_forgotten(const MediaPlace& place) const {
  std::error_code failure;
  return is_place(place.owner, place.name) && std::filesystem::is_regular_file(path_of(place.owner, place.name), failure) &&
         std::filesystem::file_size(path_of(place.owner, place.name), failure) == 0 && !failure;
}

bool Media::owns(std::string_view owner, std::string_view id) const {
  if (!is_place(owner, id)) return false;
  std::error_code failure;
  return std::filesystem::is_regular_file(path_of(owner, id), failure) && std::filesystem::file_size(path_of(owner, id), failure) > 0 && !failure;
}

base::Result<std::string> Media::read(std::string_view owner, std::string_view id) const {
  if (!owns(owner, id)) return base::Error{base::ErrorCode::kNotFound, "no_such_photo"};
  std::ifstream file(path_of(owner, id), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) return base::Error{base::ErrorCode::kStorage, "photo_unreadable"};
  return bytes;
}

}  // namespace bot
