#pragma once
// One folder per protocol that hotlines speak; which hotline uses which is configuration. Pure translation: a Hotline
// does no IO, reads no clock and serves all threads.
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

/// What a hotline can do about an outcome we do not know (reliability reference §5.3).
enum class Ability { kKey, kQuery, kNone };

/// A ticket as the hotline is to receive it.
struct Submission {
  std::string ticket;  // our number
  std::string key;     // idempotency key
  std::string service_code;
  std::string title;
  std::string description;  // ≤ 4,000 characters
  std::string address;      // "" becomes 无固定地点
  std::optional<double> latitude, longitude;
  std::string phone;  // "" if the driver did not agree
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  // code -> value
  int round = 1;  // more: the hotline has had this ticket before, and the driver says that it is not solved
};

/// Which record of a hotline is looked for: of a ticket that was re-opened it has one for each round.
struct Sought {
  std::string_view ticket;
  int round = 1;
  std::vector<std::string> earlier = {};  // numbers the ticket had in earlier rounds
};

struct Accepted {
  std::string external_number;
};
/// It certainly did not happen; again after `delay` (0: our own back-off).
struct TryLater {
  base::Millis delay{0};
  std::string code;
};
/// It will never be taken as it is: a person must decide.
struct Rejected {
  std::string code;
  std::string text;  // the hotline's own words, for the operator
};
/// Our or their configuration is wrong (401, 403, 404, certificate): pause this hotline, one alarm.
struct Misconfigured {
  std::string code;
};
/// It may have happened.
struct OutcomeUnknown {
  std::string code;
};
using SubmitOutcome = std::variant<Accepted, TryLater, Rejected, Misconfigured, OutcomeUnknown>;

struct LookupFound {
  std::string external_number;
};
struct LookupAbsent {};
struct LookupFailed {
  std::string code;
};
using LookupOutcome = std::variant<LookupFound, LookupAbsent, LookupFailed>;

enum class HotlineStatus {
  kReceived,
  kInProgress,
  kClosed,
  kReturned,  // not theirs: somebody else must do it (退单)
};

struct HotlineUpdate {
  std::string update_id;
  std::string external_number;
  HotlineStatus status = HotlineStatus::kReceived;
  base::UnixMs at{0};
  std::string text;  // the hotline's words for the driver; may be ""
};

class Hotline {
 public:
  virtual ~Hotline() = default;
  virtual std::string_view protocol() const noexcept = 0;
  virtual Ability ability() const noexcept = 0;
  /// False: no program answers there, so its silence is no fault.
  virtual bool is_called() const noexcept { return true; }
  /// nullopt: a program is called. Otherwise nobody is: the text is what a person enters into the hotline's own system.
  virtual std::optional<std::string> for_person(const Submission&) const { return std::nullopt; }
  virtual HttpRequest submit(const Submission& submission) const = 0;
  /// What of a request may be kept as evidence: the bytes that were sent, without our secrets.
  virtual std::string kept(const HttpRequest& request) const { return request.body; }
  virtual SubmitOutcome read_submit(const base::Result<HttpResponse>& answer) const = 0;
  /// nullopt: this hotline cannot be asked.
  virtual std::optional<HttpRequest> lookup(std::string_view ticket) const = 0;
  virtual LookupOutcome read_lookup(const Sought& sought, const base::Result<HttpResponse>& answer) const = 0;
  /// Updates in [from, until]. nullopt: this hotline does not report.
  virtual std::optional<HttpRequest> updates(base::UnixMs from, base::UnixMs until) const = 0;
  virtual base::Result<std::vector<HotlineUpdate>> read_updates(const base::Result<HttpResponse>& answer) const = 0;
};

}  // namespace integrations
