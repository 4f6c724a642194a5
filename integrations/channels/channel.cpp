#include "integrations/channels/channel.hpp"

namespace integrations {

base::Result<Token> Channel::read_token(const HttpResponse&, base::UnixMs) const {
  return base::Error{base::ErrorCode::kInvalid, "this channel has no tokens"};
}

HttpRequest Channel::render_template(const TemplateMessage&, const Token&) const { return {}; }

MediaAnswer Channel::read_media(HttpResponse) const { return Refused{"no_media"}; }

}  // namespace integrations
