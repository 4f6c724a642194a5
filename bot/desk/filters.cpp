#include "bot/desk/filters.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/promises/book.hpp"

namespace bot::desk {

using nlohmann::json;

std::vector<schema::Field> list_query(std::vector<schema::Field> own) {
  using namespace schema;
  const Field shared[] = {{"before", text()},
                          {"most", integer()},
                          {"hotline", words({"12345", "12328", "12348"})},
                          {"group", words({"货车", "出租车", "网约车", "外卖配送", "快递", "其他车辆"})},
                          {"appeal", words({"投诉", "咨询", "建议", "求助", "举报", "申诉", "表扬"})},
                          {"urgency", words({"特急", "紧急", "加急", "普通", "不急"})},
                          {"live", words({"1"})}};
  for (const Field& field : shared) own.push_back(field);
  return own;
}

storage::MatterFilter matter_of(const Call& call) {
  const std::string appeal(call.query("appeal"));
  return {.hotline = std::string(call.query("hotline")),
          .group = std::string(call.query("group")),
          .appeal = appeal,
          .appeal_code = appeal.empty() ? std::string() : std::string(call.desk->promises.now()->contents.code_in("appeal", appeal)),
          .urgency = std::string(call.query("urgency"))};
}

std::string question_of(const Call& call, std::string_view list, std::initializer_list<const char*> own) {
  std::string question(list);
  for (const char* name : own) (question += '\n') += call.query(name);
  for (const char* name : {"before", "most", "hotline", "group", "appeal", "urgency"}) (question += '\n') += call.query(name);
  return question;
}

schema::Shape taken_shape() {
  using namespace schema;
  return schema::list(object({{"by", text()}, {"n", integer()}}));
}

json taken_json(const storage::CountsByPerson& taken) {
  json all = json::array();
  for (const auto& [person, n] : taken) all.push_back({{"by", person}, {"n", n}});
  return all;
}

}  // namespace bot::desk
