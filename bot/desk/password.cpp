#include "bot/desk/password.hpp"

#include <sodium.h>

#include <array>

namespace bot::desk {

base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  if (password.size() < kPasswordBytesMin) {
    return base::Error{base::ErrorCode::kInvalid, "密码太短：至少 10 个字符，几个不相干的词连起来最好记"};
  }
  if (password.size() > kPasswordBytesMax) {
    return base::Error{base::ErrorCode::kInvalid, "密码太长：最多 1024 个字节"};
  }
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (sodium_init() < 0 ||
      crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return base::Error{base::ErrorCode::kStorage, "没有足够的内存来处理密码，请稍后再试"};
  }
  return std::string(out.data());
}

bool check_password(const std::string& hash, std::string_view password) {
  if (sodium_init() < 0 || hash.size() >= crypto_pwhash_STRBYTES || password.size() > kPasswordBytesMax) return false;
  std::array<char, crypto_pwhash_STRBYTES> held{};
  hash.copy(held.data(), hash.size());
  return crypto_pwhash_str_verify(held.data(), password.data(), password.size()) == 0;
}

}  // namespace bot::desk
