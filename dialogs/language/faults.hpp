#pragma once
// Where the loader's parts put what they find. Bounded: at most kFaultsPerFileMax per file, the same fault once.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/diagnostic.hpp"

namespace dialogs {

inline constexpr std::size_t kFaultsPerFileMax = 20;

class Faults {
 public:
  /// Dropped if the same fault is known or its file is full; an error pushes a warning out of a full file.
  void add(std::string_view code, std::string message, const Place& place, std::string fix = {});
  void add_all(const std::vector<Diagnostic>& faults);

  bool any_error() const;
  bool any_error_in(const std::string& file) const;
  /// By file, line, column and code.
  std::vector<Diagnostic> sorted() const;

 private:
  std::map<std::string, std::vector<Diagnostic>> by_file_;
};

}  // namespace dialogs
