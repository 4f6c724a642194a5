#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

#include "base/utf8.hpp"
#include "integrations/channels/wechat/fields.hpp"

namespace integrations::wechat {
namespace {

constexpr int kDepthMax = 16;  // real pushes have 5
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

// What the guard learns on its way, for the reading behind it.
struct Shape {
  bool character_references = false;
};

// Behind the '>' of the tag that begins at `at`; npos if it never ends. Quoted attribute values may hold a '>'.
std::size_t end_of_tag(std::string_view xml, std::size_t at) {
  char quote = 0;
  for (; at < xml.size(); ++at) {
    const char c = xml[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::size_t behind(std::string_view xml, std::size_t at, std::string_view mark) {
  const std::size_t found = xml.find(mark, at);
  return found == std::string_view::npos ? found : found + mark.size();
}

// Refuses, before a tree is built, what would make the tree dangerous: declarations of document types and entities
// (the public endpoint is the classic place for entity bombs) and depth. Words inside CDATA are a driver's own.
base::Status guard(std::string_view xml, Shape& shape) {
  int depth = 0;
  std::size_t at = 0;
  while (at < xml.size()) {
    const std::size_t next = std::min(xml.find('<', at), xml.size());
    shape.character_references = shape.character_references || xml.substr(at, next - at).find("&#") != xml.npos;
    if (next == xml.size()) break;
    const std::string_view rest = xml.substr(next);
    if (rest.starts_with("<![CDATA[")) {
      at = behind(xml, next + 9, "]]>");
    } else if (rest.starts_with("<!--")) {
      at = behind(xml, next + 4, "-->");
    } else if (rest.starts_with("<?")) {
      at = behind(xml, next + 2, "?>");
    } else if (rest.starts_with("<!")) {
      return invalid("doctype");
    } else {
      at = end_of_tag(xml, next);
      if (at == std::string_view::npos) return invalid("malformed");
      if (rest.starts_with("</")) {
        --depth;
      } else if (xml[at - 2] != '/' && ++depth > kDepthMax) {
        return invalid("too_deep");
      }
    }
    if (at == std::string_view::npos) return invalid("malformed");
  }
  return {};
}

// The text of an element without child elements; CDATA sections that an end mark has split are joined.
bool leaf_text(const pugi::xml_node& element, std::string& text) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element) return false;
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text.append(child.value());
  }
  return true;
}

base::Status collect(const pugi::xml_node& parent, std::string_view parent_name, const Shape& shape, Fields& fields) {
  for (const pugi::xml_node& element : parent.children()) {
    if (element.type() != pugi::node_element) continue;
    const std::string_view name = element.name();
    if (parent_name.empty() && is_parent(name)) {
      if (auto status = collect(element, name, shape, fields); !status) return status;
      continue;
    }
    Field field{};
    if (!find_field(parent_name, name, field)) continue;
    std::string text;
    if (!leaf_text(element, text)) return invalid("not_text " + std::string(spelling_of(field)));
    if (shape.character_references && !base::is_utf8(text)) return invalid("not_utf8");
    if (!fields.add(field, std::move(text))) return invalid("duplicate_element " + std::string(spelling_of(field)));
  }
  return {};
}

// The document's one element; null if there is another beside it, or text, or an encoding we do not read.
pugi::xml_node only_root(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node& node : document.children()) {
    switch (node.type()) {
      case pugi::node_element:
        if (root) return {};
        root = node;
        break;
      case pugi::node_declaration: {
        std::string encoding = node.attribute("encoding").as_string("utf-8");
        std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (encoding != "utf-8") return {};
        break;
      }
      default:
        return {};
    }
  }
  return root;
}

}  // namespace

base::Result<Fields> read_xml_fields(std::string_view body) {
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (body.empty()) return invalid("empty");
  if (std::memchr(body.data(), 0, body.size()) != nullptr || !base::is_utf8(body)) return invalid("not_utf8");
  Shape shape;
  if (auto status = guard(body, shape); !status) return status.error();

  std::string buffer;  // pugixml unescapes in place, and puts a terminator over the last byte
  buffer.reserve(body.size() + 1);
  buffer.append(body).push_back('\n');
  pugi::xml_document document;
  constexpr unsigned kOptions =
      (pugi::parse_default | pugi::parse_declaration | pugi::parse_fragment | pugi::parse_ws_pcdata_single) &
      ~static_cast<unsigned>(pugi::parse_wconv_attribute);
  if (!document.load_buffer_inplace(buffer.data(), buffer.size(), kOptions, pugi::encoding_utf8)) {
    return invalid("malformed");
  }
  const pugi::xml_node root = only_root(document);
  if (!root || std::string_view(root.name()) != "xml") return invalid("malformed");
  Fields fields;
  if (auto status = collect(root, "", shape, fields); !status) return status.error();
  return fields;
}

}  // namespace integrations::wechat
