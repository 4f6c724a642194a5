#pragma once
// Shapes of the desk's JSON, as OpenAPI 3.1 (JSON Schema) describes them. Short words for the table of routes.
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot::desk::schema {

/// A shape, kept as JSON text so that tables of routes need no JSON library.
struct Shape {
  std::string json;
  bool optional = false;
};
struct Field {
  const char* name;
  Shape shape;
};

Shape text();
Shape integer();
Shape number();
Shape boolean();
/// Unix milliseconds.
Shape instant();
Shape words(std::initializer_list<const char*> allowed);
Shape list(const Shape& of);
/// A named shape of the document: shared_shapes.
Shape named(const char* name);
Shape object(const std::vector<Field>& fields);
/// Whatever stands there.
Shape any();
/// May be absent.
Shape maybe(Shape shape);

/// What is wrong with `value`, as a path and a word ("items.0.id: integer expected"); "" = it has this shape. `shapes` are the
/// named ones.
std::string mismatch(const nlohmann::json& value, const nlohmann::json& shape, const nlohmann::json& shapes);

/// What is wrong with a value of an address's query: a sentence, "" = it has this shape. An empty value says nothing.
std::string query_fault(const Field& field, std::string_view value);

}  // namespace bot::desk::schema
