#pragma once
// A hotline that takes nothing and is never called: for staging, where real people must not receive made-up complaints.
#include <memory>

#include "integrations/hotlines/hotline.hpp"

namespace integrations {

/// Its requests have a URL no client will send; every submission is TryLater "blackhole" in two hours, whatever the
/// answer.
std::unique_ptr<Hotline> make_blackhole();

}  // namespace integrations
