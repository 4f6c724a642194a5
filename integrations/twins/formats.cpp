#include "integrations/twins/formats.hpp"

#include <nlohmann/json.hpp>

#include "base/utf8.hpp"

namespace twins {
namespace {

using Json = nlohmann::ordered_json;

/// services -> service, service_requests -> request, values -> value …
std::string_view element_of(std::string_view container) {
  if (container == "service_requests") return "request";
  if (container == "service_request_updates") return "request_update";
  return container.ends_with('s') ? container.substr(0, container.size() - 1) : "item";
}

void append_xml(std::string& out, std::string_view name, const Json& value) {
  out.append("<").append(name);
  if (value.is_null()) {
    out += "/>";
    return;
  }
  out += '>';
  if (value.is_array()) {
    for (const Json& item : value) append_xml(out, element_of(name), item);
  } else if (value.is_object()) {
    for (const auto& [key, child] : value.items()) append_xml(out, key, child);
  } else {
    out += escape_markup(value.is_string() ? value.get_ref<const std::string&>() : value.dump());
  }
  out.append("</").append(name).append(">");
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = base::next_code_point(text, at);
    switch (point) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default: {
        const bool allowed = point >= ' ' || point == '\t' || point == '\n' || point == '\r';
        base::append_code_point(out, allowed ? point : base::kReplacementCharacter);
      }
    }
  }
  return out;
}

Answer render(int status, Format format, std::string_view root, const Json& content) {
  Answer answer;
  answer.status = status;
  if (format == Format::kXml) {
    answer.content_type = "text/xml; charset=utf-8";
    answer.body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    append_xml(answer.body, root, content);
  } else {
    answer.content_type = "application/json; charset=utf-8";
    answer.body = content.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return answer;
}

}  // namespace twins
