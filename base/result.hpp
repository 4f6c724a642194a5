#pragma once
// Expected failures as values. A function that can fail in an expected way (network, refusal, bad input) returns
// Result<T> or Status; a broken invariant of ours goes through base/invariant.hpp instead.
#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace base {

enum class ErrorCode {
  kInvalid,          // the input is wrong; repeating it will fail again
  kUnauthenticated,  // signature, token or secret does not match
  kNotFound,
  kConflict,   // somebody else was first; reload and try again
  kBusy,       // a bound was reached; try again later
  kTimeout,    // a deadline passed; whether the effect happened is unknown
  kUnreached,  // the peer was never reached; the effect did not happen
  kUnknown,    // the peer was reached and the outcome is not known
  kStorage,    // the disk or the database failed; nothing was acknowledged
  kInternal,   // a broken invariant of ours, contained
};

/// Text is for operators and logs: it names codes, files and places, never a person's data.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string text;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// Requires ok().
  T& value() & { return std::get<0>(held_); }
  const T& value() const& { return std::get<0>(held_); }
  /// By value: `for (x : f().value())` must not outlive what f() returned.
  T value() && { return std::get<0>(std::move(held_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Requires !ok().
  const Error& error() const& { return std::get<1>(held_); }
  Error&& error() && { return std::get<1>(std::move(held_)); }

 private:
  std::variant<T, Error> held_;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT(google-explicit-constructor)

  bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }
  /// Requires !ok().
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace base
