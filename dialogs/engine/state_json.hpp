#pragma once
// Reading and writing JSON by hand for the state of a conversation, the one JSON on the hot path. Internal to engine/.
#include <cstdint>
#include <string>
#include <string_view>

namespace dialogs::engine {

/// Deeper input is refused, known or not: no recursion is driven by bytes from outside.
inline constexpr int kJsonDepthMax = 32;

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void open(char bracket) {
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  /// `key` is one of ours: it needs no escapes.
  void key(std::string_view key) {
    comma();
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }
  /// A key from data (slot names).
  void name(std::string_view name);
  void string(std::string_view text);
  void number(std::int64_t value);
  void number_u(std::uint64_t value);

 private:
  std::string& out_;
  bool first_ = true;
};

/// A cursor over JSON text. After the first fault ok() is false for ever and every read returns an empty value.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool ok() const { return ok_; }
  void fail() { ok_ = false; }
  /// Only blanks are left.
  bool at_end();

  /// Calls each(key) for every member; `each` reads exactly one value.
  template <class Each>
  void object(Each each) {
    if (!enter('{')) return;
    if (take('}')) return leave();
    std::string unescaped;
    do {
      const std::string_view key = name(unescaped);
      if (!take(':')) fail();
      if (!ok_) return;
      each(key);
    } while (ok_ && take(','));
    if (!take('}')) fail();
    leave();
  }
  /// Calls each() for every element; `each` reads exactly one value.
  template <class Each>
  void array(Each each) {
    if (!enter('[')) return;
    if (take(']')) return leave();
    do {
      each();
    } while (ok_ && take(','));
    if (!take(']')) fail();
    leave();
  }
  std::string string();
  /// A string without copying it, unless it has escapes: then it is put into `unescaped`.
  std::string_view name(std::string& unescaped);
  std::int64_t number();
  std::uint64_t number_u();
  bool boolean();
  /// Passes over one value of any kind.
  void skip();

 private:
  bool enter(char bracket) {
    if (!take(bracket)) fail();
    if (++depth_ > kJsonDepthMax) fail();
    return ok_;
  }
  void leave() { --depth_; }
  void blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool take(char c) {
    if (!ok_) return false;
    blanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word);
  void escape(std::string& out);
  bool hex4(std::uint32_t& value);

  const char* at_;
  const char* end_;
  int depth_ = 0;
  bool ok_ = true;
};

}  // namespace dialogs::engine
