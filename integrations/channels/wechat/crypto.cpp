#include "integrations/channels/wechat/crypto.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/invariant.hpp"
#include "integrations/signing.hpp"

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

std::optional<AesKey> decode_aes_key(std::string_view encoding_aes_key) {
  if (encoding_aes_key.size() != 43) return std::nullopt;
  const auto decoded = base64_decode(std::string(encoding_aes_key) + "=");
  AesKey key{};
  if (!decoded || decoded->size() != key.size()) return std::nullopt;
  std::copy(decoded->begin(), decoded->end(), key.begin());
  return key;
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
  return hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, content);
}

}  // namespace integrations::wechat
