#pragma once
// A push's fields as an Inbound (channels reference §1.4, §1.5). Pure.
#include "base/result.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/channels/wechat/fields.hpp"

namespace integrations::wechat {

/// `pushed_at` is the call's own time, taken where a message has none. reply_hint stays empty. kInvalid names the field
/// that is missing or wrong.
base::Result<Inbound> read_inbound(const Fields& fields, base::UnixMs pushed_at);

}  // namespace integrations::wechat
