#pragma once
// The only dictionary between channels and dialogs: a channel's words in, a dialog's event and a transcript line out.
#include "bot/turns/letter.hpp"
#include "integrations/channels/channel.hpp"

namespace bot {

DriverSaid translate(const integrations::Inbound& inbound);

}  // namespace bot
