#include "integrations/twins/book.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"

namespace twins {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLedgerVersion = 1;

std::string to_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json to_json(const Request& request) {
  const Registration& from = request.from;
  Json attributes = Json::object();
  for (const auto& [code, value] : from.attributes) attributes[code] = value;
  return {{"v", kLedgerVersion},
          {"kind", "request"},
          {"at", base::to_rfc3339(request.at)},
          {"at_ms", request.at.count},
          {"id", request.id},
          {"ticket_no", from.ticket_no},
          {"key", from.key},
          {"service_code", from.service_code},
          {"description", from.description},
          {"address_string", from.address},
          {"lat", from.latitude},
          {"long", from.longitude},
          {"phone", from.phone},
          {"first_name", from.first_name},
          {"attributes", std::move(attributes)}};
}

Json to_json(const Update& update, std::string_view sender_update_id) {
  return {{"v", kLedgerVersion},
          {"kind", "update"},
          {"at", base::to_rfc3339(update.at)},
          {"at_ms", update.at.count},
          {"update_id", update.id},
          {"id", update.request_id},
          {"status", to_word(update.state)},
          {"description", update.description},
          {"sender_update_id", sender_update_id}};
}

Request read_request(const Json& json) {
  Request request;
  request.id = json.at("id").get<std::string>();
  request.at = request.updated = {json.at("at_ms").get<std::int64_t>()};
  Registration& from = request.from;
  from.ticket_no = json.at("ticket_no").get<std::string>();
  from.key = json.at("key").get<std::string>();
  from.service_code = json.at("service_code").get<std::string>();
  from.description = json.at("description").get<std::string>();
  from.address = json.at("address_string").get<std::string>();
  from.latitude = json.at("lat").get<std::string>();
  from.longitude = json.at("long").get<std::string>();
  from.phone = json.at("phone").get<std::string>();
  from.first_name = json.at("first_name").get<std::string>();
  for (const auto& [code, value] : json.at("attributes").items()) from.attributes.emplace_back(code, value);
  return request;
}

std::string sender_key(std::string_view request_id, std::string_view sender_update_id) {
  return std::string(request_id) + "\n" + std::string(sender_update_id);
}

}  // namespace

std::string_view to_word(State state) {
  switch (state) {
    case State::kOpen:
      return "open";
    case State::kInProgress:
      return "in_progress";
    case State::kClosed:
      break;
  }
  return "closed";
}

std::optional<State> state_from_word(std::string_view word) {
  std::string folded;
  for (const char c : word) folded += c == ' ' ? '_' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  for (const State state : {State::kOpen, State::kInProgress, State::kClosed}) {
    if (folded == to_word(state)) return state;
  }
  return std::nullopt;
}

base::Result<std::unique_ptr<Book>> Book::open(std::unique_ptr<Ledger> ledger, const base::Clock& clock) {
  std::unique_ptr<Book> book(new Book(std::move(ledger), clock));
  std::size_t number = 0;
  for (const std::string& line : book->ledger_->take_lines()) {
    ++number;
    if (const auto replayed = book->replay(line); !replayed) {
      return base::Error{base::ErrorCode::kInvalid,
                         "ledger line " + std::to_string(number) + ": " + replayed.error().text};
    }
  }
  return book;
}

base::Status Book::replay(const std::string& line) {
  try {
    const Json json = Json::parse(line);
    if (json.at("v") != kLedgerVersion) return base::Error{base::ErrorCode::kInvalid, "unknown version"};
    if (json.at("kind") == "request") {
      apply(read_request(json));
      return {};
    }
    const auto state = state_from_word(json.at("status").get<std::string>());
    if (!state) return base::Error{base::ErrorCode::kInvalid, "unknown status"};
    const Update update{json.at("update_id").get<std::string>(), json.at("id").get<std::string>(), *state,
                        base::UnixMs{json.at("at_ms").get<std::int64_t>()}, json.at("description").get<std::string>()};
    if (!apply(update, json.at("sender_update_id").get<std::string>())) {
      return base::Error{base::ErrorCode::kInvalid, "an update of an unknown request"};
    }
    return {};
  } catch (const Json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "not a line of this ledger"};
  }
}

void Book::apply(Request request) {
  const std::size_t at = requests_.size();
  by_id_[request.id] = at;
  if (!request.from.key.empty()) by_key_[request.from.key] = at;
  unfinished_.insert(at);
  requests_.push_back(std::move(request));
}

bool Book::apply(const Update& update, std::string_view sender_update_id) {
  const auto found = by_id_.find(update.request_id);
  if (found == by_id_.end()) return false;
  Request& request = requests_[found->second];
  request.state = update.state;
  request.updated = update.at;
  request.notes = update.description;
  if (update.state == State::kClosed) {
    unfinished_.erase(found->second);
  } else {
    unfinished_.insert(found->second);
  }
  if (!sender_update_id.empty()) by_sender_update_[sender_key(update.request_id, sender_update_id)] = update.id;
  updates_.push_back(update);
  return true;
}

std::string Book::new_id(base::UnixMs now) const {
  // Like a real one seen in the province: 18 digits, beginning yyMMddHHmmss (domain reference §6.1).
  const base::CivilTime t = base::to_civil(now);
  const auto digits = [](std::int64_t number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
  };
  const std::string stamp = digits(t.year % 100, 2) + digits(t.month, 2) + digits(t.day, 2) + digits(t.hour, 2) +
                            digits(t.minute, 2) + digits(t.second, 2);
  for (std::size_t serial = requests_.size() + 1;; ++serial) {
    std::string id = stamp + digits(static_cast<std::int64_t>(serial % 1'000'000), 6);
    if (!by_id_.contains(id)) return id;  // ends: there are fewer requests than serial numbers
  }
}

base::Result<std::string> Book::add(const Registration& registration) {
  const std::scoped_lock lock(mutex_);
  if (!registration.key.empty()) {
    const auto known = by_key_.find(registration.key);
    if (known != by_key_.end()) {
      const Request& first = requests_[known->second];
      if (first.from.ticket_no == registration.ticket_no) return first.id;
      return base::Error{base::ErrorCode::kConflict, "this Idempotency-Key came with another ticket"};
    }
  }
  if (requests_.size() >= kRequestsMax) return base::Error{base::ErrorCode::kBusy, "the ledger is full"};
  Request request;
  request.at = request.updated = clock_.now();
  request.id = new_id(request.at);
  request.from = registration;
  if (const auto written = ledger_->append(to_line(to_json(request))); !written) return written.error();
  std::string id = request.id;
  apply(std::move(request));
  return id;
}

base::Result<std::string> Book::move(std::string_view request_id, State to, std::string_view description,
                                     std::string_view sender_update_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_id_.find(request_id);
  if (found == by_id_.end()) return base::Error{base::ErrorCode::kNotFound, "no such service_request_id"};
  return move_locked(found->second, to, description, sender_update_id);
}

base::Result<std::string> Book::move_locked(std::size_t at, State to, std::string_view description,
                                            std::string_view sender_update_id) {
  const std::string& request_id = requests_[at].id;
  if (!sender_update_id.empty()) {
    const auto known = by_sender_update_.find(sender_key(request_id, sender_update_id));
    if (known != by_sender_update_.end()) return known->second;
  }
  const Update update{std::to_string(updates_.size() + 1), request_id, to, clock_.now(), std::string(description)};
  if (const auto written = ledger_->append(to_line(to_json(update, sender_update_id))); !written) {
    return written.error();
  }
  apply(update, sender_update_id);
  return update.id;
}

void Book::live(const Life& life) {
  const std::scoped_lock lock(mutex_);
  const base::UnixMs now = clock_.now();
  const std::vector<std::size_t> waiting(unfinished_.begin(), unfinished_.end());
  for (const std::size_t at : waiting) {
    const Request& request = requests_[at];
    const bool open = request.state == State::kOpen;
    const base::Millis after = open ? life.in_progress_after : life.close_after;
    if (after.count < 0 || now < request.updated + after) continue;
    const auto moved = open ? move_locked(at, State::kInProgress, "承办单位已接单,正在办理", "")
                            : move_locked(at, State::kClosed, "已办结:已联系您核实情况并处理完毕", "");
    if (!moved) return;  // the disk refuses: the next tick tries again
  }
}

std::optional<Request> Book::find(std::string_view request_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = by_id_.find(request_id);
  if (found == by_id_.end()) return std::nullopt;
  return requests_[found->second];
}

std::vector<Update> Book::updates(base::UnixMs from, base::UnixMs until, std::size_t most) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Update> found;
  for (const Update& update : updates_) {
    if (found.size() == most) break;
    const base::UnixMs shown{update.at.count - update.at.count % 1000};  // as it stands on the wire
    if (shown >= from && shown <= until) found.push_back(update);
  }
  return found;
}

base::Result<std::string> Book::ledger_text() const {
  const std::scoped_lock lock(mutex_);
  return ledger_->read_all();
}

}  // namespace twins
