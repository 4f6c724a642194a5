// WeChat calls over any bytes. The first byte says how the rest reaches the channel: unsigned as it is, signed in
// plaintext mode, sealed and signed, as a ciphertext that is rightly signed, or as any plaintext rightly encrypted — so
// that the XML and JSON readers, base64 and the envelope are all reached.
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "integrations/channels/wechat/crypto.hpp"
#include "integrations/channels/wechat/wechat.hpp"
#include "integrations/signing.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace integrations;

constexpr base::UnixMs kNow{1'800'000'000'000};
const std::string kToken = "fuzzed";
const std::string kAesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const std::string kAppId = "wx0000000000000000";
const std::string kTime = "1800000000";
const std::string kNonce = "12345";

const Channel& channel() {
  static const std::unique_ptr<Channel> made = [] {
    auto result = make_wechat({kAppId, {kToken, "other"}, {kAesKey}, true, "", ""});
    FUZZ_CHECK(result.ok());
    return std::move(result).value();
  }();
  return *made;
}

const wechat::AesKey& key() {
  static const wechat::AesKey decoded = *wechat::decode_aes_key(kAesKey);
  return decoded;
}

// What seal() never writes: any layout and any padding.
std::string encrypt(std::string plain) {
  plain.resize((plain.size() + 15) / 16 * 16);
  std::string out(plain.size() + 16, '\0');
  int done = 0;
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  EVP_EncryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key().data(), key().data());
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &done,
                    reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
  out.resize(static_cast<std::size_t>(done));
  return integrations::base64_encode(out);
}

void receive(const Webhook& call) {
  const auto received = channel().receive(call, kNow);
  if (!received.ok()) return;
  const auto* messages = std::get_if<std::vector<Inbound>>(&received.value().what);
  if (messages == nullptr) return;
  const auto again = channel().receive(call, kNow);
  FUZZ_CHECK(again.ok());
  const auto& repeated = std::get<std::vector<Inbound>>(again.value().what);
  FUZZ_CHECK(repeated.size() == messages->size());
  for (std::size_t i = 0; i < messages->size(); ++i) {
    const Inbound& message = (*messages)[i];
    FUZZ_CHECK(!message.key.empty() && !message.driver.empty());
    FUZZ_CHECK(message.key == repeated[i].key);
    const HttpAnswer answer = channel().passive_answer(message.reply_hint, "收到", kNow);
    FUZZ_CHECK(answer.body == channel().passive_answer(repeated[i].reply_hint, "收到", kNow).body);
  }
}

void receive_signed(const std::string& body) {
  receive({"POST",
           {{"signature", wechat::signature_of({kToken, kTime, kNonce})}, {"timestamp", kTime}, {"nonce", kNonce}},
           "text/xml",
           body});
}

void receive_sealed(const std::string& sealed) {
  const std::string body =
      "<xml><ToUserName><![CDATA[gh_0]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>";
  receive({"POST",
           {{"msg_signature", wechat::signature_of({kToken, kTime, kNonce, sealed})},
            {"timestamp", kTime},
            {"nonce", kNonce},
            {"encrypt_type", "aes"}},
           "text/xml",
           body});
}

// "name=value" lines, an empty line, then the body.
void receive_unsigned(std::string_view bytes) {
  Webhook call;
  call.method = !bytes.empty() && bytes.front() == 'G' ? "GET" : "POST";
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty()) break;
    const std::size_t equals = std::min(line.find('='), line.size());
    call.query.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
  }
  call.body = bytes;
  receive(call);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'p':
      receive_signed(rest);
      break;
    case 's':
      receive_sealed(wechat::seal(key(), "0123456789abcdef", rest, kAppId));
      break;
    case 'c':
      receive_sealed(rest.substr(0, rest.find("]]>")));
      break;
    case 'e':
      receive_sealed(encrypt(rest));
      break;
    case 'h':
      channel().passive_answer(rest, "收到", kNow);
      break;
    default:
      receive_unsigned(rest);
  }
  return 0;
}
