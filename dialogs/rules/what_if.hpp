#pragma once
// What a change of rules would do to messages that were already answered. Pure.
#include <string>
#include <vector>

namespace dialogs {

/// One message: the route before and after the change, and the one a person finally gave ("" if none did).
struct Rerouted {
  std::string id;
  std::string before, after, decided;
};

struct WhatIf {
  std::size_t messages = 0;
  std::vector<Rerouted> caught;  // was no matter of any hotline, now is
  std::vector<Rerouted> lost;    // was a matter, now is none
  std::vector<Rerouted> moved;   // from one hotline to another
  std::size_t mended = 0;        // now as a person decided, and was not
  std::size_t broken = 0;        // was as a person decided, and no longer is
};

/// "none" is the route of what is no matter. Messages whose route stays are only counted.
WhatIf what_if(const std::vector<Rerouted>& messages);

}  // namespace dialogs
