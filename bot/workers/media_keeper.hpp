#pragma once
// Fetches photos and voices that drivers sent through one channel account before the platform drops them
// (docs/decisions/0038-photos-are-fetched-before-they-expire.md): from the platform's own host, never by an address in a message. Drops
// the files of drivers who have themselves forgotten.
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/ingress/media.hpp"
#include "bot/turns/media_orders.hpp"
#include "bot/workers/token_holder.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

/// A row is delivered when its file is on the disk, whole; a file that is there already is not fetched again. It is dead, with the
/// reason in its last_error, when the platform has it no more, when it is no photo or voice, or when three days have passed. An order
/// to forget is delivered when every file is gone that stands in the transcript up to then and in no ticket.
class MediaKeeper final : public Worker {
 public:
  struct Parts {
    std::shared_ptr<const integrations::Channel> channel;  // nullptr: nothing is fetched, as with the web chat
    std::string target;                                    // "wechat/demo"
    storage::Store& store;
    Media& media;
    integrations::HttpOut& http;
    const base::Clock& clock;
    base::Random& random;
    base::Log& log;
    base::Millis lease;  // of the row in hand
  };
  explicit MediaKeeper(Parts parts) : parts_(std::move(parts)), token_(parts_.channel, parts_.target, parts_.http, parts_.clock, parts_.log) {}

  base::Millis pass() override;

 private:
  storage::Settlement fetch(const storage::OutboxRow& row);
  storage::Settlement forget(const storage::OutboxRow& row);
  bool drop(const MediaPlace& place);
  storage::Settlement keep(const storage::OutboxRow& row, MediaOrder::Kind kind, const MediaPlace& place, std::string_view bytes);
  storage::Settlement later(const storage::OutboxRow& row, base::Millis delay, std::string code);
  storage::Settlement dead(const storage::OutboxRow& row, std::string code);

  Parts parts_;
  TokenHolder token_;
};

}  // namespace bot
