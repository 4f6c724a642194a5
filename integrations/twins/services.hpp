#pragma once
// What each of the three hotlines takes, made up for the stand-in after the domain reference §2 and §6: the real ones
// publish nothing.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twins {

struct Attribute {
  std::string code;
  std::string datatype;  // string text number datetime singlevaluelist (Open311 GeoReport v2)
  bool required = false;
  std::string description;
  std::vector<std::pair<std::string, std::string>> values;  // key, name; of a list only
  std::size_t characters_max = 2000;
  std::size_t digits = 0;  // > 0: exactly so many digits
};

struct Service {
  std::string code;
  std::string name;
  std::string description;
  std::string group;
  std::string keywords;
  std::vector<Attribute> attributes;
};

struct Catalogue {
  std::string code;  // "12328"
  std::string name;
  std::vector<Service> services;

  const Service* find(std::string_view service_code) const;
};

/// nullptr: no such hotline. Known are 12345, 12328 and 12348.
const Catalogue* find_catalogue(std::string_view hotline_code);

}  // namespace twins
