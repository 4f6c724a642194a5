// Whom the client trusts: threat model row 20 (another authority, an expired certificate, another name).
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "integrations/http_client.hpp"
#include "tests/integrations/http_client/raw_peer.hpp"

using namespace integrations;
using http_tests::PeerSide;
using http_tests::RawPeer;

namespace {

constexpr CallLimits kGenerous{base::seconds(30), base::seconds(60), 64 * 1024};
constexpr long kDay = 86'400;

/// A key and a self-signed certificate, which is also the only authority that vouches for it.
class Identity {
 public:
  explicit Identity(const char* alternative_name, long valid_until_days = 1) {
    key_.reset(EVP_EC_gen("P-256"));
    certificate_.reset(X509_new());
    X509* const x = certificate_.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(x), valid_until_days * kDay);
    X509_set_pubkey(x, key_.get());
    X509_NAME* const name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_EXTENSION* const san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_name);
    X509_add_ext(x, san, -1);
    X509_EXTENSION_free(san);
    REQUIRE(X509_sign(x, key_.get(), EVP_sha256()) > 0);

    std::string file = (std::filesystem::temp_directory_path() / "xinsheng-tls-XXXXXX").string();
    const int fd = ::mkstemp(file.data());
    REQUIRE(fd >= 0);
    std::FILE* const out = ::fdopen(fd, "w");
    REQUIRE(PEM_write_X509(out, x) == 1);
    std::fclose(out);
    file_ = file;
  }
  ~Identity() { std::remove(file_.c_str()); }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  const std::string& ca_file() const { return file_; }

  /// One call over TLS, if the other side trusts us.
  void serve(PeerSide& side) const {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_use_certificate(context.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context.get(), key_.get());
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
    SSL_set_fd(ssl.get(), side.fd());
    if (SSL_accept(ssl.get()) == 1) {
      char request[4096];
      SSL_read(ssl.get(), request, sizeof request);
      const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(ssl.get());
    }
    ERR_clear_error();
  }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{nullptr, EVP_PKEY_free};
  std::unique_ptr<X509, decltype(&X509_free)> certificate_{nullptr, X509_free};
  std::string file_;
};

std::string call(const Identity& shown, const std::string& ca_file, const std::string& host) {
  RawPeer peer([&shown](PeerSide& side) { shown.serve(side); });
  HttpRequest request;
  request.url = "https://" + host + ":" + std::to_string(peer.port()) + "/";
  const auto answer = make_http_client({ca_file})->call(request, kGenerous);
  if (answer) return std::to_string(answer->status) + " " + answer->body;
  return (answer.error().code == base::ErrorCode::kUnreached ? "unreached " : "other ") + answer.error().text;
}

}  // namespace

TEST_CASE("A peer whose authority is pinned is trusted, by address and by name") {
  const Identity by_address("IP:127.0.0.1");
  CHECK(call(by_address, by_address.ca_file(), "127.0.0.1") == "200 ok");
  const Identity by_name("DNS:localhost");
  CHECK(call(by_name, by_name.ca_file(), "localhost") == "200 ok");
}

TEST_CASE("Another authority, another name and an expired certificate are refused before anything is sent") {
  const Identity good("IP:127.0.0.1");
  const Identity other("IP:127.0.0.1");
  CHECK(call(good, other.ca_file(), "127.0.0.1") == "unreached tls_certificate");
  CHECK(call(good, "", "127.0.0.1") == "unreached tls_certificate");
  const Identity elsewhere("DNS:hotline.example");
  CHECK(call(elsewhere, elsewhere.ca_file(), "127.0.0.1") == "unreached tls_certificate");
  CHECK(call(elsewhere, elsewhere.ca_file(), "localhost") == "unreached tls_certificate");
  const Identity expired("IP:127.0.0.1", -1);
  CHECK(call(expired, expired.ca_file(), "127.0.0.1") == "unreached tls_certificate");
}
