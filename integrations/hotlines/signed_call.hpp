#pragma once
// Who calls: a hotline that reports by itself signs its calls as Standard Webhooks 1.0.0 has it (HMAC-SHA256 over id, timestamp and
// body; headers webhook-id, webhook-timestamp, webhook-signature). Pure; any thread.
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace integrations {

struct SignedCall {
  std::string_view id;
  std::string_view timestamp;   // whole seconds since 1970
  std::string_view signatures;  // "v1,BASE64", several with spaces between
  std::string_view body;
};

/// `secret` is the key itself, or whsec_ and its base64. One of the signatures is right and the timestamp at most five minutes off; with clock_in_doubt the timestamp is signed, not compared.
/// Error kUnauthenticated with "unsigned", "signature" or "timestamp".
base::Status check_signed_call(const SignedCall& call, std::string_view secret, base::UnixMs now, bool clock_in_doubt);

}  // namespace integrations
