#include "dialogs/language/canonical_json.hpp"
#include "storage/accounts.hpp"

namespace storage {

std::string audit_hash(std::int64_t number, const NewAudit& said, std::string_view previous) {
  std::string text;
  // Lengths before the fields: no two entries have the same text.
  const auto add = [&text](std::string_view field) {
    text += std::to_string(field.size()) + ':';
    text += field;
  };
  add(std::to_string(number));
  add(std::to_string(said.at.count));
  for (const std::string* field : {&said.actor, &said.role, &said.action, &said.object, &said.note, &said.request}) add(*field);
  add(previous);
  return dialogs::sha256_hex(text);
}

}  // namespace storage
