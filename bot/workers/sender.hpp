#pragma once
// Sends what leaves actively through one channel account, words and templates: at least once, in order per driver, with the
// platform's own words for "later" and "never". What never leaves is a task for a person.
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/token_holder.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

class Sender final : public Worker {
 public:
  Sender(std::shared_ptr<const integrations::Channel> channel, std::string target, storage::Outbox& outbox, Mailboxes& mailboxes,
         integrations::HttpOut& http, const base::Clock& clock, base::Random& random, base::Log& log,
         base::Millis lease)
      : channel_(std::move(channel)),
        target_(std::move(target)),
        lease_(lease),
        outbox_(outbox),
        mailboxes_(mailboxes),
        http_(http),
        clock_(clock),
        random_(random),
        log_(log),
        token_(channel_, target_, http, clock, log) {}

  base::Millis pass() override;

 private:
  base::Result<std::size_t> send_due(storage::OutboxKind kind);
  storage::Settlement send(const storage::OutboxRow& row);
  /// One call; nullopt: no answer came.
  std::optional<integrations::Delivery> attempt(const storage::OutboxRow& row, const integrations::Token& token);
  void settle(const storage::OutboxRow& row, storage::Settlement settlement);
  void tell_of_fault(const std::string& code, storage::Settlement& ended);
  storage::Settlement dead(const storage::OutboxRow& row, std::string code);
  storage::Settlement later(const storage::OutboxRow& row, base::Millis delay, std::string code);

  std::shared_ptr<const integrations::Channel> channel_;
  std::string target_;  // "wechat/demo"
  base::Millis lease_;  // how long claimed rows are ours
  storage::Outbox& outbox_;
  Mailboxes& mailboxes_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  TokenHolder token_;
  std::optional<base::UnixMs> fault_told_;  // when the operator was told that a template is wrong
};

}  // namespace bot
