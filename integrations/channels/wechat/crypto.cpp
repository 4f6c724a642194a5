#include "integrations/channels/wechat/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/invariant.hpp"

namespace integrations::wechat {
namespace {

constexpr std::size_t kAesBlock = 16;
constexpr std::size_t kPadBlock = 32;  // not AES's 16: a library's own unpadding refuses half of all messages
constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kPartsMax = 4;

struct MdContextEnd {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct CipherContextEnd {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetched once for the life of the program: a fetch per call costs more than the digest itself.
const EVP_MD* sha1() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return fetched;
}
const EVP_CIPHER* aes_256_cbc() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
  return fetched;
}

EVP_MD_CTX* md_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, MdContextEnd> context(EVP_MD_CTX_new());
  return context.get();
}
EVP_CIPHER_CTX* cipher_context() {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, CipherContextEnd> context(EVP_CIPHER_CTX_new());
  return context.get();
}

unsigned char* bytes_of(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

// Characters without padding; a single last character cannot hold a byte.
std::optional<std::string> decode_unpadded(std::string_view text) {
  static constexpr auto kValues = base64_values();
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<char>(bits >> held & 0xFF));
    }
  }
  return out;
}

bool run_aes(bool encrypt, const AesKey& key, std::string_view in, std::string& out) {
  EVP_CIPHER_CTX* const context = cipher_context();
  out.resize(in.size() + kAesBlock);
  int written = 0;
  int rest = 0;
  const bool done =
      EVP_CipherInit_ex2(context, aes_256_cbc(), key.data(), key.data(), encrypt ? 1 : 0, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
      EVP_CipherUpdate(context, bytes_of(out), &written, bytes_of(in), static_cast<int>(in.size())) == 1 &&
      EVP_CipherFinal_ex(context, bytes_of(out) + written, &rest) == 1;
  out.resize(done ? static_cast<std::size_t>(written + rest) : 0);
  return done;
}

// 0 unless the text ends in a whole PKCS#7 padding of block 32.
std::size_t padding_of(std::string_view plain) {
  const auto pad = static_cast<std::size_t>(static_cast<unsigned char>(plain.back()));
  if (pad == 0 || pad > kPadBlock || pad > plain.size()) return 0;
  const std::string_view tail = plain.substr(plain.size() - pad);
  return std::all_of(tail.begin(), tail.end(), [&](char c) { return c == plain.back(); }) ? pad : 0;
}

}  // namespace

std::string signature_of(std::initializer_list<std::string_view> parts) {
  BASE_INVARIANT(parts.size() <= kPartsMax, "a signature has at most four parts");
  std::array<std::string_view, kPartsMax> sorted;
  const auto end = std::copy(parts.begin(), parts.end(), sorted.begin());
  std::sort(sorted.begin(), end);
  std::array<unsigned char, 20> digest{};
  EVP_MD_CTX* const context = md_context();
  bool done = EVP_DigestInit_ex2(context, sha1(), nullptr) == 1;
  for (auto part = sorted.begin(); part != end; ++part) {
    done = done && EVP_DigestUpdate(context, part->data(), part->size()) == 1;
  }
  done = done && EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
  BASE_INVARIANT(done, "libcrypto computes SHA-1");
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    hex.push_back(kHex[byte >> 4]);
    hex.push_back(kHex[byte & 15]);
  }
  return hex;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<AesKey> decode_aes_key(std::string_view encoding_aes_key) {
  if (encoding_aes_key.size() != 43) return std::nullopt;
  const auto decoded = decode_unpadded(encoding_aes_key);
  if (!decoded) return std::nullopt;
  AesKey key{};
  std::copy(decoded->begin(), decoded->end(), key.begin());
  return key;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode_unpadded(text);
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  const auto at = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) : 0U;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out.push_back(kBase64[bits >> 18]);
    out.push_back(kBase64[bits >> 12 & 63]);
    out.push_back(i + 1 < bytes.size() ? kBase64[bits >> 6 & 63] : '=');
    out.push_back(i + 2 < bytes.size() ? kBase64[bits & 63] : '=');
  }
  return out;
}

std::optional<Opened> open_sealed(const AesKey& key, std::string_view encrypt) {
  const auto sealed = base64_decode(encrypt);
  if (!sealed || sealed->empty() || sealed->size() % kAesBlock != 0) return std::nullopt;
  std::string plain;
  if (!run_aes(false, key, *sealed, plain) || plain.empty()) return std::nullopt;
  const std::size_t pad = padding_of(plain);
  if (pad == 0) return std::nullopt;
  const std::string_view body = std::string_view(plain).substr(0, plain.size() - pad);
  if (body.size() < kRandomBytes + kLengthBytes) return std::nullopt;
  std::uint64_t length = 0;
  for (const char c : body.substr(kRandomBytes, kLengthBytes)) length = length << 8 | static_cast<unsigned char>(c);
  const std::string_view rest = body.substr(kRandomBytes + kLengthBytes);
  if (length > rest.size()) return std::nullopt;
  return Opened{std::string(body.substr(0, kRandomBytes)), std::string(rest.substr(0, length)),
                std::string(rest.substr(length)), static_cast<int>(pad)};
}

std::string seal(const AesKey& key, std::string_view random, std::string_view message, std::string_view receive_id) {
  BASE_INVARIANT(random.size() == kRandomBytes, "a sealed message begins with 16 random bytes");
  std::string plain;
  plain.reserve(kRandomBytes + kLengthBytes + message.size() + receive_id.size() + kPadBlock);
  plain.append(random);
  for (int shift = 24; shift >= 0; shift -= 8) plain.push_back(static_cast<char>(message.size() >> shift & 0xFF));
  plain.append(message).append(receive_id);
  const std::size_t pad = kPadBlock - plain.size() % kPadBlock;
  plain.append(pad, static_cast<char>(pad));
  std::string sealed;
  const bool done = run_aes(true, key, plain, sealed);
  BASE_INVARIANT(done, "libcrypto encrypts AES-256-CBC");
  return base64_encode(sealed);
}

std::string keyed_digest(const AesKey& key, std::string_view content) {
  std::string digest(32, '\0');
  unsigned length = 0;
  const bool done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content), content.size(),
                         bytes_of(digest), &length) != nullptr;
  BASE_INVARIANT(done && length == digest.size(), "libcrypto computes HMAC-SHA256");
  return digest;
}

}  // namespace integrations::wechat
