#pragma once
// The drivers' web chat: page, messages, photos, history and live turns under /chat. A visitor is an unguessable cookie
// (HttpOnly, SameSite=Strict); the store knows only its digest, so a copy of the database opens nobody's chat.
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/ingress/live_turns.hpp"
#include "bot/ingress/media.hpp"
#include "bot/server/http.hpp"
#include "bot/turns/mailboxes.hpp"
#include "storage/store.hpp"

namespace bot {

struct ChatParts {
  Mailboxes& mailboxes;
  storage::Turns& turns;
  LiveTurns& live;
  Media& media;
  base::Random& random;
  const base::Clock& clock;
  std::string page;             // index.html; "" : the page was not built
  bool secure_cookie = true;    // production is behind TLS
};

/// The parts must outlive the server.
std::vector<Route> chat_routes(std::shared_ptr<const ChatParts> parts);

inline constexpr char kVisitorCookie[] = "xinsheng_visitor";
/// The driver's id in the store: 32 hex digits of the cookie's SHA-256; "" if the cookie is not one of ours.
std::string visitor_of(std::string_view cookie);


}  // namespace bot
