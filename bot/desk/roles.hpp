#pragma once
// Who somebody at the desk is, and what the table of routes may ask of them.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::desk {

enum class Role { kViewer, kOperator, kSupervisor, kScriptAuthor, kAuditor, kAdministrator };

inline constexpr Role kAllRoles[] = {Role::kViewer,       Role::kOperator, Role::kSupervisor,
                                     Role::kScriptAuthor, Role::kAuditor,  Role::kAdministrator};

/// viewer operator supervisor script_author auditor administrator
std::string_view to_name(Role role);
std::optional<Role> role_from_name(std::string_view name);

/// A set of roles. Empty is nobody: a route with it is refused when the table is made.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ |= bit(role);
  }
  constexpr bool holds(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<unsigned>(role); }
  std::uint32_t bits_ = 0;
};

/// Everybody who is signed in.
inline constexpr Roles kEverybody{Role::kViewer,       Role::kOperator, Role::kSupervisor,
                                  Role::kScriptAuthor, Role::kAuditor,  Role::kAdministrator};
/// Those who speak with drivers and move tickets.
inline constexpr Roles kHandlers{Role::kOperator, Role::kSupervisor, Role::kAdministrator};
/// Those who decide over handlers' work.
inline constexpr Roles kDeciders{Role::kSupervisor, Role::kAdministrator};
/// Those who change what the bot says and how it decides.
inline constexpr Roles kAuthors{Role::kScriptAuthor, Role::kSupervisor, Role::kAdministrator};
/// Those who may read what drivers wrote.
inline constexpr Roles kReaders{Role::kViewer, Role::kOperator, Role::kSupervisor, Role::kScriptAuthor, Role::kAdministrator};

}  // namespace bot::desk
