#include "dialogs/language/matters_file.hpp"

#include <string>
#include <utility>

#include "dialogs/language/library.hpp"
#include "dialogs/language/rules_file.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

Matter read_matter(const Node& node) {
  Matter matter;
  matter.place = node.place;
  matter.matter = std::string(text_at(node, "matter"));
  matter.name = std::string(text_at(node, "name"));
  matter.to = std::string(text_at(node, "to"));
  matter.also = words_at(node, "also");
  matter.urgency = std::string(text_at(node, "urgency"));
  matter.kind = std::string(text_at(node, "for"));
  matter.about = std::string(text_at(node, "about"));
  matter.fields = words_at(node, "fields");
  matter.strong = read_terms(node, "strong");
  matter.shared = read_terms(node, "shared");
  matter.words = read_terms(node, "words");
  matter.none = read_terms(node, "none");
  for (const Node* raise : maps_at(node, "raise")) {
    matter.raise.push_back({std::string(text_at(*raise, "to")), read_terms(*raise, "any"), raise->place});
  }
  matter.tests = words_at(node, "tests");
  return matter;
}

}  // namespace

MattersFile read_matters_file(const Node& root) {
  MattersFile file;
  file.place = root.place;
  file.id = std::string(text_at(root, "id"));
  file.title = std::string(text_at(root, "title"));
  file.about = std::string(text_at(root, "about"));
  file.group = std::string(text_at(root, "group"));
  file.comes_first = parse_truth(text_at(root, "first")).value_or(false);
  file.signs = read_terms(root, "signs");
  file.masks = words_at(root, "masks");
  for (const Node* node : maps_at(root, "words")) {
    file.words.push_back({std::string(text_at(*node, "group")), words_at(*node, "any"), node->place});
  }
  for (const Node* node : maps_at(root, "matters")) file.matters.push_back(read_matter(*node));
  return file;
}

}  // namespace dialogs
