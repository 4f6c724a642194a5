#pragma once
// What a ticket holds for whom (domain reference §6), as the operator's file config/contents.txt has it: which field goes to which
// recipient, how long it may be, and what the recipients call our groups, matters and districts.
//
//   [fields]
//   plate   车牌  20  12328=C 12345=O        R required, C given if there is one, O optional, absent: never given
//   phone   电话  20  *=C personal           * is every hotline; personal: only with the driver's consent
//   [services 12328]                         a group of drivers -> the hotline's service; * is any other
//   [categories 12328]                       a matter code, or its beginning and *, -> the hotline's own category
//   [regions]                                a district's name -> its code (GB/T 2260); * is the city
//   [list domain]                            names of a code list: a key -> the code
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tickets/promises/sheet.hpp"

namespace tickets {

/// Who is not a hotline: the company complained about. It learns of the matter, never of the person (owner's decision "Identity").
inline constexpr std::string_view kCompany = "company";

enum class Need { kNever, kOptional, kConditional, kRequired };

struct ContentField {
  std::string name;   // as it is sent
  std::string label;  // as an officer reads it
  std::size_t characters_max = 0;
  bool personal = false;
  std::map<std::string, Need, std::less<>> needs;  // by recipient; "*" is every hotline

  Need need_of(std::string_view recipient) const;
};

class Contents {
 public:
  using Words = std::map<std::string, std::string, std::less<>>;
  using WordLists = std::map<std::string, Words, std::less<>>;
  /// In the order an officer reads them.
  const std::vector<ContentField>& fields() const { return fields_; }
  /// A hotline the file names services of, or the company.
  bool knows(std::string_view recipient) const;
  /// "" where the file names none.
  std::string_view service_of(std::string_view hotline, std::string_view group) const;
  /// The longest beginning of the matter code that the file knows.
  std::string_view category_of(std::string_view hotline, std::string_view matter_code) const;
  /// Of the district whose name stands first in the text; the city's where none does.
  std::string_view region_in(std::string_view text) const;
  /// "" where no district, or only the city, has the code.
  std::string_view region_name(std::string_view code) const;
  /// "" where the list does not know the key and has no *.
  std::string_view code_in(std::string_view list, std::string_view key) const;
  /// What people say for the code; "" where the list has none.
  std::string_view name_in(std::string_view list, std::string_view code) const;
  /// By hotline, as they stand in the file.
  const WordLists& services() const { return services_; }
  const WordLists& categories() const { return categories_; }
  /// By name of the list.
  const WordLists& lists() const { return lists_; }
  /// Name and code, in the file's order.
  const std::vector<std::pair<std::string, std::string>>& regions() const { return regions_; }

 private:
  friend class ContentsReader;
  std::vector<ContentField> fields_;
  WordLists services_, categories_, lists_;
  std::vector<std::pair<std::string, std::string>> regions_;
};

struct LoadedContents {
  std::optional<Contents> contents;  // only without faults
  std::vector<Fault> faults;
};

/// All faults at once: a field twice, without a label, a length or a recipient; a need that is none; an entry twice; no [fields].
LoadedContents load_contents(std::string_view text);

}  // namespace tickets
