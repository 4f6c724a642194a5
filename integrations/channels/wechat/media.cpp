#include "integrations/channels/wechat/media.hpp"

#include <string>
#include <utility>

#include "integrations/channels/wechat/customer_service.hpp"
#include "integrations/channels/wechat/fields.hpp"

namespace integrations::wechat {
namespace {

// An operator has to mend the account; three days are enough for that, and a guess would lose the file.
constexpr base::Millis kUntilMended = base::minutes(10);

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

HttpRequest media_request(std::string_view api_base, std::string_view media_id, const Token& token) {
  HttpRequest request;
  request.method = "GET";
  request.url.append(api_base)
      .append("/cgi-bin/media/get?access_token=")
      .append(percent_encode(token.value))
      .append("&media_id=")
      .append(percent_encode(media_id));
  return request;
}

MediaAnswer read_media(HttpResponse response) {
  if (response.body.starts_with(kByteOrderMark)) response.body.erase(0, kByteOrderMark.size());  // no photo or voice begins so
  const bool is_answer = response.body.empty() || is_json(response.body);
  if (response.status == 200 && !is_answer) return MediaFile{std::move(response.body)};
  const auto code = errcode_of(response);
  if (code == 40007 || code == 40004) return Refused{std::to_string(*code)};  // no such file, or no more; not a kind that is kept
  if (response.status == 200) {
    // A sound answer without a fault is another kind of thing: the address of a film.
    const auto fields = read_json_fields(response.body);
    if (fields && ((*fields)[Field::kErrcode].empty() || code == 0)) return Refused{"not_a_file"};
  }
  const Delivery delivery = read_delivery(response);
  if (const auto* later = std::get_if<RetryAfter>(&delivery)) return *later;
  if (std::holds_alternative<TokenStale>(delivery)) return TokenStale{};
  return RetryAfter{kUntilMended};
}

}  // namespace integrations::wechat
