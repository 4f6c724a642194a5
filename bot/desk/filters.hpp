#pragma once
// What lists of conversations and tickets can be asked for, as fields of a route's query and as the store understands it.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "bot/desk/route.hpp"
#include "storage/lists.hpp"

namespace bot::desk {

/// `own` and what every list takes: before most hotline group appeal urgency live.
std::vector<schema::Field> list_query(std::vector<schema::Field> own);
storage::MatterFilter matter_of(const Call& call);
/// The whole question, for those who may share its answer.
std::string question_of(const Call& call, std::string_view list, std::initializer_list<const char*> own);
/// Who answers how many.
schema::Shape taken_shape();
nlohmann::json taken_json(const storage::CountsByPerson& taken);

}  // namespace bot::desk
