#include "bot/desk/audit/audit_view.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/parts.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kPageUsual = 50;
constexpr std::size_t kPageMost = 200;

void list_entries(const CallPtr& call, const Reply& reply) {
  const std::size_t most = call->page_size(kPageUsual, kPageMost);
  const std::string before(call->query("before"));
  const bool is_number = !before.empty() && before.size() < 18 && before.find_first_not_of("0123456789") == std::string::npos;
  const auto entries = call->desk->store.accounts().audit(is_number ? std::stoll(before) : 0, most);
  if (!entries) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::AuditEntry& entry : *entries) {
    items.push_back({{"number", entry.number},
                     {"at", entry.said.at.count},
                     {"actor", entry.said.actor},
                     {"role", entry.said.role},
                     {"action", entry.said.action},
                     {"object", entry.said.object},
                     {"note", entry.said.note},
                     {"hash", entry.hash}});
  }
  json body{{"items", std::move(items)}};
  if (entries->size() == most && entries->back().number > 1) body["next"] = std::to_string(entries->back().number);
  reply(json_answer(200, body));
}

}  // namespace

ViewTable audit_view() {
  using namespace schema;
  return {.routes = {{.method = "GET", .path = "/api/audit", .name = "audit", .summary = "The audit log, newest first.",
                      .roles = {Role::kAuditor, Role::kAdministrator}, .query = {{"before", text()}, {"most", integer()}},
                      .answer = object({{"items", schema::list(named("AuditEntry"))}, {"next", maybe(text())}}), .serve = list_entries}},
          .shapes = {{"AuditEntry", object({{"number", integer()}, {"at", instant()}, {"actor", text()}, {"role", text()},
                                            {"action", text()}, {"object", text()}, {"note", text()}, {"hash", text()}})}}};
}

}  // namespace bot::desk
