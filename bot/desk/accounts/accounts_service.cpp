#include "bot/desk/accounts/accounts_service.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "bot/desk/roles.hpp"
#include "bot/publishing/service.hpp"
#include "storage/accounts.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

json failure(base::ErrorCode code, const std::string& text) { return to_json(base::Error{code, text}); }

std::string text_of(const json& request, const char* name) {
  const auto found = request.find(name);
  return found == request.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

base::Status audit(storage::Store& store, const base::Clock& clock, const json& request, const char* action) {
  const auto written = store.accounts().append({.actor = "cli:" + text_of(request, "by"),
                                                .role = {},
                                                .action = action,
                                                .object = "account/" + text_of(request, "name"),
                                                .note = {},
                                                .request = {},
                                                .at = clock.now()});
  if (!written) return written.error();
  return {};
}

json add(storage::Store& store, const base::Clock& clock, const json& request) {
  if (!role_from_name(text_of(request, "role"))) return failure(base::ErrorCode::kInvalid, "没有这个角色");
  if (const base::Status written = audit(store, clock, request, "account.add"); !written) return to_json(written.error());
  const auto id = store.accounts().add({.id = 0,
                                        .name = text_of(request, "name"),
                                        .display = text_of(request, "display"),
                                        .role = text_of(request, "role"),
                                        .password = text_of(request, "password"),
                                        .totp = text_of(request, "totp"),
                                        .totp_step = 0,
                                        .disabled = false,
                                        .created = clock.now()});
  if (!id && id.error().code == base::ErrorCode::kConflict) {
    return failure(base::ErrorCode::kConflict, "已经有这个用户名；要换密码：xinsheng user password " + text_of(request, "name"));
  }
  if (!id) return to_json(id.error());
  return {{"id", *id}};
}

json users(storage::Store& store) {
  const auto accounts = store.accounts().all();
  if (!accounts) return to_json(accounts.error());
  json list = json::array();
  for (const storage::Account& account : *accounts) {
    list.push_back({{"name", account.name},
                    {"display", account.display},
                    {"role", account.role},
                    {"disabled", account.disabled},
                    {"one_time_code", !account.totp.empty()}});
  }
  return {{"users", std::move(list)}};
}

json change(storage::Store& store, const base::Clock& clock, const json& request, const char* action,
            const storage::AccountChange& wanted) {
  const auto found = store.accounts().find(text_of(request, "name"));
  if (!found) return to_json(found.error());
  if (!*found) return failure(base::ErrorCode::kNotFound, "没有这个用户名；xinsheng user list 列出所有账号");
  if (const base::Status written = audit(store, clock, request, action); !written) return to_json(written.error());
  const base::Status done = store.accounts().change((*found)->id, wanted);
  return done ? json::object() : to_json(done.error());
}

}  // namespace

std::optional<json> answer_accounts(storage::Store& store, const base::Clock& clock, const json& request) {
  const std::string ask = text_of(request, "ask");
  if (ask == "user_add") return add(store, clock, request);
  if (ask == "users") return users(store);
  storage::AccountChange wanted;
  if (ask == "user_password") {
    wanted.password = text_of(request, "password");
    return change(store, clock, request, "account.password", wanted);
  }
  if (ask == "user_disable") {
    wanted.disabled = request.value("disabled", true);
    return change(store, clock, request, "account.disable", wanted);
  }
  return std::nullopt;
}

}  // namespace bot::desk
