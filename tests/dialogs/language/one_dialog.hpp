#pragma once
// Small dialogs for tests of the loader.
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/release.hpp"

namespace dialogs::tests {

inline constexpr char kPlainGlobal[] = "kind: global\nbrand: 示例\n";

/// "E0303 demo.yaml:6:5", by file, line and column.
inline std::vector<std::string> places(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> all;
  for (const Diagnostic& d : diagnostics) {
    all.push_back(d.code + " " + d.place.file + ":" + std::to_string(d.place.line) + ":" +
                  std::to_string(d.place.column));
  }
  return all;
}

/// Loads one file named demo.yaml beside a plain global file.
inline Loaded load_demo(std::string text) {
  return load_release({{"_global.yaml", kPlainGlobal}, {"demo.yaml", std::move(text)}});
}

inline std::vector<std::string> faults_of(std::string text) { return places(load_demo(std::move(text)).diagnostics); }

/// The head of a dialog (three lines), to which slots and steps are added; `slots:` stands on line 4.
inline std::string demo(std::string_view rest) { return "kind: dialog\nid: demo\ntitle: 示例\n" + std::string(rest); }

}  // namespace dialogs::tests
