#pragma once
// One mailbox per conversation: its letters are handled one at a time, in the order of their arrival, and nothing
// reaches step() by another door. The newest state of recently heard conversations is kept in memory, guarded by its
// version.
//
// Threads: deliver() from any; letters are handled on the thread that delivers or on the executor's, never two of one
// conversation at once. Bounds: letters per mailbox, conversations in memory. Beyond them: Answer::Outcome::kBusy, or
// the least recently used idle conversation is forgotten (it is durable). Conversations that only workers write to have a
// sixteenth of the places.
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/turns/executor.hpp"
#include "bot/turns/letter.hpp"
#include "bot/turns/turn_maker.hpp"
#include "storage/store.hpp"

namespace bot {

class Mailboxes {
 public:
  struct Options {
    std::size_t letters_max = 64;
    std::size_t conversations_max = 16'384;
  };
  /// A turn that has just become durable.
  struct News {
    const storage::ConversationKey& key;
    const storage::Turn& turn;
  };
  /// nullptr: no such channel account; the letter is answered kFailed.
  using StyleOf = std::function<const ChannelStyle*(const storage::ConversationKey&)>;

  Mailboxes(TurnMaker& maker, storage::Turns& turns, Executor& executor, const base::Clock& clock, base::Log& log,
            StyleOf style_of, Options options);
  ~Mailboxes();

  /// letter.done is called exactly once; for a driver's message only after its turn is durable (or nothing was kept).
  void deliver(Letter letter);
  /// Called on the executor for every committed turn of a channel with a live view, before the letter's `done`. Set
  /// before the first deliver().
  void on_news(std::function<void(const News&)> observer) { observer_ = std::move(observer); }
  /// Called on the executor for every committed turn, whatever its channel; short. Set before the first deliver().
  void on_turn(std::function<void(std::int64_t conversation)> observer) { turn_observer_ = std::move(observer); }
  /// Another node committed turns of this conversation, up to `sequence`: what is remembered of it is read anew before
  /// the next letter, instead of losing a commit to find out. A hint: nothing depends on it. Any thread; short.
  void moved(const storage::ConversationKey& key, std::uint64_t sequence);
  /// Executor::run_one(), for whoever waits for a letter's answer.
  bool run_one() { return executor_.run_one(); }
  /// Letters that are not yet answered.
  std::size_t waiting() const { return waiting_.load(); }

 private:
  struct Mailbox;
  struct Shard;
  struct Completion;

  Shard& shard_of(const storage::ConversationKey& key);
  void run(Shard& shard, Mailbox& box);
  bool take_next(Shard& shard, Mailbox& box);
  bool ready(Mailbox& box);
  bool answer_duplicate(Mailbox& box);
  void note_mismatch(std::int64_t conversation, std::uint64_t said_before, std::string_view said_now);
  static bool was_lost(const Mailbox& box);
  bool begin_turn(Mailbox& box);
  void finish_letter(Mailbox& box, const Answer& answer);
  void committed(Mailbox& box, base::Result<storage::Committed> result);
  void complete_all();
  void hurry_soon();

  TurnMaker& maker_;
  storage::Turns& turns_;
  Executor& executor_;
  const base::Clock& clock_;
  base::Log& log_;
  StyleOf style_of_;
  Options options_;
  std::function<void(const News&)> observer_;
  std::function<void(std::int64_t)> turn_observer_;

  std::vector<std::unique_ptr<Shard>> shards_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<bool> hurry_posted_{false};

  std::mutex completions_mutex_;
  std::vector<Completion> completions_;
};

}  // namespace bot
