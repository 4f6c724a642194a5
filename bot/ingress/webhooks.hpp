#pragma once
// The platforms' calls: bytes to the channel, letters to the mailboxes, the turn's answer back. No answer leaves before its turn
// is durable; a message that could not be kept is answered 503, never "received".
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/server/http.hpp"
#include "bot/turns/mailboxes.hpp"
#include "integrations/channels/channel.hpp"

namespace bot {

/// GET and POST of /hook/<channel>/<account>. The references must outlive the server.
std::vector<Route> webhook_routes(const std::string& account, std::shared_ptr<const integrations::Channel> channel,
                                  Mailboxes& mailboxes, const base::Clock& clock, base::Log& log);

}  // namespace bot
