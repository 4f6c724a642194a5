#include "bot/desk/accounts/accounts_view.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/accounts/new_account.hpp"
#include "bot/desk/parts.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

json account_json(const storage::Account& account) {
  return {{"id", account.id},
          {"name", account.name},
          {"display", account.display},
          {"role", account.role},
          {"one_time_code", !account.totp.empty()},
          {"disabled", account.disabled},
          {"created", account.created.count}};
}

void list_accounts(const CallPtr& call, const Reply& reply) {
  const auto accounts = call->desk->store.accounts().all();
  if (!accounts) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::Account& account : *accounts) items.push_back(account_json(account));
  reply(json_answer(200, {{"items", std::move(items)}}));
}

void add(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const auto made = make_account({.name = call->text("name"),
                                  .display = call->text("display"),
                                  .role = call->text("role"),
                                  .one_time_code = call->body->value("one_time_code", true)},
                                 desk.password_cost, desk.random, desk.clock.now());
  if (!made) return reply(refusal(*call, 422, "bad_account", made.error().text));
  const auto id = desk.store.accounts().add(made->account);
  if (!id && id.error().code == base::ErrorCode::kConflict) return reply(refusal(*call, 409, "name_taken", "已经有这个用户名，请换一个"));
  if (!id) return reply(store_failed(*call));
  reply(json_answer(200, {{"id", *id}, {"password", made->password}, {"one_time_uri", made->one_time_uri}}));
}

void change(const CallPtr& call, const Reply& reply) {
  storage::AccountChange change;
  const json& body = *call->body;
  if (body.contains("display")) change.display = call->text("display");
  if (body.contains("role")) {
    if (!role_from_name(call->text("role"))) return reply(refusal(*call, 422, "bad_role", "没有这个角色"));
    change.role = call->text("role");
  }
  if (body.contains("disabled")) change.disabled = body["disabled"].get<bool>();
  if (call->number("id") == call->person.id && (change.role || change.disabled)) {
    return reply(refusal(*call, 422, "own_account", "不能改自己的角色，也不能停用自己；请另一位管理员来做"));
  }
  const base::Status done = call->desk->store.accounts().change(call->number("id"), change);
  if (!done && done.error().code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", "没有这个账号"));
  if (!done) return reply(store_failed(*call));
  reply(json_answer(200, json::object()));
}

}  // namespace

ViewTable accounts_view() {
  using namespace schema;
  constexpr Roles kAdministrators{Role::kAdministrator};
  return {.routes = {{.method = "GET", .path = "/api/accounts", .name = "accounts", .summary = "All accounts.",
                      .roles = {Role::kAdministrator, Role::kAuditor}, .answer = object({{"items", schema::list(named("Account"))}}),
                      .serve = list_accounts},
                     {.method = "POST", .path = "/api/accounts", .name = "addAccount",
                      .summary = "Adds an account; its password is shown once.", .roles = kAdministrators, .audit = "account.add",
                      .body = object({{"name", text()}, {"display", text()}, {"role", text()}, {"one_time_code", maybe(boolean())}}),
                      .answer = object({{"id", integer()}, {"password", text()}, {"one_time_uri", text()}}), .serve = add},
                     {.method = "PUT", .path = "/api/accounts/{id}", .name = "changeAccount",
                      .summary = "Changes the display name or the role, or disables the account.", .roles = kAdministrators,
                      .audit = "account.change",
                      .body = object({{"display", maybe(text())}, {"role", maybe(text())}, {"disabled", maybe(boolean())}, {"reason", maybe(text())}}),
                      .answer = object({}), .serve = change}},
          .shapes = {{"Account", object({{"id", integer()}, {"name", text()}, {"display", text()}, {"role", text()},
                                         {"one_time_code", boolean()}, {"disabled", boolean()}, {"created", instant()}})}}};
}

}  // namespace bot::desk
