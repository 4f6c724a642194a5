#include "bot/turns/channel_style.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "integrations/channels/split.hpp"

namespace bot {
namespace {

constexpr std::size_t kOptionsInOneLineMax = 5;
constexpr char kOwedSeparator = '\x1e';  // ASCII record separator; removed from texts before they are stored

}  // namespace

std::string text_with_menu(const dialogs::Reply& reply) {
  std::string text = reply.text;
  if (reply.options.empty()) return text;
  const char* separator = reply.options.size() > kOptionsInOneLineMax ? "\n" : " ";
  if (!text.empty()) text += '\n';
  bool first = true;
  for (const dialogs::ReplyOption& option : reply.options) {
    if (!first) text += separator;
    first = false;
    text += std::to_string(option.number) + ' ' + option.label;
  }
  return text;
}

storage::Line line_of(const dialogs::Reply& reply, const ChannelStyle& style) {
  storage::Line line{.speaker = storage::Speaker::kBot, .text = reply.text, .extra = {}};
  if (reply.options.empty()) return line;
  if (!style.has_buttons) {
    line.text = text_with_menu(reply);
    return line;
  }
  nlohmann::json extra;
  extra["menu"] = reply.menu;
  for (const dialogs::ReplyOption& option : reply.options) {
    extra["options"].push_back(
        {{"number", option.number}, {"label", option.label}, {"slot", option.slot}, {"value", option.value}});
  }
  line.extra = extra.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return line;
}

storage::Line operator_line(std::string text, std::string_view by, bool internal) {
  nlohmann::json extra{{"by", by}};
  if (internal) extra["internal"] = true;
  return {.speaker = storage::Speaker::kOperator,
          .text = std::move(text),
          .extra = extra.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

bool is_for_driver(const storage::Line& line) {
  if (line.speaker != storage::Speaker::kOperator || line.extra.empty()) return true;
  const nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
  return !extra.is_object() || !extra.value("internal", false);
}

Leaving arrange(std::vector<std::string> owed_before, std::vector<std::string> texts, const ChannelStyle& style,
                bool can_answer, int active_max) {
  Leaving leaving;
  if (style.has_live_view) return leaving;
  std::string joined;
  for (auto* part : {&owed_before, &texts}) {
    for (std::string& text : *part) {
      if (text.empty()) continue;
      if (!joined.empty()) joined += '\n';
      joined += text;
    }
  }
  if (joined.empty()) return leaving;
  std::vector<std::string> pieces = integrations::split_text(joined, style.text_bytes_max);
  std::size_t at = 0;
  if (can_answer && style.answers_passively) leaving.passive = std::move(pieces[at++]);
  for (; at < pieces.size(); ++at) {
    const bool leaves = style.sends_actively && static_cast<int>(leaving.active.size()) < active_max;
    (leaves ? leaving.active : leaving.owed).push_back(std::move(pieces[at]));
  }
  return leaving;
}

std::string encode_owed(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += kOwedSeparator;
    for (const char c : text) {
      if (c != kOwedSeparator) out += c;
    }
  }
  return out;
}

std::vector<std::string> decode_owed(std::string_view stored) {
  std::vector<std::string> texts;
  while (!stored.empty()) {
    const std::size_t end = stored.find(kOwedSeparator);
    texts.emplace_back(stored.substr(0, end));
    if (end == std::string_view::npos) break;
    stored.remove_prefix(end + 1);
  }
  return texts;
}

}  // namespace bot
