#pragma once
// An account out of what somebody typed: checked, with a password made by us and shown once.
#include <string>

#include "base/random.hpp"
#include "base/result.hpp"
#include "bot/desk/password.hpp"
#include "storage/accounts.hpp"

namespace bot::desk {

struct WantedAccount {
  std::string name;
  std::string display;
  std::string role;
  bool one_time_code = true;
};
struct MadeAccount {
  storage::Account account;
  std::string password;      // in the clear, to be shown once
  std::string one_time_uri;  // for an authenticator app, likewise; "" = without codes
};
/// kInvalid: a sentence for whoever typed it.
base::Result<MadeAccount> make_account(const WantedAccount& wanted, const PasswordCost& cost, base::Random& random, base::UnixMs now);
/// Four groups of five letters and digits that cannot be mistaken for one another; about 100 bits.
std::string make_password(base::Random& random);

}  // namespace bot::desk
