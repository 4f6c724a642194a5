#pragma once
// The shell's file reading: configuration, scripts, secrets. The pure rooms never open a file.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "dialogs/language/release.hpp"

namespace bot {

inline constexpr std::size_t kFileBytesMax = 4 * 1024 * 1024;

/// A file of our own making, such as a release with all its words: up to kLargeFileBytesMax.
inline constexpr std::size_t kLargeFileBytesMax = 256 * 1024 * 1024;
base::Result<std::string> read_large_file(const std::string& path);
/// The whole file. kNotFound, kInvalid (larger than kFileBytesMax, not a regular file) or kStorage.
base::Result<std::string> read_file(const std::string& path);
/// First line of a file that only its owner may read; anything else is kInvalid with what to do.
base::Result<std::string> read_secret(const std::string& path);
/// All *.yaml below the folder, paths relative to it, sorted.
base::Result<std::vector<dialogs::SourceFile>> read_scripts(const std::string& folder);
/// Writes beside, syncs, renames: afterwards the file is the old one or the new one, never half of it.
base::Status write_durably(const std::string& path, std::string_view bytes);
base::Status make_folder(const std::string& path);

}  // namespace bot
