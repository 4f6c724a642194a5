#pragma once
// The one way out. Interface for workers; the implementation (http_client.cpp) is the only file that includes
// httplib.h.
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "integrations/http_message.hpp"

namespace integrations {

struct CallLimits {
  base::Millis connect = base::seconds(3);
  base::Millis total = base::seconds(20);  // from the call to the last byte; a dripping peer cannot stretch it
  std::size_t body_bytes_max = 64 * 1024;
};

/// Error texts that mean a fault of configuration, not of the network.
inline constexpr std::string_view kHttpTlsCertificate =
    "tls_certificate";  // kUnreached: not trusted, or no CA file of ours
inline constexpr std::string_view kHttpRequestInvalid = "request_invalid";  // kInvalid: not an absolute http(s) URL

class HttpOut {
 public:
  virtual ~HttpOut() = default;
  /// Any answer of the peer is a value, 3xx included (redirects are never followed). A longer body is cut at
  /// body_bytes_max. kUnreached: the request did not leave (name, connect, TLS): the effect did not happen. kTimeout,
  /// kUnknown: it may have left; whether the effect happened is not known. Thread-safe; blocks the calling thread for
  /// at most limits.total (plus scheduling).
  virtual base::Result<HttpResponse> call(const HttpRequest& request, const CallLimits& limits) = 0;
};

struct HttpClientOptions {
  std::string ca_file;  // PEM; "" = the system's certificates
};

std::unique_ptr<HttpOut> make_http_client(const HttpClientOptions& options);

}  // namespace integrations
