#include "dialogs/language/faults.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace dialogs {

void Faults::add(std::string_view code, std::string message, const Place& place, std::string fix) {
  std::vector<Diagnostic>& known = by_file_[place.file];
  const auto same = [&](const Diagnostic& d) { return d.code == code && d.place == place && d.message == message; };
  if (std::any_of(known.begin(), known.end(), same)) return;
  Diagnostic fault{std::string(code), std::move(message), place, std::move(fix)};
  if (known.size() < kFaultsPerFileMax) {
    known.push_back(std::move(fault));
    return;
  }
  if (!fault.is_error()) return;
  const auto warning = std::find_if(known.begin(), known.end(), [](const Diagnostic& d) { return !d.is_error(); });
  if (warning != known.end()) *warning = std::move(fault);
}

void Faults::add_all(const std::vector<Diagnostic>& faults) {
  for (const Diagnostic& fault : faults) add(fault.code, fault.message, fault.place, fault.fix);
}

bool Faults::any_error() const {
  return std::any_of(by_file_.begin(), by_file_.end(), [this](const auto& file) { return any_error_in(file.first); });
}

bool Faults::any_error_in(const std::string& file) const {
  const auto found = by_file_.find(file);
  if (found == by_file_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [](const Diagnostic& d) { return d.is_error(); });
}

std::vector<Diagnostic> Faults::sorted() const {
  std::vector<Diagnostic> all;
  for (const auto& [file, faults] : by_file_) all.insert(all.end(), faults.begin(), faults.end());
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.place.file, d.place.line, d.place.column, d.code, d.message);
  };
  std::sort(all.begin(), all.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return all;
}

}  // namespace dialogs
