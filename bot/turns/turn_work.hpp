#pragma once
// A turn while it is being made: what the files of TurnMaker share, and nobody else.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bot/turns/turn_maker.hpp"

namespace bot {

inline constexpr std::size_t kMessageKeyBytes = 16;

/// The turn while it is being made.
struct TurnMaker::Work {
  storage::TurnWrite write;
  dialogs::State state;
  Allowance allowance;
  SentSince sent;
  Purpose purpose = Purpose::kWord;
  std::string refusal;
  std::vector<std::string> texts;  // to the driver, as the channel writes them
  const ChannelStyle* style = nullptr;
  std::shared_ptr<const ReleaseView> view;  // one moment of the releases for the whole turn
  const dialogs::Release* release = nullptr;
  std::string channel;
  base::UnixMs now{0};
  std::int64_t conversation = 0;
  bool alarmed = false;  // the safety words go out before anything that was owed

  void say(const dialogs::Reply& reply) {
    write.lines.push_back(line_of(reply, *style));
    texts.push_back(style->has_buttons ? reply.text : text_with_menu(reply));
  }
  void say(std::string text) { say(dialogs::Reply{.text = std::move(text), .options = {}, .menu = 0}); }
};

}  // namespace bot
