#include "bot/workers/account_workers.hpp"

#include "bot/workers/media_keeper.hpp"
#include "bot/workers/sender.hpp"

namespace bot {

void start_account_workers(WorkerThreads& workers, const AccountParts& parts) {
  if (parts.channel != nullptr && parts.channel->sends_actively()) {
    workers.start(std::make_unique<Sender>(parts.channel, parts.target, parts.store.outbox(), parts.mailboxes, parts.http, parts.clock, parts.random,
                                           parts.log, parts.lease));
  }
  if (parts.channel == nullptr || parts.channel->has_media()) {
    workers.start(std::make_unique<MediaKeeper>(MediaKeeper::Parts{.channel = parts.channel,
                                                                   .target = parts.target,
                                                                   .store = parts.store,
                                                                   .media = parts.media,
                                                                   .http = parts.http,
                                                                   .clock = parts.clock,
                                                                   .random = parts.random,
                                                                   .log = parts.log,
                                                                   .lease = parts.lease}));
  }
}

}  // namespace bot
