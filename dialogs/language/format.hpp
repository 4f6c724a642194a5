#pragma once
// The one way a file is written: two blanks per level, lists below their key, quotes only where they are needed, at
// most one empty line between two entries. What the author put on one line in [ ] or { } stays there; comments, their
// order and block texts stay.
#include <string>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct Formatted {
  bool ok = false;
  std::string text;                     // the same content and the same comments; formatting it again changes nothing
  std::vector<Diagnostic> diagnostics;  // not ok: why it is no YAML; empty: its comments stand where none can be kept
};

/// Pure and total. Any YAML of our subset is formatted, whatever its keys mean.
Formatted format(const SourceFile& file);

/// True for a file of points: `xinsheng rules fit` wrote it, close to the size limit.
bool is_machine_written(const SourceFile& file);

}  // namespace dialogs
