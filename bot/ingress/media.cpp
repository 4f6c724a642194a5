#include "bot/ingress/media.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "bot/files.hpp"

namespace bot {
namespace {

constexpr std::size_t kIdBytes = 16;

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace

std::string_view photo_type(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

std::string Media::path_of(std::string_view visitor, std::string_view id) const {
  return folder_ + "/" + std::string(visitor) + "/" + std::string(id);
}

base::Result<std::string> Media::keep(std::string_view visitor, std::string_view bytes) {
  if (photo_type(bytes).empty()) return base::Error{base::ErrorCode::kInvalid, "not_a_photo"};
  if (base::Status made = make_folder(folder_ + "/" + std::string(visitor)); !made) return made.error();
  const std::string id = random_.hex(kIdBytes);
  if (base::Status written = write_durably(path_of(visitor, id), bytes); !written) return written.error();
  return id;
}

bool Media::owns(std::string_view visitor, std::string_view id) const {
  // Hexadecimal only: no "..", no separator, no NUL can reach the file system.
  if (id.size() != kIdBytes * 2 || !is_hex(id) || !is_hex(visitor)) return false;
  std::error_code failure;
  return std::filesystem::is_regular_file(path_of(visitor, id), failure) && !failure;
}

base::Result<std::string> Media::read(std::string_view visitor, std::string_view id) const {
  if (!owns(visitor, id)) return base::Error{base::ErrorCode::kNotFound, "no_such_photo"};
  std::ifstream file(path_of(visitor, id), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) return base::Error{base::ErrorCode::kStorage, "photo_unreadable"};
  return bytes;
}

}  // namespace bot
