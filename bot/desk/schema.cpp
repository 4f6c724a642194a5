#include "bot/desk/schema.hpp"

#include <nlohmann/json.hpp>

#include "bot/json.hpp"

namespace bot::desk::schema {
namespace {

using nlohmann::json;

constexpr std::string_view kReference = "#/components/schemas/";

Shape shape_of(const json& value) { return {to_text(value), false}; }

std::string at(std::string_view place, std::string_view name) {
  return place.empty() ? std::string(name) : std::string(place) + "." + std::string(name);
}

bool has_type(const json& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  return value.is_object();
}

std::string check(const json& value, const json& shape, const json& shapes, const std::string& place, int depth) {
  if (depth > kJsonDepthMax) return place + ": too deep";
  if (shape.contains("$ref")) {
    const std::string name = shape["$ref"].get<std::string>().substr(kReference.size());
    if (!shapes.contains(name)) return place + ": unknown shape " + name;
    return check(value, shapes[name], shapes, place, depth + 1);
  }
  if (!shape.contains("type")) return {};
  const std::string type = shape["type"];
  if (!has_type(value, type)) return place + ": " + type + " expected";
  if (shape.contains("enum")) {
    for (const json& word : shape["enum"]) {
      if (word == value) return {};
    }
    return place + ": not one of the allowed words";
  }
  if (type == "array") {
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string wrong = check(value[i], shape["items"], shapes, at(place, std::to_string(i)), depth + 1);
      if (!wrong.empty()) return wrong;
    }
  }
  if (type != "object" || !shape.contains("properties")) return {};
  for (const json& name : shape["required"]) {
    if (!value.contains(name.get<std::string>())) return at(place, name.get<std::string>()) + ": missing";
  }
  for (const auto& [name, held] : value.items()) {
    if (!shape["properties"].contains(name)) return at(place, name) + ": not expected here";
    std::string wrong = check(held, shape["properties"][name], shapes, at(place, name), depth + 1);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace

Shape text() { return shape_of({{"type", "string"}}); }
Shape integer() { return shape_of({{"type", "integer"}}); }
Shape number() { return shape_of({{"type", "number"}}); }
Shape boolean() { return shape_of({{"type", "boolean"}}); }
Shape instant() { return shape_of({{"type", "integer"}, {"description", "Unix milliseconds"}}); }
Shape any() { return shape_of(json::object()); }
Shape named(const char* name) { return shape_of({{"$ref", std::string(kReference) + name}}); }

Shape words(std::initializer_list<const char*> allowed) {
  json list = json::array();
  for (const char* word : allowed) list.push_back(word);
  return shape_of({{"type", "string"}, {"enum", std::move(list)}});
}

Shape list(const Shape& of) { return shape_of({{"type", "array"}, {"items", json::parse(of.json)}}); }

Shape object(const std::vector<Field>& fields) {
  json properties = json::object();
  json required = json::array();
  for (const Field& field : fields) {
    properties[field.name] = json::parse(field.shape.json);
    if (!field.shape.optional) required.push_back(field.name);
  }
  return shape_of({{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}});
}

Shape maybe(Shape shape) {
  shape.optional = true;
  return shape;
}

std::string query_fault(const Field& field, std::string_view value) {
  if (value.empty()) return {};
  const json shape = json::parse(field.shape.json);
  const std::string where = "网址里的“" + std::string(field.name) + "”";
  if (shape.contains("enum")) {
    std::string allowed;
    for (const json& word : shape["enum"]) {
      if (word == value) return {};
      allowed += (allowed.empty() ? "" : "、") + word.get<std::string>();
    }
    return where + "只能是：" + allowed;
  }
  const bool is_digits = value.size() <= 18 && value.find_first_not_of("0123456789") == std::string_view::npos;
  return shape.value("type", "") == "integer" && !is_digits ? where + "要是一个数" : std::string();
}

std::string mismatch(const json& value, const json& shape, const json& shapes) {
  return check(value, shape, shapes, "", 0);
}

}  // namespace bot::desk::schema
