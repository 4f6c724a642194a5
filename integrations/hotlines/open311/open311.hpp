#pragma once
// Open311 GeoReport v2 with the mySociety update extension (peers reference §4). Ids are strings on our side, strings
// or numbers on theirs.
#include <memory>

#include "integrations/hotlines/hotline.hpp"

namespace integrations {

struct Open311Options {
  std::string base_url;  // "http://127.0.0.1:12328/"; requests go to <base_url>requests.json
  std::string api_key;
  std::string jurisdiction;  // "" : not sent
  Ability ability = Ability::kKey;
};

base::Result<std::unique_ptr<Hotline>> make_open311(const Open311Options& options);

}  // namespace integrations
