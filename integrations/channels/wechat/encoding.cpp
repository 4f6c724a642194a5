#include "integrations/channels/wechat/encoding.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace integrations::wechat {
namespace {

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

std::string clean(std::string_view text) {
  std::string out = base::is_utf8(text) ? std::string(text) : base::repair_utf8(text);
  out.erase(std::remove_if(out.begin(), out.end(), is_forbidden), out.end());
  // U+FFFE and U+FFFF are well-formed UTF-8 but not XML.
  for (const std::string_view noncharacter : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = out.find(noncharacter); at != std::string::npos; at = out.find(noncharacter, at)) {
      out.erase(at, noncharacter.size());
    }
  }
  return out;
}

}  // namespace

void append_cdata(std::string& out, std::string_view text) {
  constexpr std::string_view kEnd = "]]>";
  const std::string cleaned = clean(text);
  std::string_view rest = cleaned;
  out.append("<![CDATA[");
  for (std::size_t at = rest.find(kEnd); at != std::string_view::npos; at = rest.find(kEnd)) {
    out.append(rest.substr(0, at)).append("]]]]><![CDATA[>");
    rest.remove_prefix(at + kEnd.size());
  }
  out.append(rest).append(kEnd);
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : clean(text)) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace integrations::wechat
