#pragma once
// Photos and voices of drivers: one file each below <data>/media/<owner>/, never decoded here. The web chat's are named by chance,
// those that a platform keeps for us (decision 0038) have a place that follows from the driver and the platform's id: no table is needed.
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "storage/store.hpp"

namespace bot {

inline constexpr std::size_t kPhotoBytesMax = 10 * 1024 * 1024;  // a voice likewise

/// "image/jpeg" "image/png" "image/webp" by the first bytes, "" for anything else (SVG and HTML included).
std::string_view photo_type(std::string_view bytes);
/// "audio/amr" "audio/silk" likewise.
std::string_view voice_type(std::string_view bytes);

struct MediaPlace {
  std::string owner;  // hexadecimal
  std::string name;   // 32 hexadecimal digits, of a platform's file
};
/// Whose files are this driver's: the web chat's visitor, else digits of a hash of the channel's account and driver.
std::string owner_of(const storage::ConversationKey& key);
/// Where the file lies, or will lie, that a driver's message names by `media_id`. Two drivers never share a place.
MediaPlace place_of(const storage::ConversationKey& key, std::string_view media_id);

class Media {
 public:
  Media(std::string folder, base::Random& random) : folder_(std::move(folder)), random_(random) {}
  /// Durable on return. The id is 32 hex digits. kInvalid: not a photo we take.
  base::Result<std::string> keep(std::string_view visitor, std::string_view bytes);
  /// Durable on return, whole or not at all; what was there is replaced. kInvalid: neither a photo nor a voice. kConflict: forgotten.
  base::Status keep_as(const MediaPlace& place, std::string_view bytes);
  /// Durable on return: the bytes are gone, and the place is never filled again (an empty file stays in it).
  base::Status forget(const MediaPlace& place);
  bool is_forgotten(const MediaPlace& place) const;
  /// kNotFound for any id that is not this owner's, whatever it looks like.
  base::Result<std::string> read(std::string_view owner, std::string_view id) const;
  bool owns(std::string_view owner, std::string_view id) const;

 private:
  std::string path_of(std::string_view owner, std::string_view id) const;
  std::string folder_;
  base::Random& random_;
};

}  // namespace bot
