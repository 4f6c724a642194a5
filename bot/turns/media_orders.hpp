#pragma once
// What is to be done with files that drivers sent, and how the outbox keeps that: fetched before the platform drops them, dropped when
// the driver has himself forgotten. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/store.hpp"

namespace bot {

struct MediaOrder {
  enum class Kind {
    kPhoto,
    kVoice,
    kForget,  // what the driver sent up to then and no ticket took is dropped
  };
  Kind kind = Kind::kPhoto;
  std::string media_id;  // the platform's; of kForget: ""
};

/// Of a transcript line as translate() made it: every photo, and of a voice the recording itself, not its copy. Films are left where
/// they are. Total for any line.
std::vector<MediaOrder> media_of(const storage::Line& line);

/// The photos of a web chat's line, by the ids they lie under. Total for any line.
std::vector<std::string> web_photos_of(const storage::Line& line);

/// For the outbox: JSON with a version, because what is stored may be carried out by a later program.
std::string encode_media(const MediaOrder& order);
/// nullopt: not made by encode_media.
std::optional<MediaOrder> decode_media(std::string_view payload);

}  // namespace bot
