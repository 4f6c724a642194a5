#pragma once
// Reads what one hotline says of our tickets and carries it into the drivers' conversations.
#include <memory>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/clock_watch.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

class UpdateReader final : public Worker {
 public:
  UpdateReader(std::shared_ptr<HotlineLine> line, std::string hotline, base::Millis every, storage::Store& store,
               Mailboxes& mailboxes, integrations::HttpOut& http, const base::Clock& clock, ClockWatch& clock_watch, base::Log& log)
      : line_(std::move(line)),
        hotline_(std::move(hotline)),
        every_(every),
        store_(store),
        mailboxes_(mailboxes),
        http_(http),
        clock_(clock),
        clock_watch_(clock_watch),
        log_(log) {}

  base::Millis pass() override;

 private:
  base::UnixMs read_from(std::string_view cursor) const;
  void move_cursor(std::string_view from, base::UnixMs to);
  bool apply(const integrations::HotlineUpdate& update);

  std::shared_ptr<HotlineLine> line_;
  std::string hotline_;
  base::Millis every_;
  storage::Store& store_;
  Mailboxes& mailboxes_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  ClockWatch& clock_watch_;
  base::Log& log_;
};

}  // namespace bot
