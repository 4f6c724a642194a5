#pragma once
// Sends what leaves actively through one channel account: at least once, in order per driver, with the platform's own
// words for "later" and "never".
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

class Sender final : public Worker {
 public:
  Sender(std::shared_ptr<const integrations::Channel> channel, std::string target, storage::Outbox& outbox,
         integrations::HttpOut& http, const base::Clock& clock, base::Random& random, base::Log& log,
         base::Millis lease)
      : channel_(std::move(channel)),
        target_(std::move(target)),
        lease_(lease),
        outbox_(outbox),
        http_(http),
        clock_(clock),
        random_(random),
        log_(log) {}

  base::Millis pass() override;

 private:
  storage::Settlement send(const storage::OutboxRow& row);
  storage::Settlement later(const storage::OutboxRow& row, base::Millis delay, std::string code);
  bool have_token();

  std::shared_ptr<const integrations::Channel> channel_;
  std::string target_;  // "wechat/demo"
  base::Millis lease_;  // how long claimed rows are ours
  storage::Outbox& outbox_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  std::optional<integrations::Token> token_;
};

}  // namespace bot
