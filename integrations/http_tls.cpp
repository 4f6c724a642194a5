// TLS for the outbound client: OpenSSL directly, because cpp-httplib's own handshake has no total deadline.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <climits>

#include "integrations/http_link.hpp"

namespace integrations {
namespace {

template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
using SslContext = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, FreeWith<SSL_free>>;
using BioMethod = std::unique_ptr<BIO_METHOD, FreeWith<BIO_meth_free>>;

class OpenSslTrust final : public TlsTrust {
 public:
  explicit OpenSslTrust(SslContext context) : context_(std::move(context)) {}
  SSL_CTX* context() const { return context_.get(); }

 private:
  SslContext context_;
};

int socket_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

int bio_write(BIO* bio, const char* from, int size) {
  BIO_clear_retry_flags(bio);
  // OpenSSL's own socket BIO raises SIGPIPE.
  const ssize_t put = ::send(socket_of(bio), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (put < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(put);
}

int bio_read(BIO* bio, char* to, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t got = ::recv(socket_of(bio), to, static_cast<std::size_t>(size), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* socket_method() {
  static const BioMethod method = [] {
    BioMethod made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE"));
    BIO_meth_set_write(made.get(), bio_write);
    BIO_meth_set_read(made.get(), bio_read);
    BIO_meth_set_ctrl(made.get(), bio_control);
    return made;
  }();
  return method.get();
}

/// What OpenSSL waits for, as poll's events; 0: it waits for nothing, the connection is over.
short wanted(SSL* ssl, int returned) {
  switch (SSL_get_error(ssl, returned)) {
    case SSL_ERROR_WANT_READ:
      return POLLIN;
    case SSL_ERROR_WANT_WRITE:
      return POLLOUT;
    default:
      return 0;
  }
}

class TlsLink final : public Link {
 public:
  TlsLink(Ssl ssl, int socket) : ssl_(std::move(ssl)), socket_(socket) {}

  ssize_t read(char* to, std::size_t size, const Deadline& deadline) override {
    const int most = static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    while (!deadline.passed()) {
      ERR_clear_error();
      const int got = SSL_read(ssl_.get(), to, most);
      if (got > 0) return got;
      if (SSL_get_error(ssl_.get(), got) == SSL_ERROR_ZERO_RETURN) return 0;
      const short events = wanted(ssl_.get(), got);
      if (events == 0 || !wait_for(socket_, events, deadline)) return -1;
    }
    return -1;
  }

  ssize_t write(const char* from, std::size_t size, const Deadline& deadline) override {
    if (size == 0) return 0;
    while (!deadline.passed()) {
      ERR_clear_error();
      // Without partial writes (OpenSSL's default) a positive answer means everything.
      const int put = SSL_write(ssl_.get(), from, static_cast<int>(size));
      if (put > 0) return static_cast<ssize_t>(size);
      const short events = wanted(ssl_.get(), put);
      if (events == 0 || !wait_for(socket_, events, deadline)) return -1;
    }
    return -1;
  }

 private:
  Ssl ssl_;
  int socket_;
};

base::Error unreached(const char* text) { return {base::ErrorCode::kUnreached, text}; }

bool is_ip_literal(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

/// The name the certificate must carry, and (for names) the one the server chooses its certificate by.
bool expect_host(SSL* ssl, const std::string& host) {
  if (is_ip_literal(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

base::Result<std::unique_ptr<TlsTrust>> make_tls_trust(const std::string& ca_file) {
  SslContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return base::Error{base::ErrorCode::kInternal, "tls_context"};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                                      : SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) == 1;
  if (!loaded) return base::Error{base::ErrorCode::kInvalid, "ca_file"};
  return std::unique_ptr<TlsTrust>(std::make_unique<OpenSslTrust>(std::move(context)));
}

base::Result<std::unique_ptr<Link>> tls_link(const OwnedFd& socket, const TlsTrust& trust, const std::string& host,
                                             const Deadline& deadline) {
  const auto& open_ssl = static_cast<const OpenSslTrust&>(trust);
  Ssl ssl(SSL_new(open_ssl.context()));
  BIO* bio = BIO_new(socket_method());
  if (ssl == nullptr || bio == nullptr || !expect_host(ssl.get(), host)) {
    BIO_free(bio);
    return unreached("tls_handshake");
  }
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket.get())));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl.get(), bio, bio);
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl.get());
    if (done == 1) break;
    const short events = wanted(ssl.get(), done);
    if (events == 0) {
      const bool distrusted = SSL_get_verify_result(ssl.get()) != X509_V_OK;
      return unreached(distrusted ? "tls_certificate" : "tls_handshake");
    }
    if (!wait_for(socket.get(), events, deadline)) return unreached("tls_timeout");
  }
  return std::unique_ptr<Link>(std::make_unique<TlsLink>(std::move(ssl), socket.get()));
}

}  // namespace integrations
