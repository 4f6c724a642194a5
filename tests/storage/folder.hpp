#pragma once
// A folder of its own for one test; gone afterwards.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "xinsheng-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace test
