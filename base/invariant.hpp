#pragma once
// Broken invariants of ours: abort in debug and in the simulator (a bug must be seen), throw in release (the message is
// kept, the driver is told a person will answer, and the program goes on). Caught in one place per worker.
#include <stdexcept>
#include <string>

namespace base {

class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Aborts when NDEBUG is not defined, else throws BrokenInvariant. `what` holds no personal data.
[[noreturn]] void broken_invariant(const char* what, const char* file, int line);

}  // namespace base

// The stream form is not offered on purpose: an invariant's text is a literal, so no driver's words can slip into it.
#define BASE_INVARIANT(condition, literal)                                        \
  do {                                                                            \
    if (!(condition)) ::base::broken_invariant("" literal, __FILE__, __LINE__);   \
  } while (false)
