#pragma once
// What a `do` step may name (dialog language §3.5). The engine and the linter read this table; the shell carries it
// out.
#include <span>
#include <string_view>

namespace dialogs {

struct ActionOutput {
  std::string_view slot;
};

struct Action {
  std::string_view name;
  std::string_view title;                      // Chinese, for the console
  bool is_commit = false;                      // at most once per frame; freezes the collected slots
  std::span<const std::string_view> outcomes;  // besides fail and timeout
  std::span<const std::string_view> fills;     // slots it may give
};

std::span<const Action> actions();
const Action* find_action(std::string_view name);

}  // namespace dialogs
