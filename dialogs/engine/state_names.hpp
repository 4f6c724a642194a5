#pragma once
// The words that stand for enumerators in a stored state. They are a format: never change one.
#include <array>
#include <optional>
#include <string_view>

#include "dialogs/engine/state.hpp"

namespace dialogs::engine {

inline constexpr std::string_view kHashAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::size_t kHashDigits = 11;

template <class Enum>
struct EnumNames;
template <>
struct EnumNames<Source> {
  static constexpr std::array<std::string_view, 8> kNames = {"asked", "heard",  "remembered", "corrected",
                                                             "rule",  "action", "given",      "carry"};
};
template <>
struct EnumNames<Wait::Kind> {
  static constexpr std::array<std::string_view, 5> kNames = {"none", "slot", "confirm", "edit", "effect"};
};
template <>
struct EnumNames<Pending::Kind> {
  static constexpr std::array<std::string_view, 8> kNames = {"none",      "cancel", "restart", "overwrite",
                                                             "interrupt", "offer",  "late",    "draft"};
};
template <>
struct EnumNames<Timer::Kind> {
  static constexpr std::array<std::string_view, 6> kNames = {"none", "remind", "expire", "effect", "human", "start"};
};

template <class Enum>
constexpr std::string_view name_of(Enum value) {
  return EnumNames<Enum>::kNames.at(static_cast<std::size_t>(value));
}
template <class Enum>
constexpr std::optional<Enum> named(std::string_view name) {
  for (std::size_t i = 0; i < EnumNames<Enum>::kNames.size(); ++i) {
    if (EnumNames<Enum>::kNames[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace dialogs::engine
