#pragma once
// The files that operators keep beside the scripts: what each is called, where it lies, what is wrong with a text of it, and how it reads
// as tables. One line each in operator_file.cpp. The checks are those with which the server starts and takes a changed file.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/desk/files/file_paths.hpp"
#include "tickets/promises/sheet.hpp"

namespace bot::desk {

struct FileTable {
  std::string name;                  // a word of the page: "profiles", "holidays"
  std::vector<std::string> columns;  // words of the page
  std::vector<std::vector<std::string>> rows;
};

struct FileReading {
  std::vector<tickets::Fault> faults;  // all of them; empty: the text may be taken
  std::vector<FileTable> tables;       // what could be read
};

struct OperatorFile {
  std::string_view name;  // in addresses, and of its setting
  const std::string& (*path)(const FilePaths&);
  FileReading (*read)(const FilePaths&, const std::string& text);
  /// What a change of the file would do that its author may not have meant; sentences, empty where there is nothing to say.
  std::vector<std::string> (*remarks)(const std::string& before, const std::string& after) = nullptr;
};

/// promises calendar roster contents replies duty
std::span<const OperatorFile> operator_files();
/// nullptr: there is none of that name.
const OperatorFile* find_operator_file(std::string_view name);

}  // namespace bot::desk
