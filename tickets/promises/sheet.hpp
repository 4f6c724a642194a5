#pragma once
// The operators' files about promises, calendars and rosters: sections of words. Small on purpose, so that whoever can edit a list
// can edit it, and so that every fault has a line:
//
//   # a remark to the end of the line
//   [promise FRT_3083]
//   name   货运 3083
//   CLOSE  8h  warn 6h
//
// A section has a kind and, if the kind wants one, a name; an entry has a key and the words behind it.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tickets {

inline constexpr std::size_t kSheetBytesMax = 1 << 20;
inline constexpr std::size_t kSheetFaultsMax = 100;  // more are not listed

/// Something an operator must change. `line` counts from 1; 0: the file as a whole.
struct Fault {
  std::size_t line = 0;
  std::string what;  // Chinese, one sentence
  std::string fix;   // Chinese, what to do
  bool operator==(const Fault&) const = default;
};

/// "config/promises.txt:12：… \n  = 怎么改：…"
std::string render(const Fault& fault, std::string_view file);

struct Entry {
  std::size_t line = 0;
  std::string key;
  std::vector<std::string> words;
  /// The words as they were written, one blank between two.
  std::string text() const;
};

struct Section {
  std::size_t line = 0;
  std::string kind;
  std::string name;
  std::vector<Entry> entries;
};

struct Sheet {
  std::vector<Section> sections;
  std::vector<Fault> faults;
};

/// Takes any bytes: not UTF-8, too long, an entry before the first section, a header that is not closed are faults, and what can be
/// read is read all the same, so that all faults are found at once.
Sheet read_sheet(std::string_view text);

}  // namespace tickets
