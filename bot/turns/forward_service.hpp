#pragma once
// The acts on forwards as one request and one answer in JSON, for the spool (bot/publishing/spool.hpp) and for the command line
// on a store of its own:
//
//   {"ask":"forwards","state":""|"parked"|"dead"|…,"most":50} -> {"forwards":[forward_json…]}
//   {"ask":"forward_confirm","forward":7,"number":"…","by":"…"} -> {}
//   {"ask":"forward_resend","forward":7,"by":"…"} -> {}
//   {"ask":"forward_close","forward":7,"reason":"…","by":"…"} -> {}
//   {"ask":"forward_transfer","ticket":"JN…","hotline":"12345","reason":"…","by":"…"} -> {}
//   {"ask":"forward_exchanges","ticket":"JN…"} -> {"exchanges":[{sequence,act,hotline,began,ended,status,outcome,number,by,note,form,sent_digest,chain}]}; form: what a person enters
//
// A failure is {"error":{"code":…,"text":…}} as in bot/publishing/service.hpp.
#include <nlohmann/json_fwd.hpp>

#include "bot/turns/forward_acts.hpp"

namespace bot {

/// {id,ticket,hotline,state,attempt,created,due,deadline,number,error}: a forward as it is shown, without what was exchanged.
nlohmann::json forward_json(const storage::Forward& forward);

class ForwardService {
 public:
  /// `mailboxes` null: no server runs on this store.
  ForwardService(storage::Store& store, const PromiseBook& promises, Mailboxes* mailboxes, base::Random& random)
      : store_(store), acts_(store, promises, mailboxes, random) {}
  /// Whether a request is for this service.
  static bool knows(const nlohmann::json& request);
  /// Total: whatever the request holds, the answer is an object. Never on a thread of the mailboxes' executor.
  nlohmann::json answer(const nlohmann::json& request);

 private:
  nlohmann::json act(const nlohmann::json& request);
  nlohmann::json list(const nlohmann::json& request);
  nlohmann::json exchanges(const nlohmann::json& request);

  storage::Store& store_;
  ForwardActs acts_;
};

}  // namespace bot
