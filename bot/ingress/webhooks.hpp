#pragma once
// The platforms' calls: bytes to the channel, letters to the mailboxes, the turn's answer back. No answer leaves before
// its turn is durable; a message that could not be kept is answered 503, never "received".
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/clock_watch.hpp"
#include "bot/ingress/forgeries.hpp"
#include "bot/ingress/quarantine.hpp"
#include "bot/server/http.hpp"
#include "bot/turns/mailboxes.hpp"
#include "integrations/channels/channel.hpp"

namespace bot {

/// What all accounts share; it outlives the server.
struct WebhookParts {
  Mailboxes& mailboxes;
  Forgeries& forgeries;
  Quarantine& quarantine;
  ClockWatch& clock_watch;
  const base::Clock& clock;
  base::Log& log;
};

/// GET and POST of /hook/<channel>/<account>.
std::vector<Route> webhook_routes(const std::string& account, std::shared_ptr<const integrations::Channel> channel,
                                  const WebhookParts& parts);

}  // namespace bot
