#include <algorithm>
#include <map>
#include <string>

#include "base/utf8.hpp"
#include "dialogs/language/lint.hpp"
#include "dialogs/language/several.hpp"

namespace dialogs {
namespace {

// A one-character word fires inside other words: 无 in 无故.
void check_short_words(const Slot& slot, Faults& faults) {
  if (slot.listen != Listen::kAlways || slot.computed || slot.given) return;
  for (const Option& option : slot.options) {
    if (!option.heard) continue;
    const auto check = [&](const std::string& word) {
      if (base::count_code_points(word) != 1) return;
      faults.add("E0601", "“" + slot.name + "”随时在听，只有一个字的“" + word + "”会在别的话里误认", slot.place,
                 "写长一点，或给选项“" + option.is + "”写 heard: false");
    };
    check(option.is);
    for (const std::string& word : option.words) check(word);
  }
}

void told_as_one(const std::string& word, const Place& place, Faults& faults) {
  if (is_several(word)) faults.add("E0203", "“" + word + "”写成了一个词", place, kApart);
}

void check_double_words(const Slot& slot, Faults& faults) {
  std::map<std::string, std::string> owner;  // word -> option
  for (const Option& option : slot.options) {
    const auto check = [&](const std::string& word) {
      const auto [known, is_new] = owner.try_emplace(word, option.is);
      if (is_new || (known->second == option.is && word != option.is)) return;
      faults.add("E0602", "“" + slot.name + "”里“" + word + "”同时属于“" + known->second + "”和“" + option.is + "”",
                 slot.place, "从一个选项里删掉");
    };
    check(option.is);
    for (const std::string& word : option.words) check(word);
  }
}

}  // namespace

void lint_words(const Dialog& dialog, const Library& library, Faults& faults) {
  for (const Slot& slot : dialog.slots) {
    check_short_words(slot, faults);
    check_double_words(slot, faults);
    for (const Option& option : slot.options) {
      for (const std::string& word : option.words) told_as_one(word, slot.place, faults);
    }
  }
  const auto& commands = library.global.commands;
  const std::vector<Place>& places = library.starts.at(dialog.id).words;
  for (std::size_t i = 0; i < dialog.start_words.size(); ++i) {
    const std::string& word = dialog.start_words[i];
    told_as_one(word, places[i], faults);
    const bool is_command = std::any_of(commands.begin(), commands.end(), [&](const auto& words) {
      return std::find(words.begin(), words.end(), word) != words.end();
    });
    if (!is_command) continue;
    faults.add("E0605", "触发词“" + word + "”也是全局命令，永远轮不到这个话本", places[i], "换一个说法");
  }
}

}  // namespace dialogs
