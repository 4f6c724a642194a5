#include "bot/simulation/hotline.hpp"

#include <utility>

#include "base/civil_time.hpp"

namespace bot::simulation {
namespace {

using integrations::HttpResponse;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

HttpResponse json(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

base::Error lost() { return {base::ErrorCode::kUnknown, "closed"}; }
base::Error refused() { return {base::ErrorCode::kUnreached, "connect"}; }
base::Error timed_out() { return {base::ErrorCode::kTimeout, "total"}; }

std::string receipt(std::string_view number) {
  return R"([{"service_request_id":")" + std::string(number) + R"(","service_notice":null,"account_id":null}])";
}

HttpResponse refusal(World& world, const std::vector<int>& statuses, std::string_view why) {
  const int status = statuses[world.chance().below(statuses.size())];
  world.sometimes("submit: " + std::to_string(status));
  return json(status, R"([{"code":")" + std::to_string(status) + R"(","description":")" + std::string(why) + R"("}])");
}

std::string_view query_of(std::string_view url) {
  const std::size_t at = url.find('?');
  return at == std::string_view::npos ? std::string_view() : url.substr(at + 1);
}

std::string header(const integrations::HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

std::string parameter(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view pair = form.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && decode(pair.substr(0, equals)) == name) return decode(pair.substr(equals + 1));
    form.remove_prefix(std::min(end + 1, form.size()));
  }
  return {};
}

StandIn::StandIn(World& world, std::string name, Remembers remembers, bool has_faults)
    : world_(world), name_(std::move(name)), remembers_(remembers), has_faults_(has_faults) {
  if (has_faults_) world_.after(world_.between(base::hours(1), base::days(3)), [this] { change_weather(); });
}

/// Fair for days, then foul for minutes or hours; now and then for a whole day, whose every half minute is a call in vain.
void StandIn::change_weather() {
  if (world_.is_calm()) {
    weather_ = Weather::kFair;
    return;
  }
  static constexpr const char* kNames[] = {"is well", "refuses connections", "does not answer", "is busy", "errs", "talks nonsense",
                                           "locks us out"};
  weather_ = weather_ == Weather::kFair ? static_cast<Weather>(1 + world_.chance().below(6)) : Weather::kFair;
  world_.tell("hotline " + name_ + " " + kNames[static_cast<int>(weather_)]);
  world_.sometimes(std::string("hotline ") + kNames[static_cast<int>(weather_)]);
  const base::Millis rest = weather_ == Weather::kFair ? world_.between(base::hours(6), base::days(4))
                            : world_.one_in(200)       ? base::days(1)
                                                       : world_.between(base::minutes(1), base::hours(3));
  world_.after(rest, [this] { change_weather(); });
}

bool StandIn::has(std::string_view ticket, std::string_view number) const {
  for (const Registration& one : ledger_) {
    if (one.ticket == ticket && one.number == number) return true;
  }
  return false;
}

std::string StandIn::ask(std::string_view ticket, int round) const {
  for (const Registration& one : ledger_) {
    if (one.ticket == ticket && one.round == round) return one.number;
  }
  return {};
}

StandIn::Answer StandIn::call(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  told_.may_die();
  world_.wait(world_.between({20}, {400}));
  if (weather_ == Weather::kRefuses && !world_.is_calm()) {
    world_.after(base::minutes(10), [this] { told_.news(); });
    return refused();
  }
  Answer answer = request.method == "POST"                                       ? submit(request, limits)
                  : request.url.find("updates.json") != std::string::npos ? report(query_of(request.url))
                                                                                 : look_up(query_of(request.url));
  told_.may_die();
  world_.wait(world_.between({20}, {400}));
  return answer;
}

bool StandIn::fails() { return has_faults_ && !world_.is_calm() && (weather_ != Weather::kFair || world_.one_in(6)); }

StandIn::Answer StandIn::submit(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  if (!fails()) return take(request);
  switch (weather_) {
    case Weather::kFair: return submit_faultily(request, limits, world_.chance().below(16));
    case Weather::kRefuses: return refused();
    case Weather::kSilent: return submit_faultily(request, limits, 0);
    case Weather::kBusy: return submit_faultily(request, limits, world_.one_in(2) ? 4 : 5);
    case Weather::kErrors: return submit_faultily(request, limits, world_.one_in(2) ? 2 : 3);
    case Weather::kNonsense: return submit_faultily(request, limits, 6 + world_.chance().below(5));
    case Weather::kLocked: return submit_faultily(request, limits, 11);
  }
  return take(request);
}

StandIn::Answer StandIn::submit_faultily(const integrations::HttpRequest& request, const integrations::CallLimits& limits,
                                         std::uint64_t fault) {
  static constexpr const char* kNames[] = {"gives no answer",         "takes it, the answer is lost", "500 before the effect",
                                           "500 after the effect",    "429 with Retry-After",         "503",
                                           "200 with an error body",  "200 empty after the effect",   "200 with a page",
                                           "another ticket's receipt", "302",                         "locked out",
                                           "refused",                 "drips, the effect happened",   "takes it minutes later",
                                           "an answer without end"};
  world_.tell("  " + name_ + ": " + kNames[fault]);
  world_.sometimes(std::string("submit: ") + kNames[fault]);
  switch (fault) {
    case 0: world_.wait(limits.total); return timed_out();
    case 1: (void)take(request).ok(); return lost();
    case 2: return json(500, "{}");
    case 3: (void)take(request).ok(); return json(500, "{}");
    case 4: {
      HttpResponse answer = json(429, "{}");
      const bool is_long = world_.one_in(8);
      if (is_long) world_.sometimes("submit: 429 with a Retry-After of more than a day");
      answer.headers.emplace_back("Retry-After", is_long ? "99999" : std::to_string(world_.chance().below(900)));
      return answer;
    }
    case 5: return json(503, "");
    case 6: return json(200, R"({"code":500,"message":"系统繁忙"})");
    case 7: (void)take(request).ok(); return json(200, "");
    case 8: return HttpResponse{.status = 200, .headers = {{"Content-Type", "text/html"}}, .body = "<html>维护中</html>"};
    case 9: {
      const std::string other = recorded_number();
      return other.empty() ? json(500, "{}") : json(201, receipt(other));
    }
    case 10: return HttpResponse{.status = 302, .headers = {{"Location", "http://elsewhere.sim/"}}, .body = {}};
    case 11: return refusal(world_, {401, 403, 404, 410}, "api_key");
    case 12:  // what it has taken it does not refuse, where it knows the key
      if (by_key_.contains(header(request, "Idempotency-Key"))) return take(request);
      return refusal(world_, {400, 422}, "不归我管");
    case 13: (void)take(request).ok(); world_.wait(limits.total); return timed_out();
    case 15: (void)take(request).ok(); return lost();  // the client cuts it off
    default: {
      // Somewhere on its way the request is held: it takes effect later, though never after the time unknowns rest.
      world_.after(limits.total + world_.between(base::seconds(1), base::seconds(200)), [this, request] { (void)take(request).ok(); });
      world_.wait(limits.total);
      return timed_out();
    }
  }
}

/// Of a ticket that the caller knows to be another one; only such a receipt can be seen to be foreign.
std::string StandIn::recorded_number() const {
  for (const Registration& one : ledger_) {
    if (told_.is_recorded(one.number)) return one.number;
  }
  return {};
}

std::string StandIn::enter(const std::string& ticket, int round) {
  if (std::string known = ask(ticket, round); !known.empty()) return known;
  ledger_.push_back({.number = "H" + name_ + "-" + std::to_string(ledger_.size() + 1), .ticket = ticket, .key = {}, .round = round, .at = world_.now(), .closed = {}, .closing_words = {}});
  world_.tell("  " + name_ + " is told of " + ticket + ", and calls it " + ledger_.back().number);
  return ledger_.back().number;
}

StandIn::Answer StandIn::take(const integrations::HttpRequest& request) {
  const std::string key = header(request, "Idempotency-Key");
  const std::string ticket = parameter(request.body, "attribute[ticket_no]");
  if (ticket.empty() || key.empty()) world_.broke("I8", "hotline " + name_ + " was sent a request without a ticket or a key");
  if (remembers_ == Remembers::kKeys) {
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) {
      world_.sometimes("the same key came again");
      return json(200, receipt(ledger_[known->second].number));
    }
  }
  const std::string said = parameter(request.body, "attribute[round]");
  const int round = said.empty() ? 1 : std::stoi(said);
  if (round > 1) {
    world_.sometimes("a ticket came for another round");
    if (parameter(request.body, "attribute[earlier_answer]").empty()) world_.broke("I8", "round " + said + " of ticket " + ticket + " does not say what was answered before");
  }
  if (++registered_[{ticket, round}] > 1 + allowed_[ticket]) {
    world_.broke("I8", "hotline " + name_ + " holds round " + std::to_string(round) + " of ticket " + ticket + " twice");
  }
  const std::size_t at = ledger_.size();
  ledger_.push_back({.number = "H" + name_ + "-" + std::to_string(at + 1), .ticket = ticket, .key = key, .round = round, .at = world_.now(), .closed = {}, .closing_words = {}});
  by_key_.emplace(key, at);
  world_.tell("  " + name_ + " registers " + ticket + " as " + ledger_.back().number);
  work_on(at);
  return json(201, receipt(ledger_.back().number));
}

StandIn::Answer StandIn::bad_reading(const integrations::CallLimits& limits) {
  if (weather_ == Weather::kSilent || world_.one_in(3)) {
    world_.wait(limits.total);
    return timed_out();
  }
  return world_.one_in(2) ? json(500, "{}") : json(200, "<html>");
}

StandIn::Answer StandIn::look_up(std::string_view query) {
  if (fails()) return bad_reading({});
  const std::string ticket = parameter(query, "attribute[ticket_no]");
  std::string list;
  for (const Registration& one : ledger_) {
    if (one.ticket != ticket) continue;
    if (!list.empty()) list += ',';
    list += R"({"service_request_id":")" + one.number + R"(","status":"open","attributes":[{"code":"ticket_no","name":"ticket_no","value":")" + ticket + R"("})";
    if (one.round > 1) list += R"(,{"code":"round","name":"round","value":")" + std::to_string(one.round) + R"("})";
    list += "]}";
  }
  world_.sometimes(list.empty() ? "looked up: absent" : "looked up: found");
  return json(200, "[" + list + "]");
}

/// Everything between the two instants, as the specification says; some of it twice, and not in order.
StandIn::Answer StandIn::report(std::string_view query) {
  if (fails()) {
    // It will be asked again; in foul weather not after every one of its rests, which would only be more of the same.
    world_.after(weather_ == Weather::kFair ? base::seconds(1) : base::minutes(10), [this] { told_.news(); });
    return bad_reading({});
  }
  const auto from = base::from_rfc3339(parameter(query, "start_date"));
  const auto until = base::from_rfc3339(parameter(query, "end_date"));
  if (!from || !until) return json(400, "[]");
  // Whoever asks about long ago reads up to now in pieces, and comes again at once.
  if (*until < world_.now() - base::hours(1)) world_.after(base::Millis{1}, [this] { told_.news(); });
  std::string list;
  const auto add = [&](const Update& update) {
    if (update.at < *from || update.at > *until) return;
    if (!list.empty()) list += ',';
    list += update.json;
  };
  const bool backwards = has_faults_ && world_.one_in(3);
  if (backwards && updates_.size() > 1) world_.sometimes("updates are reported in reverse order");
  for (std::size_t i = 0; i < updates_.size(); ++i) add(updates_[backwards ? updates_.size() - 1 - i : i]);
  if (has_faults_ && !updates_.empty() && world_.one_in(3)) {
    world_.sometimes("an update is reported twice");
    add(updates_[world_.chance().below(updates_.size())]);
  }
  return json(200, "[" + list + "]");
}

/// The officers' part: taken in hand, closed, now and then reported in a strange order.
void StandIn::work_on(std::size_t at) {
  const base::Millis first = world_.between(base::minutes(10), base::hours(8));
  const base::Millis closing = first + world_.between(base::hours(2), base::days(4));
  world_.after(first, [this, at] { publish(ledger_[at], "in_progress", "已转承办单位", world_.now()); });
  world_.after(closing, [this, at] {
    Registration& one = ledger_[at];
    one.closed = world_.now();
    one.closing_words = "处理结果" + one.number;
    world_.tell("  " + name_ + " closes " + one.number);
    publish(one, "closed", one.closing_words, world_.now());
    if (has_faults_ && world_.one_in(4)) {
      world_.sometimes("an older status is reported late");
      publish(one, "open", "已受理", world_.now() - base::minutes(static_cast<std::int64_t>(world_.chance().below(40))));
    }
    if (has_faults_ && world_.one_in(4)) {
      world_.sometimes("a foreign ticket is reported");
      Registration foreign = one;
      foreign.number = "X" + one.number;
      publish(foreign, "closed", std::string(kForeignWords), world_.now());
    }
    if (has_faults_ && world_.one_in(4)) {
      world_.sometimes("another hotline's ticket is reported");
      Registration others = one;
      others.number = (name_ == "12345" ? "H12328-" : "H12345-") + std::to_string(1 + world_.chance().below(20));
      publish(others, "closed", std::string(kForeignWords), world_.now());
    }
    if (has_faults_ && world_.one_in(4)) {
      world_.after(base::hours(1), [this, at] {
        world_.sometimes("a closed ticket is reported again");
        publish(ledger_[at], "in_progress", "再次转承办单位", world_.now());
      });
    }
  });
}

void StandIn::publish(const Registration& of, std::string_view status, std::string_view words, base::UnixMs at) {
  std::string text = R"({"update_id":")" + std::to_string(updates_.size() + 1) + R"(","service_request_id":")" + of.number + R"(","status":")";
  text.append(status).append(R"(","updated_datetime":")").append(base::to_rfc3339(at)).append(R"(","description":")").append(words).append(R"("})");
  updates_.push_back({at, text});
  // Now and then it does not wait to be asked; a call may come late, and again.
  if (!world_.is_calm() && world_.one_in(3)) {
    const int calls = has_faults_ && world_.one_in(4) ? 2 : 1;
    for (int i = 0; i < calls; ++i) {
      world_.after(world_.between(base::Millis{0}, has_faults_ && world_.one_in(3) ? base::minutes(20) : base::seconds(1)),
                   [this, text] { told_.calls(text); });
    }
  }
  told_.news();
}

}  // namespace bot::simulation
