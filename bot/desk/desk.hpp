#pragma once
// The operators' JSON API as the server's routes: everything below /api/, dispatched by the table of bot/desk/routes.hpp.
//
// Order of a request: the route and the session are looked up; whoever is not signed in is told so and nothing else (the description
// alone is open); role; for writes the origin, the token, the body's shape and the idempotency key; then the audit entry is written,
// and only then is the act done. Nothing of it runs on the thread that read the request.
#include <memory>
#include <string>
#include <vector>

#include "bot/desk/parts.hpp"
#include "bot/desk/route.hpp"
#include "bot/desk/threads.hpp"
#include "bot/server/http.hpp"

namespace bot::desk {

inline constexpr base::Millis kSessionIdle = base::minutes(15);
inline constexpr base::Millis kSessionWhole = base::hours(8);
inline constexpr base::Millis kRequestPatience = base::seconds(60);

/// "__Host-xinsheng_desk"; over plain http, where browsers refuse that name, "xinsheng_desk".
std::string_view cookie_name(bool secure);
/// A sentence for whoever's request comes from another site, "" if it does not.
std::string foreign_origin(const Request& request);

class Desk {
 public:
  /// The table must hold (faults_of).
  Desk(DeskParts& parts, std::vector<DeskRoute> routes, std::string description, std::string console_page);
  ~Desk() { stop(); }
  std::vector<Route> routes();
  void stop();

  struct Match {
    const DeskRoute* route = nullptr;
    bool known_path = false;
    std::map<std::string, std::string, std::less<>> path;
  };
  Match match(std::string_view method, std::string_view path) const;

 private:
  struct Asked;
  void take(Request request, Responder responder);
  void handle(const std::shared_ptr<Asked>& asked);
  bool sign_person(Asked& asked) const;
  bool accept_query(Asked& asked) const;
  bool accept_write(Asked& asked) const;
  bool begin_once(Asked& asked) const;
  bool write_down(Asked& asked) const;
  void serve(const std::shared_ptr<Asked>& asked);
  void finish(const std::shared_ptr<Asked>& asked, Response response);

  DeskParts& parts_;
  const std::vector<DeskRoute> routes_;
  const std::string description_;
  const std::string console_page_;
  DeskThreads threads_;
  DeskThreads sign_in_threads_;  // one at a time: a password costs 64 MiB
};

}  // namespace bot::desk
