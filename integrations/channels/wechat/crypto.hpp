#pragma once
// The envelope of WeChat, WeCom and DingTalk pushes (channels reference §1.3): SHA-1 over sorted strings, AES-256-CBC
// with PKCS#7 of block 32. Pure functions, safe from all threads; libcrypto stays in crypto.cpp.
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace integrations::wechat {

using AesKey = std::array<unsigned char, 32>;

/// Lower-case hex of SHA-1 over the parts in byte-wise ascending order, nothing between them. At most 4 parts.
std::string signature_of(std::initializer_list<std::string_view> parts);

/// 43 base64 characters. The unused low bits of the last one may be set: real keys have them set.
std::optional<AesKey> decode_aes_key(std::string_view encoding_aes_key);

struct Opened {
  std::string random;  // 16 bytes
  std::string message;
  std::string receive_id;  // whose message it says it is: the caller compares
  int pad = 0;             // bytes of padding, 1–32
};
/// `encrypt` is base64 as it stands in the push. nullopt for whatever does not decrypt to the documented layout.
std::optional<Opened> open_sealed(const AesKey& key, std::string_view encrypt);

/// The mirror image, base64. `random` has exactly 16 bytes.
std::string seal(const AesKey& key, std::string_view random, std::string_view message, std::string_view receive_id);

/// HMAC-SHA256, 32 bytes: where a reply needs bytes nobody can guess but that are the same again for the same reply.
std::string keyed_digest(const AesKey& key, std::string_view content);

}  // namespace integrations::wechat
