#include "dialogs/language/library.hpp"

#include <utility>

#include "dialogs/language/nearest.hpp"

namespace dialogs {

void Library::unknown(std::string_view what, const Node& name, const std::vector<std::string_view>& known,
                      Faults& faults) const {
  if (!is_complete || !name.is_scalar() || name.text.empty()) return;
  std::string fix = did_you_mean(name.text, known);
  if (fix.empty()) fix = "先建好这个" + std::string(what) + "，或改用已有的";
  faults.add("E0306", "没有叫“" + name.text + "”的" + std::string(what), name.place, std::move(fix));
}

std::string_view text_at(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  return found != nullptr && found->is_scalar() ? std::string_view(found->text) : std::string_view{};
}

std::vector<std::string> words_at(const Node& map, std::string_view key) {
  std::vector<std::string> words;
  if (const Node* found = map.find(key)) {
    for (const Node& item : found->items) {
      if (item.is_scalar() && !item.text.empty()) words.push_back(item.text);
    }
  }
  return words;
}

std::vector<const Node*> maps_at(const Node& map, std::string_view key) {
  std::vector<const Node*> maps;
  if (const Node* found = map.find(key)) {
    for (const Node& item : found->items) {
      if (item.is_map()) maps.push_back(&item);
    }
  }
  return maps;
}

}  // namespace dialogs
