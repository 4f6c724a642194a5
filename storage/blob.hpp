#pragma once
#include <string_view>

namespace storage {

/// Bytes that are stored as they are, when bound to a statement.
struct Blob {
  std::string_view bytes;
};

}  // namespace storage
