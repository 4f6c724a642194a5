#pragma once
// One JSON line per event, without personal data. A field is a number, a word of ours (a literal or an id made by us) or
// a digest: there is no overload for text that came from outside, so a driver's words cannot be logged by accident.
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace base {

enum class Level { kInfo, kWarn, kError };

/// A word the program itself wrote: known when it was compiled.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT(google-explicit-constructor)
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// An id or a code made by us (ticket number, conversation id, error code, rule id, file name of ours). The caller vouches
/// that no person's data is in it; the name is long so that the claim is seen in review.
struct OurWord {
  std::string_view text;
};

class LogField {
 public:
  LogField(Literal name, Literal value) : name_(name), text_(value.text()), is_text_(true) {}
  LogField(Literal name, OurWord value) : name_(name), text_(value.text), is_text_(true) {}
  template <std::integral T>
  LogField(Literal name, T value) : name_(name), number_(static_cast<std::int64_t>(value)) {}

  std::string_view name() const { return name_.text(); }
  bool is_text() const { return is_text_; }
  std::string_view text() const { return text_; }
  std::int64_t number() const { return number_; }

 private:
  Literal name_;
  std::string text_;
  std::int64_t number_ = 0;
  bool is_text_ = false;
};

/// Thread-safe. Never throws, never blocks on anything but its sink.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, Literal event, std::initializer_list<LogField> fields) noexcept = 0;

  void info(Literal event, std::initializer_list<LogField> fields = {}) noexcept { write(Level::kInfo, event, fields); }
  void warn(Literal event, std::initializer_list<LogField> fields = {}) noexcept { write(Level::kWarn, event, fields); }
  void error(Literal event, std::initializer_list<LogField> fields = {}) noexcept { write(Level::kError, event, fields); }
};

/// Writes {"at":"…","level":"info","event":"…",…} to a file descriptor, one write() a line. Does not own the descriptor.
class JsonLinesLog final : public Log {
 public:
  JsonLinesLog(int file_descriptor, const Clock& clock) : file_descriptor_(file_descriptor), clock_(clock) {}
  void write(Level level, Literal event, std::initializer_list<LogField> fields) noexcept override;

 private:
  int file_descriptor_;
  const Clock& clock_;
};

/// Forgets everything: for tests and for `talk`.
class NoLog final : public Log {
 public:
  void write(Level, Literal, std::initializer_list<LogField>) noexcept override {}
};

/// Appends `text` to `out` as the inside of a JSON string: control characters, quotes, U+2028/9 and bidi marks escaped.
void append_json_escaped(std::string& out, std::string_view text);

}  // namespace base
