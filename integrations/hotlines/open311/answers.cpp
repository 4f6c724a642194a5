#include "integrations/hotlines/open311/answers.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "integrations/hotlines/open311/http_date.hpp"
#include "integrations/hotlines/open311/wire_tree.hpp"
#include "integrations/http_client.hpp"

namespace integrations::open311 {
namespace {

constexpr std::size_t kNumberBytesMax = 64;
constexpr std::size_t kTextPointsMax = 1000;
constexpr std::size_t kListedMax = 1000;  // a server may stop its list here (peers reference §4.3)
constexpr base::Millis kRetryAfterMax = base::hours(2);

std::string http_code(int status) { return "http_" + std::to_string(status); }

bool is_success(int status) { return status >= 200 && status < 300; }

std::string fold(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '_' ? ' ' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return out;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A receipt that can be shown, stored and asked for again.
bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= kNumberBytesMax && base::is_utf8(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; });
}

/// What the errors of an answer say: all descriptions, and the first code.
struct Complaint {
  std::string text;
  std::string code;
};

void collect_complaint(const WireTree& node, Complaint& complaint, int depth) {
  constexpr int kDepthMax = 3;  // {"errors":{"error":[{…}]}}
  if (depth > kDepthMax) return;
  if (complaint.code.empty()) complaint.code = node.text_of("code");
  const std::string_view said = node.text_of("description");
  if (!said.empty()) complaint.text.append(complaint.text.empty() ? "" : "; ").append(said);
  for (const WireTree& item : node.items) collect_complaint(item, complaint, depth + 1);
  for (const auto& [name, child] : node.members) {
    if (name == "errors" || name == "error") collect_complaint(child, complaint, depth + 1);
  }
}

Complaint read_complaint(const std::optional<WireTree>& body) {
  Complaint complaint;
  if (body) collect_complaint(*body, complaint, 0);
  complaint.text = base::prefix_of_points(complaint.text, kTextPointsMax);
  return complaint;
}

struct Receipt {
  std::string number;
  std::string why_none;
};

/// Exactly one number, or the reason why there is none.
Receipt read_receipt(const std::optional<WireTree>& body) {
  if (!body) return {"", "answer_not_understood"};
  Receipt receipt{"", "no_receipt"};
  for (const WireTree* record : find_records(*body, {"service_request_id", "token"}).list) {
    const std::string_view number = record->text_of("service_request_id");
    if (number.empty()) {
      if (!record->text_of("token").empty() && receipt.number.empty()) receipt.why_none = "token_pending";
      continue;
    }
    if (!is_number(number)) return {"", "receipt_invalid"};
    if (!receipt.number.empty() && receipt.number != number) return {"", "receipt_ambiguous"};
    receipt.number = number;
  }
  return receipt;
}

/// 400, 413, 422 and the like: usually refused for good. FixMyStreet says 400 for everything, so its words decide.
SubmitOutcome read_refusal(int status, const std::optional<WireTree>& body) {
  const Complaint complaint = read_complaint(body);
  const std::string words = fold(complaint.text);
  if (contains(words, "already exists")) {
    Receipt receipt = read_receipt(body);
    if (!receipt.number.empty()) return Accepted{std::move(receipt.number)};
    return OutcomeUnknown{"already_exists"};
  }
  if (complaint.code == "401" || complaint.code == "403" || contains(words, "api key")) {
    return Misconfigured{"api_key_refused"};
  }
  return Rejected{http_code(status), complaint.text};
}

SubmitOutcome read_submit_status(const HttpResponse& answer) {
  const int status = answer.status;
  const auto body = parse_wire_tree(answer.body);
  if (is_success(status)) {
    Receipt receipt = read_receipt(body);
    if (receipt.number.empty()) return OutcomeUnknown{std::move(receipt.why_none)};
    return Accepted{std::move(receipt.number)};
  }
  if (status >= 300 && status < 400) return TryLater{base::Millis{0}, "redirect"};
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 405:
    case 406:
    case 410:
    case 415:
      return Misconfigured{http_code(status)};
    case 408:  // nobody promised us that these were not processed
    case 409:  // the first request with this key may still be running
    case 425:
      return OutcomeUnknown{http_code(status)};
    case 429:
    case 503:
      return TryLater{read_retry_after(answer), http_code(status)};
    default:
      break;
  }
  if (status >= 400 && status < 500) return read_refusal(status, body);
  return OutcomeUnknown{http_code(status)};
}

/// An attribute of a record of a list that was asked for with extensions=true. nullopt: the record shows no attributes at
/// all.
std::optional<std::string_view> attribute_of(const WireTree& record, std::string_view code) {
  if (const std::string_view direct = record.text_of(code); !direct.empty()) return direct;
  bool shows_attributes = false;
  for (const std::string_view place : {"attributes", "extended_attributes"}) {
    const WireTree* const attributes = record.find(place);
    if (attributes == nullptr || attributes->kind == WireTree::Kind::kText) continue;
    shows_attributes = true;
    if (const std::string_view mapped = attributes->text_of(code); !mapped.empty()) return mapped;
    const WireTree* const nested = attributes->find("attribute");
    const auto& list = nested != nullptr ? nested->items : attributes->items;
    for (const WireTree& attribute : list) {
      if (attribute.text_of("code") == code || attribute.text_of("name") == code) {
        return attribute.text_of("value");
      }
    }
  }
  if (!shows_attributes) return std::nullopt;
  return std::string_view();
}

/// Whether a record of this ticket is of the round that is sought. nullopt: it may be, and does not say.
std::optional<bool> is_of_round(const WireTree& record, const Sought& sought) {
  const std::string_view number = record.text_of("service_request_id");
  if (std::find(sought.earlier.begin(), sought.earlier.end(), number) != sought.earlier.end()) return false;
  const std::string_view shown = attribute_of(record, kRoundAttribute).value_or(std::string_view());
  if (shown.empty()) return sought.round == 1 ? std::optional(true) : std::nullopt;
  return shown == std::to_string(sought.round);
}

LookupOutcome find_ticket(const Sought& sought, const Records& records) {
  bool verifiable = true;
  bool pending = false;
  for (const WireTree* record : records.list) {
    const auto shown = attribute_of(*record, kTicketAttribute);
    verifiable = verifiable && shown.has_value();
    if (shown != sought.ticket) continue;
    const std::optional<bool> is_ours = is_of_round(*record, sought);
    if (!is_ours) return LookupFailed{"round_not_shown"};
    if (!*is_ours) continue;
    const std::string_view number = record->text_of("service_request_id");
    if (is_number(number)) return LookupFound{std::string(number)};
    pending = true;
  }
  if (pending) return LookupFailed{"token_pending"};
  // "Absent" leads to a second submission: it needs a complete list in which every record could have been ours.
  if (!verifiable) return LookupFailed{"not_verifiable"};
  if (records.list.size() >= kListedMax) return LookupFailed{"list_cut"};
  return LookupAbsent{};
}

HotlineUpdate read_update(const WireTree& record) {
  HotlineUpdate update;
  update.external_number = record.text_of("service_request_id");
  update.status = read_status(record.text_of("status"));
  const std::string_view when = record.text_of("updated_datetime");
  update.at = base::from_rfc3339(when).value_or(base::UnixMs{0});
  update.text = base::prefix_of_points(record.text_of("description"), kTextPointsMax);
  update.update_id = record.text_of("update_id");
  if (!is_number(update.update_id)) {
    // Without an id of theirs the same report must still be the same report.
    const std::uint64_t digest = base::hash64(
        update.text, base::hash64(when, base::hash64(record.text_of("status"), base::hash64(update.external_number))));
    update.update_id = "digest-" + std::to_string(digest);
  }
  return update;
}

}  // namespace

SubmitOutcome read_submit_answer(const base::Result<HttpResponse>& answer) {
  if (answer) return read_submit_status(*answer);
  const base::Error& error = answer.error();
  if (error.code == base::ErrorCode::kInvalid) return Misconfigured{std::string(kHttpRequestInvalid)};
  if (error.code == base::ErrorCode::kUnreached) {
    if (error.text == kHttpTlsCertificate) return Misconfigured{error.text};
    return TryLater{base::Millis{0}, error.text.empty() ? "unreached" : error.text};
  }
  return OutcomeUnknown{error.code == base::ErrorCode::kTimeout ? "timeout" : "connection_lost"};
}

LookupOutcome read_lookup_answer(const Sought& sought, const base::Result<HttpResponse>& answer) {
  if (!answer) return LookupFailed{answer.error().text.empty() ? "unreached" : answer.error().text};
  if (!is_success(answer->status)) return LookupFailed{http_code(answer->status)};
  const auto body = parse_wire_tree(answer->body);
  if (!body) return LookupFailed{"answer_not_understood"};
  const Records records = find_records(*body, {"service_request_id", "token"});
  if (!records.understood) return LookupFailed{"answer_not_understood"};
  return find_ticket(sought, records);
}

base::Result<std::vector<HotlineUpdate>> read_updates_answer(const base::Result<HttpResponse>& answer) {
  if (!answer) return answer.error();
  const int status = answer->status;
  if (!is_success(status)) {
    const bool refused = status == 401 || status == 403;
    const bool missing = status == 404 || status == 410;
    const bool busy = status == 429 || status == 503;
    return base::Error{refused   ? base::ErrorCode::kUnauthenticated
                       : missing ? base::ErrorCode::kNotFound
                       : busy    ? base::ErrorCode::kBusy
                                 : base::ErrorCode::kUnknown,
                       http_code(status)};
  }
  const auto body = parse_wire_tree(answer->body);
  if (!body) return base::Error{base::ErrorCode::kInvalid, "answer_not_understood"};
  const Records records = find_records(*body, {"update_id", "service_request_id"});
  if (!records.understood) return base::Error{base::ErrorCode::kInvalid, "answer_not_understood"};
  std::vector<HotlineUpdate> updates;
  for (const WireTree* record : records.list) {
    if (is_number(record->text_of("service_request_id"))) updates.push_back(read_update(*record));
  }
  return updates;
}

HotlineStatus read_status(std::string_view word) {
  static constexpr std::string_view kReceived[] = {"open", "received", "for triage", "submitted", "待受理", "已受理"};
  static constexpr std::string_view kClosed[] = {
      "closed", "fixed",  "duplicate", "no further action", "cancelled", "办结", "已办结", "已结案"};
  static constexpr std::string_view kReturned[] = {"not councils responsibility", "returned", "退单", "退回", "已退回"};
  const std::string folded = fold(word);
  const auto is_folded = [&folded](std::string_view known) { return known == folded; };
  if (std::any_of(std::begin(kReceived), std::end(kReceived), is_folded)) return HotlineStatus::kReceived;
  if (std::any_of(std::begin(kClosed), std::end(kClosed), is_folded)) return HotlineStatus::kClosed;
  if (std::any_of(std::begin(kReturned), std::end(kReturned), is_folded)) return HotlineStatus::kReturned;
  return HotlineStatus::kInProgress;
}

base::Millis read_retry_after(const HttpResponse& answer) {
  const std::string_view value = answer.header("Retry-After");
  if (value.empty()) return {0};
  if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    constexpr std::size_t kDigitsMax = 9;
    if (value.size() > kDigitsMax) return kRetryAfterMax;
    return std::min(base::seconds(std::stoll(std::string(value))), kRetryAfterMax);
  }
  const auto until = from_http_date(value);
  const auto sent = from_http_date(answer.header("Date"));
  if (!until || !sent) return {0};
  return std::clamp(*until - *sent, base::Millis{0}, kRetryAfterMax);
}

}  // namespace integrations::open311
