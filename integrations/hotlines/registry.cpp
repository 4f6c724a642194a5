#include "integrations/hotlines/registry.hpp"

#include "integrations/hotlines/blackhole/blackhole.hpp"
#include "integrations/hotlines/manual/manual.hpp"
#include "integrations/hotlines/open311/open311.hpp"

namespace integrations {
namespace {

using Made = base::Result<std::unique_ptr<Hotline>>;

struct Protocol {
  std::string_view name;
  Made (*make)(const HotlineOptions&);
};

constexpr Protocol kProtocols[] = {
    {"open311",
     [](const HotlineOptions& o) {
       return make_open311({o.base_url, o.api_key, o.jurisdiction, o.ability});
     }},
    {"blackhole", [](const HotlineOptions&) { return Made(make_blackhole()); }},
    {"manual", [](const HotlineOptions&) { return Made(make_manual()); }},
};

}  // namespace

base::Result<std::unique_ptr<Hotline>> make_hotline(std::string_view protocol, const HotlineOptions& options) {
  for (const Protocol& known : kProtocols) {
    if (known.name == protocol) return known.make(options);
  }
  std::string text = "no such hotline protocol; known are";
  for (const Protocol& known : kProtocols) text.append(" ").append(known.name);
  return base::Error{base::ErrorCode::kNotFound, std::move(text)};
}

std::vector<std::string_view> hotline_protocols() {
  std::vector<std::string_view> names;
  for (const Protocol& known : kProtocols) names.push_back(known.name);
  return names;
}

std::optional<Ability> ability_from_name(std::string_view name) {
  if (name == "key") return Ability::kKey;
  if (name == "query") return Ability::kQuery;
  if (name == "none") return Ability::kNone;
  return std::nullopt;
}

}  // namespace integrations
