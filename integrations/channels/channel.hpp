#pragma once
// One folder per messaging platform: bytes <-> words. A channel authenticates before it parses, does no IO, reads no
// clock and never changes after it was made: one Channel serves all threads, its tests are tables of bytes.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "integrations/http_message.hpp"

namespace integrations {

enum class InboundKind {
  kText,
  kVoice,  // text holds the transcript if the platform made one, else ""
  kPhoto,
  kVideo,
  kLocation,
  kLink,
  kMenu,        // a menu or quick-reply tap: choice holds its id
  kSubscribed,  // the driver followed the account
  kUnsubscribed,
  kNotice,   // a platform event that is stored and answered but is not a driver's word
  kUnknown,  // a message type we do not know: kept, the driver is told a person will look
};

struct Inbound {
  InboundKind kind = InboundKind::kText;
  std::string driver;  // the platform's id of the driver; personal data
  std::string key;     // the same for every redelivery of this message, different for every other one of this driver
  std::string text;
  std::string choice;
  std::vector<std::string> media_ids;
  std::string media_url;
  std::string place_name;
  std::optional<double> latitude, longitude;
  std::string name;         // event or type name as the platform spells it, lower case
  base::UnixMs sent_at{0};  // the platform's own time of it
  std::string undelivered;  // kNotice: the platform's id (Delivered::message_id) of a message of ours that did not arrive after all
  std::string reply_hint;   // what passive_answer needs to answer this call; opaque, may hold personal data
};

/// URL verification: nothing to keep.
struct Handshake {
  HttpAnswer answer;
};
struct Received {
  std::variant<Handshake, std::vector<Inbound>> what;
};

struct Outbound {
  std::string key;
  std::string driver;
  std::string text;  // at most text_bytes_max bytes
};
struct Token {
  std::string value;
  base::UnixMs expires_at{0};
};
struct Delivered {
  std::string message_id;
};
struct RetryAfter {
  base::Millis delay{0};  // 0: the outbox's own back-off
};
struct TokenStale {};  // fetch a token, then once more
struct Refused {
  std::string code;  // for ever: blocked, window over, illegal
};
struct TemplateInvalid {
  std::string code;  // a template the platform does not take: likewise, for everybody, until the operator mends the configuration
};
using Delivery = std::variant<Delivered, RetryAfter, TokenStale, Refused, TemplateInvalid>;

/// A file of the driver's as the platform keeps it. What it is stands in its first bytes alone.
struct MediaFile {
  std::string bytes;
};
using MediaAnswer = std::variant<MediaFile, RetryAfter, TokenStale, Refused>;

/// What a driver may be told when ordinary messages do not reach him any more: the platform's own template, filled.
enum class TemplatePurpose {
  kResult,   // his matter has an answer
  kRevisit,  // whether it is solved
};
struct TemplateMessage {
  std::string key;  // the same for every attempt
  std::string driver;
  TemplatePurpose purpose = TemplatePurpose::kResult;
  std::vector<std::pair<std::string, std::string>> values;  // by kTemplateValues
};
/// What a configuration may put into the fields of a template.
inline constexpr std::string_view kTemplateValues[] = {"工单号", "事项", "热线", "时间", "提示"};

class Channel {
 public:
  virtual ~Channel() = default;
  virtual std::string_view name() const noexcept = 0;  // path /hook/<name>/<account>
  virtual std::size_t text_bytes_max() const noexcept = 0;
  /// True if render() can be sent without a driver's call to answer.
  virtual bool sends_actively() const noexcept = 0;

  /// kUnauthenticated → 403 with an empty body; kInvalid → 400 with an empty body. Total for any bytes.
  virtual base::Result<Received> receive(const Webhook& call, base::UnixMs now) const = 0;
  /// The answer that carries `text` to the driver; "" = "received, nothing to say". The same arguments give the same
  /// bytes, so that a redelivery is answered identically. `at` is the turn's time.
  virtual HttpAnswer passive_answer(std::string_view reply_hint, std::string_view text, base::UnixMs at) const = 0;

  virtual HttpRequest render(const Outbound& message, const Token& token) const = 0;
  virtual Delivery interpret(const HttpResponse& response) const = 0;
  /// True if there is a template for it. Without one render_template() is not to be called.
  virtual bool has_template(TemplatePurpose) const noexcept { return false; }
  virtual HttpRequest render_template(const TemplateMessage& message, const Token& token) const;
  virtual Delivery interpret_template(const HttpResponse& response) const { return interpret(response); }
  /// The call that fetches the file behind one of Inbound::media_ids, from the platform's own host; nullopt: this account cannot. Never
  /// made of an address that stood in a message.
  virtual std::optional<HttpRequest> media_request(std::string_view, const Token&) const { return std::nullopt; }
  virtual MediaAnswer read_media(HttpResponse response) const;
  virtual bool has_media() const noexcept { return false; }
  virtual std::optional<HttpRequest> token_request() const { return std::nullopt; }
  virtual base::Result<Token> read_token(const HttpResponse& response, base::UnixMs now) const;
};

}  // namespace integrations
