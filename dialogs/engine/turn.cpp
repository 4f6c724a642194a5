#include "dialogs/engine/turn.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace dialogs::engine {
namespace {

// Separates what stood on both sides of a consumed span: no extractor reads across it.
constexpr char kConsumed = ';';

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

Message read_message(std::string_view text) {
  Message message;
  text = trim(text);
  message.text = base::is_utf8(text) ? std::string(text) : base::repair_utf8(text);
  message.rest = normalise(message.text);
  message.folded = message.rest.folded;
  message.forms = whole_message_forms(message.folded);
  message.points = base::count_code_points(message.text);
  return message;
}

void Message::consume(Span span) {
  const auto first = std::lower_bound(rest.origin.begin(), rest.origin.end(), span.begin);
  const auto last = std::lower_bound(first, rest.origin.end(), span.end);
  const auto begin = static_cast<std::size_t>(first - rest.origin.begin());
  const auto end = std::min(static_cast<std::size_t>(last - rest.origin.begin()), rest.folded.size());
  for (std::size_t i = begin; i < end; ++i) rest.folded[i] = kConsumed;
  matched = true;
}

bool Message::is_used_up() const { return squeeze(rest.folded).empty(); }

void Turn::use(const Release& chosen) {
  if (release == &chosen) return;
  release = &chosen;
  index = &chosen.index.of(chosen);
}

bool Turn::use_release_of_frames() {
  const Release* found = releases.find(state.frames.front().release);
  if (found == nullptr) return false;
  use(*found);
  return std::all_of(state.frames.begin(), state.frames.end(),
                     [&](const Frame& frame) { return index->find(frame.dialog) != nullptr; });
}

const DialogIndex& Turn::dialog_index(const Frame& frame) const {
  const DialogIndex* found = index->find(frame.dialog);
  if (found == nullptr) throw Unexpected{"a frame of an unknown dialog"};
  return *found;
}

const Slot* Turn::asked_slot() const {
  if (state.frames.empty() || state.frames.back().wait.kind != Wait::Kind::kSlot) return nullptr;
  return top_dialog().find_slot(state.frames.back().wait.slot);
}

bool Turn::waits_for_effect() const {
  return !state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kEffect;
}

void Turn::say(std::string text) {
  if (!text.empty()) said.push_back(std::move(text));
}

}  // namespace dialogs::engine
