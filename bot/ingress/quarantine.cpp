#include "bot/ingress/quarantine.hpp"

#include <filesystem>
#include <iterator>
#include <system_error>

#include "bot/files.hpp"

namespace bot {

base::Result<std::string> Quarantine::keep(std::string_view body) {
  const std::lock_guard lock(mutex_);
  if (base::Status made = make_folder(folder_); !made) return made.error();
  std::error_code failure;
  const std::filesystem::directory_iterator files(folder_, failure);
  if (failure) return base::Error{base::ErrorCode::kStorage, folder_ + ": cannot be listed"};
  if (static_cast<std::size_t>(std::distance(begin(files), end(files))) >= kFilesMax) {
    return base::Error{base::ErrorCode::kBusy, folder_ + ": full; look at the bodies there and move them away"};
  }
  std::string name = random_.hex(16) + ".body";
  if (base::Status written = write_durably(folder_ + "/" + name, body); !written) return written.error();
  return name;
}

}  // namespace bot
