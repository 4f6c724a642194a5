#include "base/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace base {

void broken_invariant(const char* what, const char* file, int line) {
#ifdef NDEBUG
  throw BrokenInvariant(std::string(what) + " (" + file + ":" + std::to_string(line) + ")");
#else
  std::fprintf(stderr, "broken invariant: %s (%s:%d)\n", what, file, line);
  std::abort();
#endif
}

}  // namespace base
