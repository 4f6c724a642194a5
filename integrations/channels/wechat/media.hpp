#pragma once
// Files that drivers sent, which the platform keeps for three days (channels reference §1.10). As everywhere on the active side the
// token stands in the query: these URLs are secrets and never enter a log.
#include <string_view>

#include "integrations/channels/channel.hpp"

namespace integrations::wechat {

/// Of photos and voices. A film's answer would be the address of another host, which is never followed.
HttpRequest media_request(std::string_view api_base, std::string_view media_id, const Token& token);
/// A fault comes as JSON, with 200 and any content type; so does a film. Refused: for ever, with the platform's errcode, or
/// "not_a_file". Any answer that is not JSON is the file, and what it is must be looked at.
MediaAnswer read_media(HttpResponse response);

}  // namespace integrations::wechat
