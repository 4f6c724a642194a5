#pragma once
// What is wrong with a file, in the author's words: one sentence, where, and how to mend it (dialog language §3.9).
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

/// 1-based; columns count characters, not bytes. line 0: the file as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

struct Diagnostic {
  std::string code;     // E0303, W0401; a code never changes its meaning
  std::string message;  // Chinese, one sentence
  Place place;
  std::string fix;  // Chinese, may be empty
  bool is_error() const { return !code.empty() && code.front() == 'E'; }
};

/// The form of §3.9 with excerpt and caret; `source` is the text of the file the place is in ("" : no excerpt).
std::string render(const Diagnostic& diagnostic, std::string_view source);

}  // namespace dialogs
