#include "bot/promises/book.hpp"

#include <optional>
#include <utility>

#include "bot/files.hpp"

namespace bot {
namespace {

std::optional<std::string> read(const std::string& path, std::vector<std::string>& faults) {
  base::Result<std::string> text = read_file(path);
  if (text) return std::move(*text);
  faults.push_back(path + " 读不出来：" + text.error().text + "\n  = 怎么改：在配置里写对 promises、calendar、roster、contents 的路径");
  return std::nullopt;
}

void add(const std::vector<tickets::Fault>& found, const std::string& path, std::vector<std::string>& faults) {
  for (const tickets::Fault& fault : found) faults.push_back(tickets::render(fault, path));
}

}  // namespace

ReadPromises read_promises(const PromiseFiles& files) {
  ReadPromises read_all;
  std::vector<std::string>& faults = read_all.faults;
  auto made = std::make_shared<Promises>();
  if (const auto text = read(files.promises, faults)) {
    tickets::LoadedProfiles loaded = tickets::load_profiles(*text);
    add(loaded.faults, files.promises, faults);
    if (loaded.profiles) made->profiles = std::move(*loaded.profiles);
  }
  if (const auto text = read(files.calendar, faults)) {
    tickets::LoadedCalendar loaded = tickets::load_calendar(*text);
    add(loaded.faults, files.calendar, faults);
    if (loaded.calendar) made->calendar = std::move(*loaded.calendar);
  }
  if (const auto text = read(files.roster, faults)) {
    tickets::LoadedRoster loaded = tickets::load_roster(*text);
    add(loaded.faults, files.roster, faults);
    if (loaded.roster) made->roster = std::move(*loaded.roster);
  }
  if (const auto text = read(files.contents, faults)) {
    tickets::LoadedContents loaded = tickets::load_contents(*text);
    add(loaded.faults, files.contents, faults);
    if (loaded.contents) made->contents = std::move(*loaded.contents);
  }
  if (faults.empty()) read_all.promises = std::move(made);
  return read_all;
}

}  // namespace bot
