#include "bot/desk/totp.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace bot::desk {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  auto rest = static_cast<std::uint64_t>(step);
  for (std::size_t i = counter.size(); i-- > 0; rest >>= 8) counter[i] = static_cast<unsigned char>(rest & 0xFF);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &size);
  const std::size_t at = mac[size - 1] & 0x0FU;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7FU) << 24) | (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                               (static_cast<std::uint32_t>(mac[at + 2]) << 8) | static_cast<std::uint32_t>(mac[at + 3]);
  std::string code = std::to_string(number % kModulus);
  return std::string(kDigits - code.size(), '0') + code;
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, base::UnixMs now) {
  if (code.size() != kDigits) return std::nullopt;
  const std::int64_t current = now.count / kTotpStepMs;
  for (const std::int64_t step : {current, current - 1, current + 1}) {
    const std::string right = totp_code(secret, step);
    if (CRYPTO_memcmp(right.data(), code.data(), kDigits) == 0) return step;
  }
  return std::nullopt;
}

std::string to_base32(std::string_view bytes) {
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = ((held << 8) | static_cast<unsigned char>(c)) & 0xFFFFU;
    for (bits += 8; bits >= 5; bits -= 5) text += kBase32[(held >> (bits - 5)) & 31U];
  }
  if (bits > 0) text += kBase32[(held << (5 - bits)) & 31U];
  return text;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    if (c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const std::size_t value = kBase32.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = ((held << 5) | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> bits) & 0xFFU);
  }
  return bytes;
}

std::string totp_uri(std::string_view account, std::string_view secret_base32) {
  return "otpauth://totp/xinsheng:" + std::string(account) + "?secret=" + std::string(secret_base32) + "&issuer=xinsheng";
}

}  // namespace bot::desk
