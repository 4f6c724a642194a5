#pragma once
// One answer for all who ask the same between two beats of the feed: what two hundred consoles ask when they are told of a change is
// read from the store and written as JSON once. Only for answers that are the same whoever asks.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace bot::desk {

inline constexpr std::size_t kSharedQuestionsMax = 32;

class SharedAnswers {
 public:
  using Make = std::function<std::optional<std::string>()>;
  /// What `make` says, or said to an equal question at this beat or a later one; never what it said before. Who comes while it is being made
  /// waits for it. Nothing (nullopt) is not kept. Beat 0: always made.
  std::optional<std::string> answer(const std::string& question, std::uint64_t beat, const Make& make);

 private:
  struct Entry {
    std::string question;
    std::mutex mutex;
    std::uint64_t beat = 0;
    std::string text;
  };
  std::shared_ptr<Entry> entry_of(const std::string& question);

  std::mutex mutex_;
  std::list<std::shared_ptr<Entry>> entries_;  // the one asked last in front
};

}  // namespace bot::desk
