#pragma once
// The bytes of a connection that were received and not yet consumed. Grows only as far as one header block needs.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace bot {

class ReadBuffer {
 public:
  static constexpr std::size_t kSmallBytes = 4 * 1024;
  static constexpr std::size_t kLargeBytes = 32 * 1024;  // for long bodies

  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void clear() { begin_ = end_ = 0; }

  /// Free room behind what is held, at least `at_least` bytes. An empty buffer that had grown becomes small again.
  std::span<char> room(std::size_t at_least) {
    const std::size_t held = end_ - begin_;
    const std::size_t wanted = std::max(kSmallBytes, held + at_least);
    if (capacity_ - end_ < at_least || (held == 0 && capacity_ > wanted)) {
      if (wanted <= capacity_ && held > 0) {
        std::memmove(bytes_.get(), bytes_.get() + begin_, held);
      } else {
        const std::size_t capacity = std::max(wanted, std::min(capacity_ * 2, held * 2));
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        if (held > 0) std::memcpy(larger.get(), bytes_.get() + begin_, held);
        bytes_ = std::move(larger);
        capacity_ = capacity;
      }
      begin_ = 0;
      end_ = held;
    }
    return {bytes_.get() + end_, capacity_ - end_};
  }
  /// `count` bytes were written into room().
  void filled(std::size_t count) { end_ += count; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace bot
