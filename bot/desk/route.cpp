#include "bot/desk/route.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"

namespace bot::desk {
namespace {

std::int64_t positive(std::string_view text) {
  if (text.empty() || text.size() > 18) return 0;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string_view Call::segment(std::string_view name) const {
  const auto found = path.find(name);
  return found == path.end() ? std::string_view() : std::string_view(found->second);
}

std::int64_t Call::number(std::string_view name) const { return positive(segment(name)); }

std::string_view Call::query(std::string_view name) const {
  for (const auto& [key_name, value] : request.query) {
    if (key_name == name) return value;
  }
  return {};
}

std::size_t Call::page_size(std::size_t usual, std::size_t most) const {
  const std::int64_t asked = positive(query("most"));
  return asked == 0 ? usual : std::min(static_cast<std::size_t>(asked), most);
}

std::string Call::text(const char* name) const {
  const auto found = body->find(name);
  return found == body->end() || !found->is_string() ? std::string() : found->get<std::string>();
}

Response json_answer(int status, const nlohmann::json& body) {
  Response response = json_text_answer(to_text(body));
  response.status = status;
  return response;
}

Response json_text_answer(std::string body) {
  return {.status = 200,
          .content_type = "application/json; charset=utf-8",
          .headers = {{"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

Response refusal(const Call& call, int status, std::string_view code, std::string_view message) {
  return error_response(status, code, message, call.request.request_id);
}

Response conflict(const Call& call, std::string_view message, const nlohmann::json& present) {
  return json_answer(409, {{"error", "conflict"},
                           {"message", message},
                           {"request_id", call.request.request_id},
                           {"present", present}});
}

Response store_failed(const Call& call) {
  Response response = error_response(503, "store", "现在存取不了数据，请稍后再试；您填的内容还在页面上", call.request.request_id);
  response.headers.emplace_back("Retry-After", "2");
  return response;
}

}  // namespace bot::desk
