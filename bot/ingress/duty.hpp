#pragma once
// The doors of whoever is on duty. An alert's key stands in its address: 128 random bits that only the person called has
// seen; no other authority is asked for, because a tired person at night must be able to say "I have it" with one tap.
//
//   GET  /duty/KEY              a page with the two buttons
//   POST /duty/KEY/acknowledge  by=NAME: nobody else is called
//   POST /duty/KEY/release      by=NAME: acknowledges, and the bot answers the driver again
//
// 404 for a key that is none; 409 when somebody else has acknowledged (the answer says who).
#include <vector>

#include "bot/server/http.hpp"
#include "bot/turns/mailboxes.hpp"
#include "storage/store.hpp"

namespace bot {

struct DutyParts {
  storage::Store& store;
  Mailboxes& mailboxes;
};

std::vector<Route> duty_routes(const DutyParts& parts);

}  // namespace bot
