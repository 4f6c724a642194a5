#include "bot/desk/roles.hpp"

#include <array>

namespace bot::desk {
namespace {

constexpr std::array<std::string_view, 6> kNames{"viewer", "operator", "supervisor", "script_author", "auditor", "administrator"};

}  // namespace

std::string_view to_name(Role role) { return kNames[static_cast<std::size_t>(role)]; }

std::optional<Role> role_from_name(std::string_view name) {
  for (const Role role : kAllRoles) {
    if (to_name(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace bot::desk
