#pragma once
// HTTP as bytes in structs: what channels and hotlines translate to and from. No IO here.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace integrations {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// An outbound call.
struct HttpRequest {
  std::string method = "GET";
  std::string url;  // absolute, http or https
  Headers headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;

  /// Case-insensitive; "" if absent.
  std::string_view header(std::string_view name) const;
};

/// A webhook call as the server hands it to a channel: query already percent-decoded, exactly once.
struct Webhook {
  std::string_view method;
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view content_type;
  std::string_view body;
  bool clock_in_doubt = false;  // our own clock jumped: a call's age proves nothing, its signature and its key still do

  /// nullptr: absent. A parameter given twice counts as absent (bad input).
  const std::string* parameter(std::string_view name) const;
};

/// What the platform is answered.
struct HttpAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
};

/// application/x-www-form-urlencoded, UTF-8.
std::string percent_encode(std::string_view text);

}  // namespace integrations
