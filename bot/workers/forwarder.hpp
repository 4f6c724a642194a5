#pragma once
// Takes tickets to one hotline and never lies about it: a ticket is called dispatched only with a receipt, an outcome that is not
// known is resolved by what the hotline can do, and parked for a person where nothing else is honest (reliability reference §5.3).
// Nothing of what was asked and answered is lost: it is settled with the attempt (storage::Exchange).
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "integrations/hotlines/throttle.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

struct ForwarderOptions {
  std::string hotline;                         // "12328"
  base::Millis settle = base::minutes(5);      // an unknown outcome rests so long before it is looked up
  base::Millis lease = base::seconds(60);      // longer than a call's total deadline
  base::Millis pause = base::minutes(5);       // after 401, 403, 404 or a certificate fault
  base::Millis rest = base::Millis{250};       // between passes that found nothing
  std::size_t batch = 16;                      // forwards claimed and settled together; one where a doubt costs a person
};

/// What the threads of one hotline share.
struct HotlineLine {
  std::shared_ptr<const integrations::Hotline> hotline;
  std::mutex mutex;  // of `throttle`
  integrations::Throttle throttle;
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
  struct Attempt {
    const storage::OutboxRow* row = nullptr;
    storage::Settlement settlement;
    std::optional<TicketNews> news;  // for the driver's conversation, which settles the attempt
  };
  struct Called;

  std::vector<storage::OutboxRow> claim(base::UnixMs now);
  bool may_go_on();
  void forward(const storage::OutboxRow& row);
  void rest(const storage::OutboxRow& row);
  std::vector<std::string> earlier_numbers(const storage::OutboxRow& row);
  bool resolve_by_lookup(const storage::OutboxRow& row);
  void submit(const storage::OutboxRow& row);
  void hand_to_person(const storage::OutboxRow& row, const integrations::Submission& submission, std::string form);
  Called call(const integrations::HttpRequest& request, std::string act);
  void accepted(const storage::OutboxRow& row, const std::string& external_number, storage::Exchange exchange);
  void rejected(const storage::OutboxRow& row, const integrations::Rejected& why, storage::Exchange exchange);
  void misconfigured(const storage::OutboxRow& row, const std::string& code, std::optional<storage::Exchange> exchange);
  void unknown(const storage::OutboxRow& row, const std::string& code, storage::Exchange exchange);
  void later(const storage::OutboxRow& row, storage::Settlement settlement, base::Millis server_delay, bool opened);
  void park(const storage::OutboxRow& row, const std::string& code, std::optional<storage::Exchange> exchange);
  void give_back(const storage::OutboxRow& row);
  void works();
  bool fails();

  void end_attempts();
  void tell();
  void settle_told(Attempt& attempt, const Answer& answer);
  void note(const Attempt& attempt, const base::Status& done);

  std::shared_ptr<HotlineLine> line_;
  ForwarderOptions options_;
  storage::Store& store_;
  Mailboxes& mailboxes_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;

  // Of the pass that is under way.
  base::UnixMs ours_until_{0};
  bool troubled_ = false;           // a call failed: what is left of the batch goes back
  std::vector<Attempt> attempts_;
  std::set<std::string> numbers_;   // receipts of this batch
};

}  // namespace bot
