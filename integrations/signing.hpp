#pragma once
// What signed calls are made of, whoever signs them. Pure functions, safe from all threads; libcrypto stays in signing.cpp.
#include <optional>
#include <string>
#include <string_view>

namespace integrations {

/// Takes time that depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view content);

/// Standard alphabet with padding, nothing else; unused low bits are ignored.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

}  // namespace integrations
