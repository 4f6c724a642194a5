#pragma once
// Takes tickets to one hotline and never lies about it: a ticket is called dispatched only with a receipt, an outcome that is not
// known is resolved by what the hotline can do, and parked for a person where nothing else is honest (reliability reference §5.3).
#include <atomic>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

struct ForwarderOptions {
  std::string hotline;                         // "12328"
  base::Millis settle = base::minutes(5);      // an unknown outcome rests so long before it is looked up
  base::Millis lease = base::seconds(60);      // longer than a call's total deadline
  base::Millis pause = base::minutes(5);       // after 401, 403, 404 or a certificate fault
  base::Millis rest = base::Millis{250};       // between passes that found nothing
};

/// What the threads of one hotline share.
struct HotlineLine {
  std::shared_ptr<const integrations::Hotline> hotline;
  std::atomic<std::int64_t> paused_until_ms{0};
};

class Forwarder final : public Worker {
 public:
  Forwarder(std::shared_ptr<HotlineLine> line, ForwarderOptions options, storage::Store& store, Mailboxes& mailboxes,
            integrations::HttpOut& http, const base::Clock& clock, base::Random& random, base::Log& log)
      : line_(std::move(line)),
        options_(std::move(options)),
        store_(store),
        mailboxes_(mailboxes),
        http_(http),
        clock_(clock),
        random_(random),
        log_(log) {}

  base::Millis pass() override;

 private:
  void forward(const storage::OutboxRow& row);
  bool resolve_by_lookup(const storage::OutboxRow& row);
  void submit(const storage::OutboxRow& row);
  void accepted(const storage::OutboxRow& row, const std::string& external_number);
  void rejected(const storage::OutboxRow& row, const integrations::Rejected& why);
  void later(const storage::OutboxRow& row, storage::OutboxState to, base::Millis server_delay, const std::string& code);
  void park(const storage::OutboxRow& row, const std::string& code);
  bool tell(const storage::OutboxRow& row, TicketNews news);
  void settle(storage::Settlement settlement, const storage::OutboxRow& row);

  std::shared_ptr<HotlineLine> line_;
  ForwarderOptions options_;
  storage::Store& store_;
  Mailboxes& mailboxes_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  base::UnixMs ours_until_{0};  // of the rows of this pass
};

}  // namespace bot
