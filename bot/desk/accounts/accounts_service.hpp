#pragma once
// What `xinsheng user` needs from the store, as one request and one answer in JSON, the same words whether the command has the store
// itself or the server does (bot/publishing/spool.hpp). Passwords never travel: the command makes the hash.
//
//   {"ask":"user_add","name","display","role","password","totp","by"} -> {"id"}
//   {"ask":"users"} -> {"users":[{name, display, role, disabled, one_time_code}]}
//   {"ask":"user_password","name","password","by"} -> {};  {"ask":"user_disable","name","disabled","by"} -> {}
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "base/time.hpp"
#include "storage/store.hpp"

namespace bot::desk {

/// nullopt: not a request of this service.
std::optional<nlohmann::json> answer_accounts(storage::Store& store, const base::Clock& clock, const nlohmann::json& request);

}  // namespace bot::desk
