#pragma once
// One-time codes by time: RFC 6238 with SHA-1, 30 seconds, six digits, as every authenticator app has them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace bot::desk {

inline constexpr std::int64_t kTotpStepMs = 30'000;
inline constexpr std::size_t kTotpSecretBytes = 20;  // RFC 4226 §4

/// The code of a time step (RFC 4226 §5.3 over the step number).
std::string totp_code(std::string_view secret, std::int64_t step);
/// The step whose code this is: now's, the one before or the one after (RFC 6238 §5.2). nullopt: neither.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, base::UnixMs now);
/// RFC 4648 without padding. The decoder takes lower case and spaces; nullopt for anything else that is not base32.
std::string to_base32(std::string_view bytes);
std::optional<std::string> from_base32(std::string_view text);
/// What an authenticator app reads, as otpauth://totp/…
std::string totp_uri(std::string_view account, std::string_view secret_base32);

}  // namespace bot::desk
