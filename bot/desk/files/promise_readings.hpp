#pragma once
// The four files of what is promised (bot/promises/book.hpp), read for the desk.
#include "bot/desk/files/operator_file.hpp"

namespace bot::desk {

FileReading read_profile_file(const FilePaths& paths, const std::string& text);
FileReading read_calendar_file(const FilePaths& paths, const std::string& text);
FileReading read_supervision_file(const FilePaths& paths, const std::string& text);
FileReading read_contents_file(const FilePaths& paths, const std::string& text);

/// Tickets that were accepted under a profile that goes have no clock any more.
std::vector<std::string> profiles_gone(const std::string& before, const std::string& after);
/// Working days of a year that goes cannot be counted any more.
std::vector<std::string> years_gone(const std::string& before, const std::string& after);

}  // namespace bot::desk
