#pragma once
// The door of hotlines that report by themselves instead of waiting to be asked:
//
//   POST /hook/hotline/NAME   signed as integrations/hotlines/signed_call.hpp has it; the body is what the hotline's protocol answers
//                             when it is asked for updates, one report or a list of at most 20
//
//   200  {"results":[{"number":"…","result":"kept|known|unknown"}]}  kept: in the ticket's log, also where it came too late to move it;
//        known: was kept before; unknown: no ticket of this hotline has that number
//   404  none of them is known. Also what is too early: our own record of the number may come a moment later; call again
//   403  not signed with this hotline's secret; 400 not understood (kept aside), 503 not kept: call again
// (reliability reference §4 row 56)
#include <memory>
#include <string>

#include "bot/ingress/webhooks.hpp"
#include "bot/server/http.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "storage/store.hpp"

namespace bot {

/// `secret` is not empty; the store outlives the server.
Route hotline_report_route(const std::string& hotline, std::shared_ptr<const integrations::Hotline> protocol, std::string secret,
                           storage::Store& store, const WebhookParts& parts);

}  // namespace bot
