#pragma once
// Reads the strict subset of YAML (dialog language §3.1): strings, maps and lists; no anchors, aliases, tags, duplicate
// keys, tab indentation or full-width colon.
#include <optional>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

inline constexpr std::size_t kFileBytesMax = 256 * 1024;
inline constexpr int kDepthMax = 12;
inline constexpr std::size_t kNodesMax = 20'000;  // bounds the time a hostile file can take

/// Total for any bytes. Nothing if the file is empty or cannot be read as one document; its faults are added then.
std::optional<Node> read_yaml(const SourceText& source, Faults& faults);

}  // namespace dialogs
