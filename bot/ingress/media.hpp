#pragma once
// Photos of web-chat drivers: one file each below <data>/media/<visitor>/, named by chance; never decoded here.
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

namespace bot {

inline constexpr std::size_t kPhotoBytesMax = 10 * 1024 * 1024;

/// "image/jpeg" "image/png" "image/webp" by the first bytes, "" for anything else (SVG and HTML included).
std::string_view photo_type(std::string_view bytes);

class Media {
 public:
  Media(std::string folder, base::Random& random) : folder_(std::move(folder)), random_(random) {}
  /// Durable on return. The id is 32 hex digits. kInvalid: not a photo we take.
  base::Result<std::string> keep(std::string_view visitor, std::string_view bytes);
  /// kNotFound for any id that is not this visitor's, whatever it looks like.
  base::Result<std::string> read(std::string_view visitor, std::string_view id) const;
  bool owns(std::string_view visitor, std::string_view id) const;

 private:
  std::string path_of(std::string_view visitor, std::string_view id) const;
  std::string folder_;
  base::Random& random_;
};

}  // namespace bot
