#pragma once
// Protocol name -> hotline. A new protocol is one folder and one line in registry.cpp.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "integrations/hotlines/hotline.hpp"

namespace integrations {

/// What configuration says about one hotline; a protocol takes what it needs.
struct HotlineOptions {
  std::string base_url;
  std::string api_key;
  std::string jurisdiction;
  Ability ability = Ability::kNone;  // until a hotline has promised more (reliability reference §5.3)
};

/// Error kNotFound: no such protocol; kInvalid: the options do not fit it. The text names the fault for the operator.
base::Result<std::unique_ptr<Hotline>> make_hotline(std::string_view protocol, const HotlineOptions& options);

std::vector<std::string_view> hotline_protocols();

/// "key", "query", "none"; nullopt for any other word.
std::optional<Ability> ability_from_name(std::string_view name);

}  // namespace integrations
