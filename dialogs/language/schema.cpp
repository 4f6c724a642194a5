#include "dialogs/language/schema.hpp"

#include <algorithm>
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs {
namespace {

constexpr std::array kKinds{
    KindShape{"dialog", &schema::kDialog, "<id>.yaml"},       KindShape{"part", &schema::kPart, "<id>.yaml"},
    KindShape{"global", &schema::kGlobal, "_global.yaml"},    KindShape{"types", &schema::kTypes, "_types.yaml"},
    KindShape{"cards", &schema::kCards, "cards.yaml"},        KindShape{"answers", &schema::kAnswers, "answers.yaml"},
    KindShape{"notices", &schema::kNotices, "notices.yaml"},  KindShape{"rules", &schema::kRules, "rules/<id>.yaml"},
    KindShape{"points", &schema::kPoints, "rules/<id>.yaml"}, KindShape{"tests", &schema::kTestsFile, "tests/*.yaml"},
    KindShape{"dangers", &schema::kDangers, "dangers.yaml"},  KindShape{"limits", &schema::kLimits, "limits.yaml"},
    KindShape{"lexicon", &schema::kLexicon, "rules/<id>.yaml"},
    KindShape{"matters", &schema::kMatters, "rules/matters/<id>.yaml"},
};

bool names(const ObjectShape& object, std::string_view key) {
  return std::any_of(object.keys.begin(), object.keys.end(), [key](const KeyShape& shape) {
    return shape.key == key || (shape.object != nullptr && names(*shape.object, key));
  });
}

}  // namespace

const KeyShape* ObjectShape::find(std::string_view key) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [key](const KeyShape& shape) { return shape.key == key; });
  return found == keys.end() ? nullptr : &*found;
}

std::span<const KindShape> kinds() { return kKinds; }
std::span<const ObjectShape> step_shapes() { return schema::kSteps; }
std::span<const SlotTypeShape> slot_type_shapes() { return schema::kSlotTypes; }
std::span<const TalkShape> talk_shapes() { return schema::kTalk; }
const ObjectShape& text_shape() { return schema::kText; }
const ObjectShape& option_shape() { return schema::kOption; }
const ObjectShape& clause_shape() { return schema::kClause; }
const ObjectShape& slot_shape() { return schema::kSlot; }

bool is_schema_key(std::string_view key) {
  if (key == "note") return true;
  const auto in = [key](const ObjectShape& object) { return names(object, key); };
  return std::any_of(kKinds.begin(), kKinds.end(), [&](const KindShape& kind) { return in(*kind.object); }) ||
         std::any_of(schema::kSteps.begin(), schema::kSteps.end(), in) || in(schema::kText) || in(schema::kOption) ||
         in(schema::kClause) || std::any_of(schema::kTalk.begin(), schema::kTalk.end(), [key](const TalkShape& talk) {
           return talk.key == key;
         });
}

}  // namespace dialogs
