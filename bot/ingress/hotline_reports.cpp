#include "bot/ingress/hotline_reports.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"
#include "bot/turns/hotline_report.hpp"
#include "integrations/hotlines/signed_call.hpp"

namespace bot {
namespace {

constexpr std::size_t kBodyBytesMax = 64 * 1024;
constexpr std::size_t kReportsMax = 20;

struct Door {
  std::string hotline;
  std::shared_ptr<const integrations::Hotline> protocol;
  std::string secret;
  storage::Store& store;
  WebhookParts parts;
};

/// One call: its reports are carried in one after the other, each by a letter of its ticket's conversation.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(std::shared_ptr<const Door> door, std::string request_id, std::vector<integrations::HotlineUpdate> reports, Responder responder)
      : door_(std::move(door)), request_id_(std::move(request_id)), reports_(std::move(reports)), responder_(std::move(responder)) {}

  void go_on() {
    for (; at_ < reports_.size(); ++at_) {
      const integrations::HotlineUpdate& report = reports_[at_];
      const auto reported = find_reported(door_->store, door_->hotline, report.external_number);
      if (!reported) return not_kept();
      if (!*reported) {
        add("unknown");
        continue;
      }
      is_known_ = true;
      TicketNews news = news_of(**reported, door_->hotline, report);
      news.is_noted_late = true;
      return door_->parts.mailboxes.deliver({.key = (*reported)->key,
                                             .what = std::move(news),
                                             .done = [self = shared_from_this()](const Answer& answer) { self->answered(answer); }});
    }
    finish();
  }

 private:
  void answered(const Answer& answer) {
    if (answer.outcome != Answer::Outcome::kDone) return not_kept();
    add(answer.sequence == 0 ? "known" : "kept");
    ++at_;
    go_on();
  }
  void add(const char* result) {
    results_.push_back({{"number", reports_[at_].external_number}, {"result", result}});
  }
  void finish() {
    if (!is_known_) {
      return responder_.send(error_response(404, "unknown_number", "没有工单是这个热线编号；刚登记的请过一会儿再报", request_id_));
    }
    responder_.send({.status = 200,
                     .content_type = "application/json; charset=utf-8",
                     .headers = {{"Cache-Control", "no-store"}},
                     .body = to_text({{"results", results_}})});
  }
  /// What was kept of the call is known when it comes again.
  void not_kept() {
    Response response = error_response(503, "not_kept", "现在存不下来，请过一会儿把同一个通知再发一次", request_id_);
    response.headers.emplace_back("Retry-After", "5");
    responder_.send(std::move(response));
  }

  std::shared_ptr<const Door> door_;
  std::string request_id_;
  std::vector<integrations::HotlineUpdate> reports_;
  Responder responder_;
  std::size_t at_ = 0;
  bool is_known_ = false;
  nlohmann::json results_ = nlohmann::json::array();
};

void refuse_unsigned(const Door& door, const Request& request, std::string_view reason, Responder responder) {
  if (door.parts.forgeries.count(request.peer)) {
    Response response = error_response(429, "too_many", "没有签名的通知太多，请一分钟后再试", request.request_id);
    response.headers.emplace_back("Retry-After", "60");
    return responder.send(std::move(response));
  }
  door.parts.log.warn("report_refused", {{"hotline", base::OurWord{door.hotline}}, {"reason", base::OurWord{reason}}});
  responder.send(error_response(403, "not_signed", "签名不对：请用这条热线自己的密钥签名，时间不能差五分钟以上", request.request_id));
}

void refuse_unreadable(const Door& door, const Request& request, Responder responder) {
  if (const auto kept = door.parts.quarantine.keep(request.body)) {
    door.parts.log.warn("report_not_understood", {{"hotline", base::OurWord{door.hotline}}, {"file", base::OurWord{*kept}}});
  } else {
    door.parts.log.error("body_not_kept", {{"hotline", base::OurWord{door.hotline}}});
  }
  responder.send(error_response(400, "not_understood",
                                "通知看不懂；每次一至二十条，每条要有 service_request_id、status、updated_datetime",
                                request.request_id));
}

void handle(const std::shared_ptr<const Door>& door, const Request& request, Responder responder) {
  const integrations::SignedCall call{.id = request.header("webhook-id"),
                                      .timestamp = request.header("webhook-timestamp"),
                                      .signatures = request.header("webhook-signature"),
                                      .body = request.body};
  const base::Status is_theirs =
      integrations::check_signed_call(call, door->secret, door->parts.clock.now(), door->parts.clock_watch.in_doubt());
  if (!is_theirs) return refuse_unsigned(*door, request, is_theirs.error().text, std::move(responder));
  auto reports = door->protocol->read_updates(
      integrations::HttpResponse{.status = 200, .headers = {{"Content-Type", std::string(request.header("Content-Type"))}}, .body = request.body});
  if (!reports || reports->empty() || reports->size() > kReportsMax) return refuse_unreadable(*door, request, std::move(responder));
  std::make_shared<Call>(door, request.request_id, std::move(*reports), std::move(responder))->go_on();
}

}  // namespace

Route hotline_report_route(const std::string& hotline, std::shared_ptr<const integrations::Hotline> protocol, std::string secret,
                           storage::Store& store, const WebhookParts& parts) {
  const auto door = std::make_shared<const Door>(Door{hotline, std::move(protocol), std::move(secret), store, parts});
  Route route;
  route.method = "POST";
  route.path = "/hook/hotline/" + hotline;
  route.body_bytes_max = kBodyBytesMax;
  route.handler = [door](Request request, Responder responder) { handle(door, request, std::move(responder)); };
  return route;
}

}  // namespace bot
