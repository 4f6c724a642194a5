// Reading what operators put into folders.
#include "bot/files.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "tests/storage/folder.hpp"

namespace {

void put(const test::Folder& folder, const std::string& name) {
  const std::filesystem::path path = folder.path(name);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << "a: b\n";
}

}  // namespace

TEST_CASE("Scripts are listed with the folders below, by their path, and nothing else is", "[bot]") {
  const test::Folder folder;
  for (const char* name : {"z.yaml", "rules/b.yaml", "rules/notes.txt", "a.yaml"}) put(folder, name);
  const auto files = bot::read_scripts(folder.path(""));
  REQUIRE(files.ok());
  std::vector<std::string> paths;
  for (const auto& file : *files) paths.push_back(file.path);
  CHECK(paths == std::vector<std::string>{"a.yaml", "rules/b.yaml", "z.yaml"});
  CHECK(files->front().text == "a: b\n");
  CHECK(bot::read_scripts(folder.path("")+ "/").value().front().path == "a.yaml");
  CHECK_FALSE(bot::read_scripts(folder.path("absent")).ok());
}

TEST_CASE("A folder below that cannot be listed is an error with a sentence, not the program's end", "[bot]") {
  const test::Folder folder;
  put(folder, "a.yaml");
  put(folder, "secret/b.yaml");
  std::filesystem::permissions(folder.path("secret"), std::filesystem::perms::none);
  const auto files = bot::read_scripts(folder.path(""));
  std::filesystem::permissions(folder.path("secret"), std::filesystem::perms::owner_all);
  const bool may_read_all = ::geteuid() == 0;
  CHECK(files.ok() == may_read_all);
  if (!files.ok()) CHECK_THAT(files.error().text, Catch::Contains("cannot be listed"));
}
