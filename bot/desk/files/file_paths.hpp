#pragma once
// Where the files lie that operators keep, as the configuration names them.
#include <string>

#include "bot/promises/book.hpp"

namespace bot::desk {

struct FilePaths {
  PromiseFiles promises = {};
  std::string replies = {};      // written replies (replies/canned.hpp); may be absent
  std::string duty = {};         // who is called (bot/duty/roster.hpp); "": nobody is
  bool secrets_in_file = false;  // of the duty roster, as read_roster has it
};

}  // namespace bot::desk
