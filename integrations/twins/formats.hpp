#pragma once
// One answer as JSON and as XML: the mapping of GeoReport v2 (root dropped in JSON, containers as lists).
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace twins {

enum class Format { kJson, kXml };

struct Answer {
  int status = 200;
  std::string content_type;
  std::string body;
  std::string location;   // of a redirect; "" = no such header
  std::string allow;      // of a 405
  int retry_after_s = 0;  // 0 = no such header
};

/// `root` names the XML's root element, and by it the elements of every list below (services -> service).
Answer render(int status, Format format, std::string_view root, const nlohmann::ordered_json& content);

/// Text between tags and in quoted attributes, of XML and HTML alike; characters XML forbids become U+FFFD.
std::string escape_markup(std::string_view text);

}  // namespace twins
