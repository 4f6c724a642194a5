#pragma once
// How one channel account draws replies and how its answers leave. Plain data, made once by the wiring.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bot/turns/quota.hpp"
#include "dialogs/engine/event.hpp"
#include "integrations/channels/channel.hpp"
#include "storage/store.hpp"

namespace bot {

struct ChannelStyle {
  std::string channel;              // "wechat", "web"
  bool answers_passively = false;   // one text rides on the HTTP answer
  bool sends_actively = false;      // further texts go through the outbox; otherwise they are owed and lead the next answer
  bool gathers = false;             // waits for the rest of a burst, and answers actively (requires sends_actively)
  bool has_live_view = false;       // the driver reads the transcript itself (web chat): nothing needs to be sent
  bool has_buttons = false;         // options are drawn by the client, not written into the text
  std::size_t text_bytes_max = 2048;
  QuotaRule quota = {};                  // of active messages
  bool result_template = false;     // what the account can still say when no active message may leave
  bool revisit_template = false;
  bool fetches_media = false;       // the platform's copies of photos and voices are fetched before they expire (decision 0038)

  bool has_template(integrations::TemplatePurpose purpose) const {
    return purpose == integrations::TemplatePurpose::kResult ? result_template : revisit_template;
  }
};

/// The reply as one text: its options appended as a "reply with a number" menu, more than five one per line (§3.6).
std::string text_with_menu(const dialogs::Reply& reply);
/// The transcript's line for a reply: the text, and the options as JSON in `extra`.
storage::Line line_of(const dialogs::Reply& reply, const ChannelStyle& style);
/// An operator's line. `internal`: for colleagues, the driver never reads it.
storage::Line operator_line(std::string text, std::string_view by, bool internal);
/// Whether the driver may read this line.
bool is_for_driver(const storage::Line& line);

/// What leaves at once, what through the outbox, and what stays owed.
struct Leaving {
  std::string passive;
  std::vector<std::string> active;
  std::vector<std::string> owed;
};
/// `can_answer`: there is a call waiting for a passive answer. Texts keep their order.
/// At most `active_max` leave actively; what is over is owed.
Leaving arrange(std::vector<std::string> owed_before, std::vector<std::string> texts, const ChannelStyle& style,
                bool can_answer, int active_max);

/// The store keeps what is owed as one string.
std::string encode_owed(const std::vector<std::string>& texts);
std::vector<std::string> decode_owed(std::string_view stored);

}  // namespace bot
