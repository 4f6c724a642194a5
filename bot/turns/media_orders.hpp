#pragma once
// What is to be fetched of a driver's message before the platform drops it, and how the outbox keeps that. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/store.hpp"

namespace bot {

struct MediaOrder {
  enum class Kind { kPhoto, kVoice };
  Kind kind = Kind::kPhoto;
  std::string media_id;  // the platform's
};

/// Of a transcript line as translate() made it: every photo, and of a voice the recording itself, not its copy. Films are left where
/// they are. Total for any line.
std::vector<MediaOrder> media_of(const storage::Line& line);

/// For the outbox: JSON with a version, because what is stored may be carried out by a later program.
std::string encode_media(const MediaOrder& order);
/// nullopt: not made by encode_media.
std::optional<MediaOrder> decode_media(std::string_view payload);

}  // namespace bot
