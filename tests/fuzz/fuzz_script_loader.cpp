// Operators' files over any bytes. The input is files, each behind a line "%%% path". Claims: the loader ends, a
// release comes exactly when no error is told, every place of a fault exists in a file that was given and can be shown,
// the same files make the same release, and what is formatted is the same content in a form that stays.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "dialogs/language/compare.hpp"
#include "dialogs/language/format.hpp"
#include "dialogs/language/release.hpp"
#include "dialogs/language/source_text.hpp"
#include "tests/fuzz/check.hpp"

namespace {

constexpr std::string_view kMark = "%%% ";
constexpr std::size_t kFilesMax = 16;

std::vector<dialogs::SourceFile> split(std::string_view text) {
  std::vector<dialogs::SourceFile> files;
  while (!text.empty() && files.size() < kFilesMax) {
    std::string path = "fuzzed.yaml";
    if (text.starts_with(kMark)) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      path = std::string(text.substr(kMark.size(), end - kMark.size()));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    std::size_t next = text.find(std::string("\n") + std::string(kMark));
    next = next == std::string_view::npos ? text.size() : next + 1;
    files.push_back({std::move(path), std::string(text.substr(0, next))});
    text.remove_prefix(next);
  }
  return files;
}

// Line 0 is a file as a whole, which may be one that is missing.
bool exists(const dialogs::Place& place, const std::vector<dialogs::SourceFile>& files) {
  if (place.line == 0) return true;
  return std::any_of(files.begin(), files.end(), [&](const dialogs::SourceFile& file) {
    if (file.path != place.file) return false;
    const dialogs::SourceText source(file.path, file.text);
    const auto columns = static_cast<int>(base::count_code_points(source.line(place.line)));
    return place.line <= source.lines() && place.column >= 1 && place.column <= columns + 1;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto files = split({reinterpret_cast<const char*>(data), size});
  const dialogs::Loaded loaded = dialogs::load_release(files);
  const bool faulty = std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                  [](const dialogs::Diagnostic& diagnostic) { return diagnostic.is_error(); });
  FUZZ_CHECK((loaded.release == nullptr) == faulty);
  for (const dialogs::Diagnostic& fault : loaded.diagnostics) {
    FUZZ_CHECK(exists(fault.place, files));
    FUZZ_CHECK(!dialogs::render(fault, files.empty() ? "" : files.front().text).empty());
  }
  for (const dialogs::SourceFile& file : files) {
    const dialogs::Formatted once = dialogs::format(file);
    if (!once.ok) continue;
    const dialogs::Formatted twice = dialogs::format({file.path, once.text});
    FUZZ_CHECK(twice.ok && twice.text == once.text);
  }
  if (loaded.release) {
    FUZZ_CHECK(dialogs::compare(*loaded.release, *loaded.release).changes.empty());
    const dialogs::Loaded again = dialogs::load_release(files);
    FUZZ_CHECK(again.release && again.release->id == loaded.release->id);
  }
  return 0;
}
