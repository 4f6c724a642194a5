#pragma once
// What stands in a template message to a driver (integrations/channels/channel.hpp), and how the outbox keeps it. Pure.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "integrations/channels/channel.hpp"
#include "tickets/ticket.hpp"

namespace bot {

/// The release's notice that tells the driver what to do with it: the template's value 提示.
std::string_view hint_notice(integrations::TemplatePurpose purpose);

/// For the outbox: JSON with a version, because what is stored may be sent by a later program.
std::string encode_template(integrations::TemplatePurpose purpose, const tickets::Ticket& ticket, std::string_view hint, base::UnixMs now);
/// Without key and driver. kInvalid: not made by encode_template.
base::Result<integrations::TemplateMessage> decode_template(std::string_view payload);

/// The task for a person when the message cannot be sent: "result_call" or "revisit_call", and its sentence.
std::string_view call_task(integrations::TemplatePurpose purpose);
std::string_view call_reason(integrations::TemplatePurpose purpose);

}  // namespace bot
