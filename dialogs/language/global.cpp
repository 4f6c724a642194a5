#include "dialogs/language/global.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/schema_check.hpp"
#include "dialogs/language/system_texts.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {
namespace {

constexpr std::array<std::string_view, kCommandKinds> kCommandWords{"cancel", "back", "restart", "human", "menu",
                                                                    "repeat", "why",  "skip",    "hold",  "resume"};

std::array<std::vector<std::string>, kCommandKinds> usual_commands() {
  return {{
      {"取消", "算了", "不办了", "不用了", "退出"},
      {"上一步", "返回", "退回", "填错了"},
      {"重新开始", "重来", "从头来"},
      {"转人工", "人工", "人工客服", "人工服务", "真人"},
      {"菜单", "帮助", "你能干什么"},
      {"再说一遍", "刚才问什么", "没看懂"},
      {"为什么", "为什么要这个", "什么意思"},
      {"跳过", "不知道", "不清楚", "记不清", "没有", "无"},
      {"等一下", "稍等", "等会儿", "在开车", "我在开车"},
      {"继续", "接着办"},
  }};
}

TextNames names_of(const SystemText& text) {
  TextNames names{{}, {"今天"}};
  for (std::size_t at = 0; at < text.names.size();) {
    const std::size_t end = std::min(text.names.find(' ', at), text.names.size());
    names.built_in.emplace_back(text.names.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

void read_texts_of(const Node& texts, Global& global, const Sources& sources, Faults& faults) {
  for (const Node::Entry& entry : texts.entries) {
    if (entry.key == "note") continue;
    const auto known = system_texts();
    const auto text =
        std::find_if(known.begin(), known.end(), [&](const SystemText& t) { return t.name == entry.key; });
    if (text == known.end()) {
      faults.add("E0201", "没有叫“" + entry.key + "”的系统话术", entry.key_place,
                 did_you_mean(entry.key, system_text_names()));
      continue;
    }
    check_text(entry.value, faults);
    const auto index = static_cast<std::size_t>(text - known.begin());
    global.texts[index].second = read_text(entry.value, names_of(*text), sources, faults);
  }
}

void read_channels(const Node& root, Global& global) {
  if (root.find("channels") == nullptr) return;
  std::vector<ChannelTraits> channels;
  for (const Node* node : maps_at(root, "channels")) {
    ChannelTraits traits;
    traits.channel = std::string(text_at(*node, "channel"));
    traits.out_max = parse_whole(text_at(*node, "out_max")).value_or(traits.out_max);
    traits.text_bytes = parse_whole(text_at(*node, "text_bytes")).value_or(traits.text_bytes);
    traits.buttons = parse_whole(text_at(*node, "buttons")).value_or(traits.buttons);
    channels.push_back(std::move(traits));
  }
  if (!channels.empty()) global.channels = std::move(channels);
}

}  // namespace

std::vector<std::string_view> system_text_names() {
  std::vector<std::string_view> names;
  for (const SystemText& text : system_texts()) names.push_back(text.name);
  return names;
}

Global usual_global() {
  Global global;
  global.remind = {base::minutes(30), base::hours(20)};
  global.expire = base::hours(47);
  global.draft = base::days(7);
  global.quiet = {22 * 60, 7 * 60};
  global.channels = {{"wechat", 5, 2048, 0}, {"web", 20, 8000, 8}};
  global.commands = usual_commands();
  for (const SystemText& text : system_texts()) {
    global.texts.emplace_back(std::string(text.name), Text{{parse_template(text.usual)}, {}, {}});
  }
  return global;
}

Global read_global(const Node& root, const Sources& sources, Faults& faults) {
  Global global = usual_global();
  global.brand = std::string(text_at(root, "brand"));
  global.intents = std::string(text_at(root, "intents"));
  global.safety = std::string(text_at(root, "safety"));
  if (const Node* remind = root.find("remind")) {
    global.remind.clear();
    for (const Node& item : remind->items) {
      if (const auto duration = parse_duration(item.text)) global.remind.push_back(*duration);
    }
  }
  global.expire = parse_duration(text_at(root, "expire")).value_or(global.expire);
  global.draft = parse_duration(text_at(root, "draft")).value_or(global.draft);
  global.quiet = parse_quiet(text_at(root, "quiet")).value_or(global.quiet);
  global.tries = parse_whole(text_at(root, "tries")).value_or(global.tries);
  global.edits = parse_whole(text_at(root, "edits")).value_or(global.edits);
  read_channels(root, global);
  for (const Node* node : maps_at(root, "commands")) {
    const auto word = std::find(kCommandWords.begin(), kCommandWords.end(), text_at(*node, "do"));
    if (word == kCommandWords.end()) continue;
    global.commands[static_cast<std::size_t>(word - kCommandWords.begin())] = words_at(*node, "words");
  }
  const Node* texts = root.find("texts");
  if (texts != nullptr && texts->is_map()) read_texts_of(*texts, global, sources, faults);
  return global;
}

}  // namespace dialogs
