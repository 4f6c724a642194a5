#include "bot/turns/forward_service.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "bot/publishing/service.hpp"
#include "storage/names.hpp"

namespace bot {
namespace {

using nlohmann::json;

constexpr std::size_t kForwardsMost = 1000;

json done(const base::Status& status) { return status ? json::object() : bot::to_json(status.error()); }

std::string word(const json& request, const char* name) { return request.at(name).get<std::string>(); }

}  // namespace

json forward_json(const storage::Forward& one) {
  return {{"id", one.id},
          {"ticket", one.ticket},
          {"hotline", one.hotline},
          {"state", storage::to_name(one.state)},
          {"attempt", one.attempt},
          {"created", one.created.count},
          {"due", one.due.count},
          {"deadline", one.deadline.count},
          {"number", one.receipt},
          {"error", one.last_error}};
}

bool ForwardService::knows(const json& request) {
  if (!request.is_object() || !request.contains("ask") || !request["ask"].is_string()) return false;
  return request["ask"].get<std::string>().starts_with("forward");
}

json ForwardService::answer(const json& request) {
  try {
    return act(request);
  } catch (const json::exception&) {
    return bot::to_json(base::Error{base::ErrorCode::kInvalid, "这个请求里缺了东西，或者写的不是该写的样子"});
  }
}

json ForwardService::act(const json& request) {
  const std::string ask = word(request, "ask");
  if (ask == "forwards") return list(request);
  if (ask == "forward_exchanges") return exchanges(request);
  if (ask == "forward_transfer") {
    return done(acts_.transfer(word(request, "ticket"), word(request, "hotline"), word(request, "reason"), word(request, "by")));
  }
  const std::int64_t forward = request.at("forward").get<std::int64_t>();
  if (ask == "forward_confirm") return done(acts_.confirm(forward, word(request, "number"), word(request, "by")));
  if (ask == "forward_resend") return done(acts_.resend(forward, word(request, "by")));
  if (ask == "forward_close") return done(acts_.close(forward, word(request, "reason"), word(request, "by")));
  return bot::to_json(base::Error{base::ErrorCode::kInvalid, "服务器看不懂这个请求；命令和服务器要用同一版程序"});
}

json ForwardService::list(const json& request) {
  const std::string name = word(request, "state");
  const auto state = storage::outbox_state_from_name(name);
  if (!name.empty() && !state) {
    return bot::to_json(base::Error{base::ErrorCode::kInvalid,
                                    "“state”只能是：pending、sending、delivered、unknown、parked、dead"});
  }
  const auto found = acts_.list(state, std::min(request.at("most").get<std::size_t>(), kForwardsMost));
  if (!found) return bot::to_json(found.error());
  json all = json::array();
  for (const storage::Forward& one : *found) all.push_back(forward_json(one));
  return {{"forwards", std::move(all)}};
}

json ForwardService::exchanges(const json& request) {
  const auto kept = store_.forwards().exchanges(word(request, "ticket"));
  if (!kept) return bot::to_json(kept.error());
  json all = json::array();
  for (const storage::KeptExchange& one : *kept) {
    all.push_back({{"sequence", one.sequence},
                   {"forward", one.forward},
                   {"act", one.exchange.act},
                   {"hotline", one.exchange.hotline},
                   {"began", one.exchange.began.count},
                   {"ended", one.exchange.ended.count},
                   {"status", one.exchange.status},
                   {"outcome", one.exchange.outcome},
                   {"number", one.exchange.number},
                   {"by", one.exchange.by},
                   {"note", one.exchange.note},
                   {"form", one.exchange.act == "render" ? one.exchange.sent : std::string()},
                   {"sent_digest", one.sent_digest},
                   {"chain", one.chain}});
  }
  return {{"exchanges", std::move(all)}};
}

}  // namespace bot
