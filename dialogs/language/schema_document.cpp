// The JSON Schema (draft-07) of the files, made from the table of schema.hpp. Editors type 12345 as an integer and our
// loader as text, so a scalar may be either wherever digits may stand (dialog language §3.1).
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/language/schema.hpp"

namespace dialogs {
namespace {

using Pair = std::pair<std::string_view, std::string>;  // key, JSON

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? "," : "") + item;
  return out + "]";
}

std::string map(const std::vector<Pair>& pairs) {
  std::string out = "{";
  for (const auto& [key, value] : pairs) out += (out.size() > 1 ? "," : "") + json_string(key) + ":" + value;
  return out + "}";
}

std::string words(std::initializer_list<std::string_view> all) {
  std::vector<std::string> items;
  for (const std::string_view word : all) items.push_back(json_string(word));
  return list(items);
}

std::string reference(std::string_view id) { return map({{"$ref", json_string("#/definitions/" + std::string(id))}}); }

std::string pattern(std::string_view expression) {
  return map({{"type", json_string("string")}, {"pattern", json_string(expression)}});
}

// Any scalar: what is text to the loader may look like a number or a truth to an editor.
std::string scalar(int points_max) {
  std::vector<Pair> pairs{{"type", words({"string", "number", "boolean"})}, {"minLength", "1"}};
  if (points_max > 0) pairs.emplace_back("maxLength", std::to_string(points_max));
  return map(pairs);
}

std::string number(bool is_whole, int min, int max) {
  std::vector<Pair> pairs{{"type", is_whole ? words({"integer", "string"}) : words({"number", "string"})},
                          {"pattern", json_string(is_whole ? "^-?[0-9]{1,9}$" : "^-?[0-9.]{1,20}$")}};
  if (is_whole) {
    pairs.emplace_back("minimum", std::to_string(min));
    pairs.emplace_back("maximum", std::to_string(max));
  }
  return map(pairs);
}

std::string array(const std::string& item, int min, int max) {
  std::vector<Pair> pairs{{"type", json_string("array")}, {"items", item}};
  if (min > 0) pairs.emplace_back("minItems", std::to_string(min));
  if (max > 0) pairs.emplace_back("maxItems", std::to_string(max));
  return map(pairs);
}

std::string map_of(const std::string& value) {
  return map({{"type", json_string("object")}, {"minProperties", "1"}, {"additionalProperties", value}});
}

std::string one_of(const KeyShape& key) {
  std::vector<std::string> items;
  for (const std::string_view word : key.words) items.push_back(json_string(word));
  return map({{"enum", list(items)}});
}

std::string duration() {
  return map({{"type", json_string("string")},
              {"pattern", json_string("^[0-9]{1,8}[smhd]$")},
              {"examples", words({"30s", "30m", "20h", "7d"})}});
}

std::string value_of(const KeyShape& key) {
  const std::string steps = array(reference("step"), 1, 0);
  switch (key.shape) {
    case Shape::kText:
      return scalar(key.max);
    case Shape::kId:
      return pattern("^[a-z][a-z0-9_]{1,31}$");
    case Shape::kStepId:
    case Shape::kField:
      return pattern("^[a-z][a-z0-9_]{0,31}$");
    case Shape::kSlotName:
      return pattern(
          "^[\xE3\x90\x80-\xE4\xB6\xBF\xE4\xB8\x80-\xE9\xBF\xBF"
          "A-Za-z][\xE3\x90\x80-\xE4\xB6\xBF\xE4\xB8\x80-\xE9\xBF\xBF"
          "A-Za-z0-9]{0,15}$");
    case Shape::kWhole:
      return number(true, key.min, key.max);
    case Shape::kDecimal:
      return number(false, 0, 0);
    case Shape::kYesNo:
      return map({{"enum", list({"true", "false", json_string("true"), json_string("false")})}});
    case Shape::kDuration:
      return duration();
    case Shape::kQuiet:
      return pattern("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$");
    case Shape::kDate:
      return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    case Shape::kOneOf:
      return one_of(key);
    case Shape::kWords:
      return array(scalar(0), key.min, key.max);
    case Shape::kDurations:
      return array(duration(), key.min, key.max);
    case Shape::kSay:
      return reference("text");
    case Shape::kSays:
      return map({{"anyOf", list({reference("text"), array(reference("text"), 1, key.max)})}});
    case Shape::kCondition:
      return scalar(600);
    case Shape::kSteps:
      return steps;
    case Shape::kValues:
      return map_of(scalar(0));
    case Shape::kOutcomes:
      return map_of(steps);
    case Shape::kOptions:
      return array(reference("option"), key.min, key.max);
    case Shape::kClause:
      return reference("clause");
    case Shape::kTerms:
      return array(map({{"anyOf", list({scalar(0), reference("clause")})}}), 1, 0);
    case Shape::kTalk:
      return array(reference("talk_line"), 1, 0);
    case Shape::kMap:
      return map({{"type", json_string("object")}});
    case Shape::kObject:
      return reference(key.object->id);
    case Shape::kObjects:
      return array(reference(key.object->id), key.min, key.max);
  }
  return map({});
}

// A JSON value with what an editor shows when the pointer rests on its key.
std::string described(std::string value, std::string_view meaning, std::string_view usual) {
  std::string text(meaning);
  if (!usual.empty()) text += (text.empty() ? "" : "。") + std::string("不写：") + std::string(usual);
  if (text.empty() || value.starts_with("{\"$ref\"")) {
    // In draft-07 nothing beside a $ref counts.
    return text.empty() ? value : map({{"description", json_string(text)}, {"allOf", list({value})}});
  }
  value.insert(1, json_string("description") + ":" + json_string(text) + (value.size() > 2 ? "," : ""));
  return value;
}

// What a key allows only for some types of slots.
std::vector<std::string> type_rules(const ObjectShape& shape) {
  std::vector<std::string> rules;
  for (const KeyShape& key : shape.keys) {
    if (key.types.empty()) continue;
    std::vector<std::string> types;
    for (std::size_t at = 0; at < key.types.size();) {
      const std::size_t end = std::min(key.types.find(' ', at), key.types.size());
      types.push_back(json_string(key.types.substr(at, end - at)));
      at = end + 1;
    }
    rules.push_back(map({{"if", map({{"required", words({key.key})}})},
                         {"then", map({{"properties", map({{"type", map({{"enum", list(types)}})}})}})}}));
  }
  return rules;
}

// A choice that somebody asks needs its options.
std::string choice_rule() {
  const auto has = [](std::string_view key) { return map({{"required", words({key})}}); };
  return map({{"if", map({{"properties", map({{"type", map({{"const", json_string("choice")}})}})}})},
              {"then", map({{"anyOf", list({has("options"), has("from"), has("computed"), has("given")})}})}});
}

std::string object(const ObjectShape& shape) {
  std::vector<std::string> required;
  std::vector<Pair> properties;
  for (const KeyShape& key : shape.keys) {
    if (key.required) required.push_back(json_string(key.key));
    properties.emplace_back(key.key, described(value_of(key), key.meaning, key.usual));
  }
  properties.emplace_back("note", described(scalar(0), "备注", ""));
  std::vector<Pair> pairs{{"type", json_string("object")}, {"title", json_string(shape.name)}};
  if (!shape.meaning.empty()) pairs.emplace_back("description", json_string(shape.meaning));
  if (!required.empty()) pairs.emplace_back("required", list(required));
  pairs.emplace_back("additionalProperties", "false");
  pairs.emplace_back("properties", map(properties));
  std::vector<std::string> rules = type_rules(shape);
  if (&shape == &slot_shape()) rules.push_back(choice_rule());
  if (!rules.empty()) pairs.emplace_back("allOf", list(rules));
  return map(pairs);
}

std::string talk_line() {
  std::vector<Pair> properties;
  for (const TalkShape& talk : talk_shapes()) {
    properties.emplace_back(
        talk.key, map({{"description", json_string(std::string(talk.meaning) + "，例如 " + std::string(talk.value))}}));
  }
  return map({{"type", json_string("object")},
              {"minProperties", "1"},
              {"maxProperties", "1"},
              {"additionalProperties", "false"},
              {"properties", map(properties)}});
}

class Definitions {
 public:
  std::vector<Pair> take() {
    for (const KindShape& kind : kinds()) add(*kind.object);
    std::vector<std::string> steps;
    for (const ObjectShape& step : step_shapes()) {
      add(step);
      steps.push_back(reference(step.id));
    }
    add(clause_shape());
    // A text is said in one language or in several wordings, an option has other words or none.
    pairs_.emplace_back("text_forms", object(text_shape()));
    pairs_.emplace_back(
        "text", map({{"anyOf", list({scalar(600), map({{"allOf", list({reference("text_forms")})},
                                                       {"oneOf", list({map({{"required", words({"any"})}}),
                                                                       map({{"required", words({"zh"})}})})}})})}}));
    pairs_.emplace_back("option_forms", object(option_shape()));
    pairs_.emplace_back("option", map({{"anyOf", list({scalar(12), reference("option_forms")})}}));
    pairs_.emplace_back("step", map({{"oneOf", list(steps)}}));
    pairs_.emplace_back("talk_line", talk_line());
    return std::move(pairs_);
  }

 private:
  void add(const ObjectShape& shape) {
    for (const auto& [id, json] : pairs_) {
      if (id == shape.id) return;
    }
    pairs_.emplace_back(shape.id, object(shape));
    for (const KeyShape& key : shape.keys) {
      if (key.object != nullptr) add(*key.object);
    }
  }

  std::vector<Pair> pairs_;
};

// Two blanks per level; strings hold no line feeds.
std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  const auto line = [&] { out += "\n" + std::string(depth * 2, ' '); };
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string) {
      out += c;
      if (c == '\\') out += json[++at];
      in_string = c != '"';
      continue;
    }
    const bool opens = c == '{' || c == '[';
    if (opens && at + 1 < json.size() && (json[at + 1] == '}' || json[at + 1] == ']')) {
      out += json.substr(at++, 2);
      continue;
    }
    if (opens) ++depth;
    if (c == '}' || c == ']') {
      --depth;
      line();
    }
    out += c;
    if (c == ':') out += ' ';
    if (opens || c == ',') line();
    in_string = c == '"';
  }
  return out + "\n";
}

}  // namespace

std::string json_schema() {
  std::vector<std::string> names;
  std::vector<std::string> rules;
  for (const KindShape& kind : kinds()) {
    names.push_back(json_string(kind.kind));
    const std::string is_kind = map({{"kind", map({{"const", json_string(kind.kind)}})}});
    rules.push_back(map(
        {{"if", map({{"required", words({"kind"})}, {"properties", is_kind}})}, {"then", reference(kind.object->id)}}));
  }
  return indented(map({{"$schema", json_string("http://json-schema.org/draft-07/schema#")},
                       {"$id", json_string("huaben-1.schema.json")},
                       {"title", json_string("话本 v1")},
                       {"type", json_string("object")},
                       {"required", words({"kind"})},
                       {"properties", map({{"kind", map({{"enum", list(names)}})}})},
                       {"allOf", list(rules)},
                       {"definitions", map(Definitions().take())}}));
}

}  // namespace dialogs
