#pragma once
// What the files of one load know of each other while they are built.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/source_text.hpp"
#include "dialogs/rules/rules.hpp"

namespace dialogs {

struct StartPlaces {
  Place start;               // of what stands below `start`
  std::vector<Place> words;  // of start.words
};

struct Library {
  Sources sources;
  Global global;
  std::map<std::string, std::vector<Option>> types;
  std::map<std::string, const Node*> parts;                         // by id
  std::map<std::string, Place> dialogs;                             // by id
  std::map<std::string, StartPlaces> starts;                        // of dialogs, by id
  std::map<std::string, RulesFile> rules;                           // by id
  Lexicon lexicon;                                                  // of all lexicon files
  std::map<std::string, std::shared_ptr<const PointTable>> tables;  // by id
  bool is_complete = true;  // false: a file could not be read, so an unknown name may well stand in it

  /// E0306, unless the name may stand in a file that could not be read.
  void unknown(std::string_view what, const Node& name, const std::vector<std::string_view>& known,
               Faults& faults) const;
};

/// The keys of a map of the library, for did-you-mean.
template <class T>
std::vector<std::string_view> names_of(const std::map<std::string, T>& map) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

/// "" if the key is missing or not a scalar: the schema check has said so.
std::string_view text_at(const Node& map, std::string_view key);
/// The scalars of a list; empty if the key is missing.
std::vector<std::string> words_at(const Node& map, std::string_view key);
/// The maps of a list; empty if the key is missing.
std::vector<const Node*> maps_at(const Node& map, std::string_view key);

}  // namespace dialogs
