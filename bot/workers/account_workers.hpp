#pragma once
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/ingress/media.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

/// What the workers of a channel account work with; all of it outlives them.
struct AccountParts {
  std::shared_ptr<const integrations::Channel> channel;  // nullptr: the web chat, which is nobody's platform
  std::string target;                                    // "wechat/demo"
  storage::Store& store;
  Mailboxes& mailboxes;
  Media& media;
  integrations::HttpOut& http;
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
  base::Millis lease;
};

/// Starts what the account can do beside answering: send actively, fetch what drivers sent, drop what they want forgotten.
void start_account_workers(WorkerThreads& workers, const AccountParts& parts);

}  // namespace bot
