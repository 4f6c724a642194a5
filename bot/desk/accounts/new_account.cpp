#include "bot/desk/accounts/new_account.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/roles.hpp"
#include "bot/desk/totp.hpp"

namespace bot::desk {
namespace {

constexpr std::size_t kNameBytesMax = 32;
constexpr std::size_t kDisplayPointsMax = 20;
constexpr std::string_view kPasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr int kGroups = 4;
constexpr int kGroupLetters = 5;

bool is_account_name(const std::string& name) {
  return name.size() >= 2 && name.size() <= kNameBytesMax && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

std::string make_password(base::Random& random) {
  std::string password;
  for (int group = 0; group < kGroups; ++group) {
    if (group > 0) password += '-';
    for (int i = 0; i < kGroupLetters; ++i) password += kPasswordLetters[random.below(kPasswordLetters.size())];
  }
  return password;
}

base::Result<MadeAccount> make_account(const WantedAccount& wanted, const PasswordCost& cost, base::Random& random, base::UnixMs now) {
  if (!is_account_name(wanted.name)) {
    return base::Error{base::ErrorCode::kInvalid, "用户名要用小写字母开头，只用小写字母、数字和 . _ -，2 到 32 个字符"};
  }
  if (!role_from_name(wanted.role)) {
    return base::Error{base::ErrorCode::kInvalid, "角色要是 viewer、operator、supervisor、script_author、auditor、administrator 之一"};
  }
  MadeAccount made;
  made.password = make_password(random);
  auto hash = hash_password(made.password, cost);
  if (!hash) return hash.error();
  std::string display(base::prefix_of_points(base::repair_utf8(wanted.display), kDisplayPointsMax));
  made.account = {.id = 0,
                  .name = wanted.name,
                  .display = display.empty() ? wanted.name : std::move(display),
                  .role = wanted.role,
                  .password = std::move(*hash),
                  .totp = {},
                  .totp_step = 0,
                  .disabled = false,
                  .created = now};
  if (wanted.one_time_code) {
    std::string secret(kTotpSecretBytes, '\0');
    random.fill({reinterpret_cast<unsigned char*>(secret.data()), secret.size()});
    made.account.totp = to_base32(secret);
    made.one_time_uri = totp_uri(wanted.name, made.account.totp);
  }
  return made;
}

}  // namespace bot::desk
