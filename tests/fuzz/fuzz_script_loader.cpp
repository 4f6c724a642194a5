// Operators' files over any bytes. The input is files, each behind a line "%%% path". Claims: the loader ends, a
// release comes exactly when no error is told, faults name a file that was given, and the same files make the same
// release.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/release.hpp"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto files = split({reinterpret_cast<const char*>(data), size});
  const dialogs::Loaded loaded = dialogs::load_release(files);
  const bool faulty = std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                  [](const dialogs::Diagnostic& diagnostic) { return diagnostic.is_error(); });
  FUZZ_CHECK((loaded.release == nullptr) == faulty);
  if (loaded.release) {
    const dialogs::Loaded again = dialogs::load_release(files);
    FUZZ_CHECK(again.release && again.release->id == loaded.release->id);
  }
  return 0;
}
