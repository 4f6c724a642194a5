#pragma once
// application/x-www-form-urlencoded, as a hotline reads it.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twins {

class Form {
 public:
  /// nullopt: a broken percent escape, ill-formed UTF-8, or more than 200 fields.
  static std::optional<Form> parse(std::string_view encoded);

  /// The first field of that name; "" if there is none (an empty field is an absent one).
  std::string_view get(std::string_view name) const;
  /// attribute[CODE] and attribute[CODE][] in the order they came; several values of one code joined by ','.
  std::vector<std::pair<std::string, std::string>> attributes() const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Parts of a comma list; empty parts are dropped.
std::vector<std::string> split_list(std::string_view list);

}  // namespace twins
