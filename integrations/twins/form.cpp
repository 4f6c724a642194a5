#include "integrations/twins/form.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace twins {
namespace {

constexpr std::size_t kFieldsMax = 200;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '+') {
      out += ' ';
    } else if (encoded[i] == '%') {
      if (i + 2 >= encoded.size()) return std::nullopt;
      const int high = hex_digit(encoded[i + 1]);
      const int low = hex_digit(encoded[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += encoded[i];
    }
  }
  if (!base::is_utf8(out) || out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Form> Form::parse(std::string_view encoded) {
  Form form;
  while (!encoded.empty()) {
    const std::size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view field = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (field.empty()) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    auto name = decode(field.substr(0, equals));
    auto value = decode(equals < field.size() ? field.substr(equals + 1) : std::string_view());
    if (!name || !value || form.fields_.size() == kFieldsMax) return std::nullopt;
    form.fields_.emplace_back(std::move(*name), std::move(*value));
  }
  return form;
}

std::string_view Form::get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> Form::attributes() const {
  static constexpr std::string_view kPrefix = "attribute[";
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [key, value] : fields_) {
    if (!key.starts_with(kPrefix) || value.empty()) continue;
    const std::size_t end = key.find(']', kPrefix.size());
    if (end == std::string::npos) continue;
    const std::string code = key.substr(kPrefix.size(), end - kPrefix.size());
    const auto same =
        std::find_if(found.begin(), found.end(), [&code](const auto& known) { return known.first == code; });
    if (same == found.end()) {
      found.emplace_back(code, value);
    } else {
      same->second.append(",").append(value);
    }
  }
  return found;
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (end > 0) parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

}  // namespace twins
