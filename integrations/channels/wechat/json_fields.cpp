#include <algorithm>
#include <nlohmann/json.hpp>

#include "integrations/channels/wechat/fields.hpp"

namespace integrations::wechat {
namespace {

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kKeysMax = 256;  // of one object; every key is compared with all before it

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

// Collects while parsing: no tree is built, so depth costs nothing, and a repeated key is seen.
class Collector final : public nlohmann::json_sax<nlohmann::json> {
 public:
  const std::string& fault() const { return fault_; }
  Fields& fields() { return fields_; }

  bool null() override { return value_begins(); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return scalar(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& spelled) override {
    // An integer beyond 64 bits arrives here, already rounded: an id must not be mangled.
    if (spelled.find_first_of(".eE") == std::string::npos) return refuse("number_too_large");
    return scalar(spelled);
  }
  bool string(string_t& value) override { return scalar(std::move(value)); }
  bool binary(binary_t&) override { return refuse("malformed"); }

  bool start_object(std::size_t) override { return begin(true); }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (std::find(level.keys.begin(), level.keys.end(), name) != level.keys.end()) {
      Field field{};
      const bool known = find_field("", name, field);
      return refuse(known ? "duplicate_element " + std::string(spelling_of(field)) : "duplicate_element");
    }
    if (level.keys.size() >= kKeysMax) return refuse("too_many_fields");
    level.keys.push_back(std::move(name));
    return true;
  }
  bool end_object() override { return end(); }
  bool start_array(std::size_t) override { return begin(false); }
  bool end_array() override { return end(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("malformed");
  }

 private:
  struct Level {
    bool object = false;
    std::vector<std::string> keys;
  };

  bool refuse(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
    return false;
  }
  // Only an object may stand at the top.
  bool value_begins() { return levels_.empty() ? refuse("not_an_object") : true; }

  bool begin(bool object) {
    if (levels_.empty() && !object) return refuse("not_an_object");
    if (levels_.size() >= kDepthMax) return refuse("too_deep");
    if (Field field{}; levels_.size() == 1 && object_field(field)) {
      return refuse("not_text " + std::string(spelling_of(field)));
    }
    levels_.push_back({object, {}});
    return true;
  }
  bool end() {
    levels_.pop_back();
    return true;
  }

  // The known field whose value is being read.
  bool object_field(Field& field) const {
    if (levels_.empty() || levels_.size() > 2) return false;
    for (const Level& level : levels_) {
      if (!level.object) return false;
    }
    const std::string_view parent = levels_.size() == 2 ? std::string_view(levels_.front().keys.back()) : "";
    return find_field(parent, levels_.back().keys.back(), field);
  }

  bool scalar(std::string value) {
    if (!value_begins()) return false;
    if (Field field{}; object_field(field)) fields_.add(field, std::move(value));
    return true;
  }

  Fields fields_;
  std::vector<Level> levels_;
  std::string fault_;
};

}  // namespace

base::Result<Fields> read_json_fields(std::string_view body) {
  Collector collector;
  const bool whole =
      nlohmann::json::sax_parse(body.begin(), body.end(), &collector, nlohmann::json::input_format_t::json, true);
  if (!whole) return invalid(collector.fault().empty() ? "malformed" : collector.fault());
  return std::move(collector.fields());
}

}  // namespace integrations::wechat
