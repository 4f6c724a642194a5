#pragma once
// The duty roster, read for the desk.
#include "bot/desk/files/operator_file.hpp"

namespace bot::desk {

/// Addresses and numbers to call, and the files that hold them, are those of the roster as it lies there: a text that names another one has
/// a fault at its line and nothing of it is opened. Who may write at the desk could else have any file of the server read and sent away.
FileReading read_duty_file(const FilePaths& paths, const std::string& text);

}  // namespace bot::desk
