#include "bot/health.hpp"

#include <nlohmann/json.hpp>

#include "bot/json.hpp"

namespace bot {
namespace {

constexpr char kClockHeld[] =
    "机器的时间跳变超过一分钟，承诺的提醒、督办和回访都暂停了：先核对时间（timedatectl），对了就运行 "
    "xinsheng tickets clock --confirm --by 您的名字";

}  // namespace


std::vector<Route> health_routes(const HealthParts& parts) {
  Route live;
  live.method = "GET";
  live.path = "/livez";
  live.handler = [](Request, Responder responder) {
    responder.send({.status = 200, .content_type = "text/plain", .headers = {}, .body = "ok\n"});
  };
  Route ready;
  ready.method = "GET";
  ready.path = "/readyz";
  ready.handler = [parts](Request, Responder responder) {
    const storage::Health health = parts.store.health();
    std::string problem = health.problem;
    if (problem.empty() && !health.writes) problem = "store_does_not_write";
    if (problem.empty() && health.queued >= health.queue_max) problem = "store_queue_full";
    if (problem.empty() && parts.draining.load()) problem = "draining";
    const std::shared_ptr<const ReleaseView> view = parts.releases.view();
    nlohmann::json body{{"ready", problem.empty()},
                              {"problem", problem},
                              {"store", health.engine},
                              {"queued", health.queued},
                              {"release", view->current().id},
                              {"publication", view->number()}};
    if (parts.promise_clock.holds()) {
      body["warning"] = "clock_held";
      body["what_to_do"] = kClockHeld;
    }
    Response response{.status = problem.empty() ? 200 : 503,
                      .content_type = "application/json; charset=utf-8",
                      .headers = {{"Cache-Control", "no-store"}},
                      .body = to_text(body) + "\n"};
    if (!problem.empty()) response.headers.emplace_back("Retry-After", "1");
    responder.send(std::move(response));
  };
  return {std::move(live), std::move(ready)};
}

}  // namespace bot
