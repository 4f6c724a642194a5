#include "bot/simulation/operators.hpp"

#include "dialogs/engine/state.hpp"

namespace bot::simulation {
namespace {

constexpr std::size_t kAtOnce = 20;
constexpr std::size_t kConversationsMax = 100;

}  // namespace

void Operators::begin(base::UnixMs until) {
  until_ = until;
  world_.after(world_.between(base::minutes(5), base::hours(3)), [this] { look(); });
}

void Operators::look() {
  if (world_.now() >= until_) return;
  world_.after(world_.between(base::minutes(20), base::hours(9)), [this] { look(); });
  // Any of it may be what the program dies of; the next look is another day's.
  if (node_.runs()) take_alerts(node_.store());
  if (node_.runs()) end_conversations(node_.store());
  if (node_.runs()) orders_.give();
  if (node_.runs()) orders_.decide();
  if (node_.runs()) close_tasks(node_.store());
  if (node_.runs() && world_.one_in(5)) publish();
}

void Operators::publish() {
  const std::vector<Edition>& editions = node_.editions();
  node_.publish(editions[world_.chance().below(editions.size())], "first");
}

void Operators::take_alerts(storage::Store& store) {
  const auto alerts = store.outbox().open_alerts(kAtOnce);
  if (!alerts) return;
  for (const storage::Alert& alert : *alerts) {
    if (world_.one_in(3)) continue;
    const base::Status taken = store.outbox().acknowledge(alert.key, "first");
    if (taken) world_.sometimes("an alert was acknowledged");
    // A double click: the second is told that somebody was first.
    if (taken && world_.one_in(3) && store.outbox().acknowledge(alert.key, "second")) world_.broke("I9", "an alert was acknowledged twice");
  }
}

void Operators::end_conversations(storage::Store& store) {
  const auto conversations = store.turns().newest(0, kConversationsMax);
  if (!conversations) return;
  for (const storage::Conversation& conversation : *conversations) {
    const auto state = dialogs::decode_state(conversation.state);
    if (!state || !state->human || world_.one_in(2)) continue;
    world_.tell("a person ends the conversation with " + conversation.key.driver);
    world_.sometimes("a person gave a conversation back");
    node_.deliver({.key = conversation.key, .what = PersonDone{.by = "first"}, .done = {}});
    if (!node_.runs()) return;
  }
}

void Operators::close_tasks(storage::Store& store) {
  const auto tasks = store.desk().open_tasks(0, kAtOnce);
  if (!tasks) return;
  for (const storage::Task& task : *tasks) {
    if (world_.one_in(2)) (void)store.desk().close_task(task.id, "first").ok();
  }
}

}  // namespace bot::simulation
