#pragma once
// One form of a release's content, byte for byte the same for the same content (dialog language §3.1).
#include <string>
#include <utility>
#include <vector>

#include "dialogs/language/node.hpp"

namespace dialogs {

/// {"files":{path:content,…}}: sorted keys, UTF-8, no insignificant space, every scalar a string.
std::string canonical_json(const std::vector<std::pair<std::string, const Node*>>& files);
/// Lower-case hexadecimal.
std::string sha256_hex(const std::string& bytes);

}  // namespace dialogs
