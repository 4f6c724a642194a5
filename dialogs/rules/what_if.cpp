#include "dialogs/rules/what_if.hpp"

namespace dialogs {

WhatIf what_if(const std::vector<Rerouted>& messages) {
  WhatIf result;
  for (const Rerouted& message : messages) {
    ++result.messages;
    if (message.before == message.after) continue;
    if (message.before == "none") {
      result.caught.push_back(message);
    } else if (message.after == "none") {
      result.lost.push_back(message);
    } else {
      result.moved.push_back(message);
    }
    if (message.after == message.decided) ++result.mended;
    if (message.before == message.decided) ++result.broken;
  }
  return result;
}

}  // namespace dialogs
