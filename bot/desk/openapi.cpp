#include <nlohmann/json.hpp>

#include "bot/desk/routes.hpp"
#include "bot/json.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

json parameter(const char* place, const std::string& name, const json& shape, bool required) {
  return {{"in", place}, {"name", name}, {"required", required}, {"schema", shape}};
}

json parameters_of(const DeskRoute& route) {
  json all = json::array();
  std::string_view path = route.path;
  while (true) {
    const std::size_t open = path.find('{');
    if (open == std::string_view::npos) break;
    const std::size_t close = path.find('}', open);
    all.push_back(parameter("path", std::string(path.substr(open + 1, close - open - 1)), {{"type", "string"}}, true));
    path.remove_prefix(close);
  }
  for (const schema::Field& field : route.query) {
    all.push_back(parameter("query", field.name, json::parse(field.shape.json), false));
  }
  if (route.writes() && !route.open) {
    all.push_back(parameter("header", "Idempotency-Key", {{"type", "string"}, {"minLength", 8}, {"maxLength", 128}}, true));
  }
  if (route.has_body() && !route.open) {
    all.push_back(parameter("header", "X-CSRF-Token", {{"type", "string"}}, true));
  }
  return all;
}

json operation_of(const DeskRoute& route) {
  json roles = json::array();
  for (const Role role : kAllRoles) {
    if (route.roles.holds(role)) roles.push_back(to_name(role));
  }
  json operation{{"operationId", route.name},
                 {"summary", route.summary},
                 {"parameters", parameters_of(route)},
                 {"x-roles", std::move(roles)},
                 {"security", route.open ? json::array() : json::array({{{"session", json::array()}}})},
                 {"responses",
                  {{"200",
                    {{"description", "Done"},
                     {"content", {{route.stream ? "text/event-stream" : "application/json", {{"schema", json::parse(route.answer.json)}}}}}}},
                   {"default", {{"$ref", "#/components/responses/Refused"}}}}}};
  if (route.body) {
    operation["requestBody"] = {{"required", true},
                                {"content", {{"application/json", {{"schema", json::parse(route.body->json)}}}}}};
  }
  if (!std::string_view(route.audit).empty()) operation["x-audit"] = route.audit;
  return operation;
}

json refused() {
  return {{"description", "Refused: a code for programs, a sentence for people"},
          {"content",
           {{"application/json",
             {{"schema",
               {{"type", "object"},
                {"required", {"error", "message", "request_id"}},
                {"properties",
                 {{"error", {{"type", "string"}}},
                  {"message", {{"type", "string"}}},
                  {"request_id", {{"type", "string"}}},
                  {"present", {{"description", "409: how it stands now"}}}}}}}}}}}};
}

}  // namespace

std::string openapi(const std::vector<DeskRoute>& routes, const std::vector<schema::Field>& shapes) {
  json paths = json::object();
  for (const DeskRoute& route : routes) {
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    paths[route.path][method] = operation_of(route);
  }
  json schemas = json::object();
  for (const schema::Field& shape : shapes) schemas[shape.name] = json::parse(shape.shape.json);
  const json document{{"openapi", "3.1.0"},
                      {"info", {{"title", "xinsheng desk"}, {"version", "1"}, {"license", {{"name", "Apache-2.0"}}}}},
                      {"paths", std::move(paths)},
                      {"components",
                       {{"schemas", std::move(schemas)},
                        {"responses", {{"Refused", refused()}}},
                        {"securitySchemes",
                         {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-xinsheng_desk"}}}}}}}};
  return document.dump(1) + "\n";
}

}  // namespace bot::desk
