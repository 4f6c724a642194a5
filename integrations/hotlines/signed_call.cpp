#include "integrations/hotlines/signed_call.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "integrations/signing.hpp"

namespace integrations {
namespace {

constexpr base::Millis kTimestampOffMax = base::minutes(5);
constexpr std::string_view kVersion = "v1,";

base::Error refused(const char* why) { return {base::ErrorCode::kUnauthenticated, why}; }

bool has_signature(std::string_view signatures, std::string_view expected) {
  bool found = false;
  while (!signatures.empty()) {
    const std::string_view one = signatures.substr(0, signatures.find(' '));
    if (one.starts_with(kVersion) && equal_in_constant_time(one.substr(kVersion.size()), expected)) found = true;
    signatures.remove_prefix(std::min(one.size() + 1, signatures.size()));
  }
  return found;
}

/// A secret is written as it is, or as the specification writes it: whsec_BASE64.
std::string key_of(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (secret.starts_with(kPrefix)) {
    if (auto decoded = base64_decode(secret.substr(kPrefix.size()))) return std::move(*decoded);
  }
  return std::string(secret);
}

}  // namespace

base::Status check_signed_call(const SignedCall& call, std::string_view secret, base::UnixMs now, bool clock_in_doubt) {
  std::int64_t seconds = 0;
  const char* const end = call.timestamp.data() + call.timestamp.size();
  const auto [read, fault] = std::from_chars(call.timestamp.data(), end, seconds);
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the year 9999
  const bool is_time = fault == std::errc() && read == end && seconds >= 0 && seconds <= kSecondsMax;
  if (call.id.empty() || call.signatures.empty() || !is_time) return refused("unsigned");
  std::string content(call.id);
  content.append(".").append(call.timestamp).append(".").append(call.body);
  if (!has_signature(call.signatures, base64_encode(hmac_sha256(key_of(secret), content)))) return refused("signature");
  const base::Millis off = base::UnixMs{seconds * 1000} - now;
  if (!clock_in_doubt && (off > kTimestampOffMax || off.count < -kTimestampOffMax.count)) return refused("timestamp");
  return {};
}

}  // namespace integrations
