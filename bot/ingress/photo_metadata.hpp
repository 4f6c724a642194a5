#pragma once
#include <string>
#include <string_view>

namespace bot {

/// The photo without what a camera or an editor wrote beside the picture: place, time, device, owner, texts (EXIF, XMP, IPTC, comments,
/// what stands behind the picture's end). The picture, its colours and, of a JPEG, which side is up stay as they were. Nothing is
/// decoded; linear in the length, total for any bytes. What is not built as JPEG, PNG or WebP comes back as it is
/// (reliability reference §4 row 44).
std::string without_metadata(std::string_view photo);

}  // namespace bot
