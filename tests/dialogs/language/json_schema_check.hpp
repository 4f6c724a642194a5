#pragma once
// As much of JSON Schema draft-07 as the generated schema uses, so that it can be tried on files; `pattern` is not
// looked at (the shapes behind it have their own tests).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "dialogs/language/node.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs::tests {

using nlohmann::json;

/// The value as an editor's YAML types it: 12345 is a number, true a truth, "12345" words.
inline json typed(const Node& node, const SourceText& source) {
  if (node.is_list()) {
    json list = json::array();
    for (const Node& item : node.items) list.push_back(typed(item, source));
    return list;
  }
  if (node.is_map()) {
    json map = json::object();
    for (const Node::Entry& entry : node.entries) map[entry.key] = typed(entry.value, source);
    return map;
  }
  const char first = (source.text() + " ")[source.byte_of(node.place)];
  if (first != '"' && first != '\'' && first != '|' && first != '>') {
    if (node.text.empty()) return nullptr;
    if (const auto truth = parse_truth(node.text)) return *truth;
    if (const auto whole = parse_whole(node.text)) return *whole;
    if (const auto decimal = parse_decimal(node.text)) return *decimal;
  }
  return node.text;
}

class SchemaCheck {
 public:
  explicit SchemaCheck(const std::string& schema) : schema_(json::parse(schema)) {}

  bool accepts(const json& value) const { return holds(schema_, value); }

 private:
  static bool has_type(const json& value, const std::string& type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
  }

  bool holds(const json& rule, const json& value) const {
    if (rule.is_boolean()) return rule.get<bool>();
    if (rule.contains("$ref")) {
      return holds(schema_.at(json::json_pointer(rule["$ref"].get<std::string>().substr(1))), value);
    }
    return own(rule, value) && parts(rule, value) && combined(rule, value);
  }

  static bool own(const json& rule, const json& value) {
    if (rule.contains("type")) {
      const json types = rule["type"].is_array() ? rule["type"] : json::array({rule["type"]});
      if (std::none_of(types.begin(), types.end(), [&](const json& t) { return has_type(value, t); })) return false;
    }
    if (rule.contains("enum") && std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end()) {
      return false;
    }
    if (rule.contains("const") && rule["const"] != value) return false;
    const auto within = [&](const char* min, const char* max, double size) {
      return size >= rule.value(min, -1e300) && size <= rule.value(max, 1e300);
    };
    if (value.is_number() && !within("minimum", "maximum", value.get<double>())) return false;
    if (value.is_string()) {
      const auto text = value.get<std::string>();
      const auto points = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
      if (!within("minLength", "maxLength", static_cast<double>(points))) return false;
    }
    const auto size = static_cast<double>(value.size());
    if (value.is_array() && !within("minItems", "maxItems", size)) return false;
    return !value.is_object() || within("minProperties", "maxProperties", size);
  }

  bool parts(const json& rule, const json& value) const {
    if (value.is_array() && rule.contains("items")) {
      return std::all_of(value.begin(), value.end(), [&](const json& item) { return holds(rule["items"], item); });
    }
    if (!value.is_object()) return true;
    for (const json& key : rule.value("required", json::array())) {
      if (!value.contains(key.get<std::string>())) return false;
    }
    const json properties = rule.value("properties", json::object());
    for (const auto& [key, item] : value.items()) {
      if (properties.contains(key)
              ? !holds(properties[key], item)
              : rule.contains("additionalProperties") && !holds(rule["additionalProperties"], item)) {
        return false;
      }
    }
    return true;
  }

  bool combined(const json& rule, const json& value) const {
    const auto how_many = [&](const char* key) {
      return std::count_if(rule[key].begin(), rule[key].end(), [&](const json& one) { return holds(one, value); });
    };
    if (rule.contains("allOf") && how_many("allOf") != static_cast<long>(rule["allOf"].size())) return false;
    if (rule.contains("anyOf") && how_many("anyOf") == 0) return false;
    if (rule.contains("oneOf") && how_many("oneOf") != 1) return false;
    return !rule.contains("if") || !holds(rule["if"], value) || holds(rule["then"], value);
  }

  json schema_;
};

}  // namespace dialogs::tests
