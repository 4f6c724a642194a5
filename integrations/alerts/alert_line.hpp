#pragma once
// How a person on duty is called outside the chat (domain reference §5.1 (4)): the words of an alert as one HTTP call.
// Pure translation; the text holds no personal data, the phone number goes to nobody but the gateway that dials it.
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "integrations/http_message.hpp"

namespace integrations {

struct AlertCall {
  std::string key;   // of the alert: the same for each attempt and each person
  std::string text;  // Chinese, for the person
};

class AlertLine {
 public:
  virtual ~AlertLine() = default;
  virtual HttpRequest render(const AlertCall& call) const = 0;
  /// The peer says it has taken the call. Whether a person heard it only the acknowledgement tells.
  virtual bool is_taken(const HttpResponse& response) const = 0;
};

struct AlertAddress {
  std::string url;    // a secret: whoever has it can call
  std::string phone;  // "" if the line needs none
};

/// kNotFound: no line has this name (the text lists them). One entry per line in registry.cpp.
base::Result<std::unique_ptr<AlertLine>> make_alert_line(std::string_view name, AlertAddress address);

}  // namespace integrations
