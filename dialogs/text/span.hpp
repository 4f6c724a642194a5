#pragma once
#include <cstddef>

namespace dialogs {

/// A half-open range of bytes in a driver's own text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

}  // namespace dialogs
