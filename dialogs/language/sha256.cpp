#include <openssl/evp.h>

#include <array>

#include "base/invariant.hpp"
#include "dialogs/language/canonical_json.hpp"

namespace dialogs {

std::string sha256_hex(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const int ok = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  BASE_INVARIANT(ok == 1, "SHA-256 is not available");
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

}  // namespace dialogs
