#pragma once
// Tickets, their clocks, orders and figures, as one request and one answer in JSON: for the command line, on a store of its own or through
// the server that has it (bot/publishing/spool.hpp).
//
//   {"ask":"tickets","most":50}            -> {"lines":[…]}            newest first, without personal fields
//   {"ask":"ticket","number":"JN…"}        -> {"lines":[…]}            with its life line and its clocks, explained
//   {"ask":"ticket_form","number","for":""} -> {"text":"…"}            what its hotline (or `for`: a hotline, company) gets of it
//   {"ask":"ticket_report","from":ms,"to":ms,"csv":false} -> {"text":"…"}   of tickets accepted from `from` on and before `to`
//   {"ask":"ticket_order","kind","ticket","by","reason","words","other","until":ms|0} -> {}   server only
//   {"ask":"clock","confirm":true,"by"}    -> {"held":bool}            server only: whether a jump of the clock held the promises
//
// A failure is {"error":{"code","text"}} as in bot/publishing/service.hpp; a refused order is "invalid" with the sentence.
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/clock_watch.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/mailboxes.hpp"
#include "storage/store.hpp"

namespace bot {

class TicketService {
 public:
  struct Parts {
    storage::Store& store;
    const PromiseBook& promises;
    const base::Clock& clock;
    Mailboxes* mailboxes = nullptr;      // null: no server runs here; orders are refused
    ClockWatch* clock_watch = nullptr;   // likewise
    base::Log* log = nullptr;
  };
  explicit TicketService(const Parts& parts) : parts_(parts) {}

  /// Whether a request is for this service.
  static bool knows(const nlohmann::json& request);
  /// Total: whatever the request holds, the answer is an object. Never on a thread of the mailboxes' executor.
  nlohmann::json answer(const nlohmann::json& request);

 private:
  nlohmann::json list(const nlohmann::json& request);
  nlohmann::json one(const nlohmann::json& request);
  nlohmann::json form(const nlohmann::json& request);
  nlohmann::json report(const nlohmann::json& request);
  nlohmann::json order(const nlohmann::json& request);
  nlohmann::json clock(const nlohmann::json& request);

  Parts parts_;
};

}  // namespace bot
