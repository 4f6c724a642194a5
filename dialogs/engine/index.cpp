#include "dialogs/engine/index.hpp"

#include <algorithm>
#include <memory>

#include "dialogs/text/normal.hpp"

namespace dialogs {

IndexCell::~IndexCell() { clear(); }

void IndexCell::clear() noexcept { delete index_.exchange(nullptr); }

const engine::ReleaseIndex& IndexCell::of(const Release& release) const {
  if (const engine::ReleaseIndex* ready = index_.load(std::memory_order_acquire)) return *ready;
  auto built = std::make_unique<const engine::ReleaseIndex>(release);
  const engine::ReleaseIndex* expected = nullptr;
  if (index_.compare_exchange_strong(expected, built.get(), std::memory_order_acq_rel)) return *built.release();
  return *expected;
}

namespace engine {
namespace {

template <class T>
void add_forms(WordMap<T>& map, std::string_view word, T value) {
  for (std::string& form : whole_message_forms(word)) map.try_emplace(std::move(form), value);
}

void index_steps(const std::vector<Step>& steps, DialogIndex& index) {
  for (const Step& step : steps) {
    index.steps.try_emplace(step.id, &step);
    index_steps(step.then_steps, index);
    index_steps(step.else_steps, index);
    for (const auto& [outcome, block] : step.outcomes) index_steps(block, index);
  }
}

void index_slot(const Slot& slot, std::size_t at, DialogIndex& index) {
  for (const Option& option : slot.options) {
    const std::size_t number = index.choices[at].size();
    index.choices[at].push_back({option.is, option.words, option.heard});
    index.option_words[at].try_emplace(squeeze(option.is), number);
    for (const std::string& word : option.words) index.option_words[at].try_emplace(squeeze(word), number);
  }
  index.names.emplace_back(normalise(slot.name).folded, at);
  for (const std::string& name : slot.aka) index.names.emplace_back(normalise(name).folded, at);
  const bool asked_of_the_driver = !slot.computed && !slot.given;
  if (asked_of_the_driver && slot.listen == Listen::kAlways) index.listeners.push_back(at);
  if (index.ticket_slot == DialogIndex::kNone && (slot.field == "ticket_no" || slot.name == "工单号"))
    index.ticket_slot = at;
}

void index_dialog(const Dialog& dialog, DialogIndex& index) {
  index.dialog = &dialog;
  index.choices.resize(dialog.slots.size());
  index.option_words.resize(dialog.slots.size());
  for (std::size_t i = 0; i < dialog.slots.size(); ++i) index_slot(dialog.slots[i], i, index);
  std::stable_sort(index.names.begin(), index.names.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  index_steps(dialog.steps, index);
}

}  // namespace

std::size_t DialogIndex::slot(std::string_view name) const {
  for (std::size_t i = 0; i < dialog->slots.size(); ++i) {
    if (dialog->slots[i].name == name) return i;
  }
  return kNone;
}

ReleaseIndex::ReleaseIndex(const Release& release) : dialogs(release.dialogs.size()) {
  for (std::size_t kind = 0; kind < kCommandKinds; ++kind) {
    for (const std::string& word : release.global.commands[kind])
      add_forms(commands, word, static_cast<CommandKind>(kind));
  }
  for (std::size_t i = 0; i < dialogs.size(); ++i) {
    index_dialog(release.dialogs[i], dialogs[i]);
    const DialogIndex* started = &dialogs[i];
    for (const std::string& word : release.dialogs[i].start_words) add_forms(start_words, word, started);
  }
  for (const Card& card : release.cards) {
    CardIndex index{&card, {}};
    for (const std::string& word : card.has) index.has.push_back(normalise(word).folded);
    cards.push_back(std::move(index));
  }
  intents = release.global.intents.empty() ? nullptr : release.find_rules(release.global.intents);
  if (intents != nullptr && !intents->file().outputs.empty()) intent_output = intents->file().outputs.front().output;
}

const DialogIndex* ReleaseIndex::find(std::string_view id) const {
  for (const DialogIndex& index : dialogs) {
    if (index.dialog->id == id) return &index;
  }
  return nullptr;
}

const DialogIndex* ReleaseIndex::by_menu(int number) const {
  for (const DialogIndex& index : dialogs) {
    if (index.dialog->start_menu == number) return &index;
  }
  return nullptr;
}

const DialogIndex* ReleaseIndex::by_intent(std::string_view label) const {
  if (label.empty()) return nullptr;
  for (const DialogIndex& index : dialogs) {
    if (index.dialog->start_intent == label) return &index;
  }
  return nullptr;
}

const DialogIndex* ReleaseIndex::by_event(std::string_view name) const {
  if (name.empty()) return nullptr;
  for (const DialogIndex& index : dialogs) {
    if (index.dialog->start_event == name) return &index;
  }
  return nullptr;
}

}  // namespace engine
}  // namespace dialogs
