#include "dialogs/language/schema.hpp"

#include <algorithm>
#include <array>

namespace dialogs {
namespace {

constexpr std::array<std::string_view, 3> kInterruptWords{"ask", "allow", "deny"};
constexpr std::array<std::string_view, 2> kAcceptWords{"photo", "any"};
constexpr std::array<std::string_view, 9> kTypeWords{"text",  "choice", "yesno", "number", "phone",
                                                     "plate", "time",   "place", "photos"};
constexpr std::array<std::string_view, 2> kListenWords{"asked", "always"};
constexpr std::array<std::string_view, 4> kAgainWords{"ask", "replace", "append", "ignore"};
constexpr std::array<std::string_view, 3> kRememberWords{"never", "offer", "use"};
constexpr std::array<std::string_view, 3> kGiveUpWords{"human", "skip", "end"};
constexpr std::array<std::string_view, 3> kEndWords{"done", "cancelled", "failed"};
constexpr std::array<std::string_view, 10> kCommandWords{"cancel", "back", "restart", "human", "menu",
                                                         "repeat", "why",  "skip",    "hold",  "resume"};
constexpr std::array<std::string_view, 1> kNegatedWords{"ok"};
constexpr std::array<std::string_view, 11> kKindWords{"global", "types",   "dialog",  "part",   "cards",  "rules",
                                                     "tests",  "answers", "notices", "points", "lexicon"};

constexpr KeyShape kKind{.key = "kind", .shape = Shape::kOneOf, .required = true, .words = kKindWords};

// ---- Tests ----
constexpr std::array kTestKeys{
    KeyShape{.key = "test", .required = true},
    KeyShape{.key = "given", .shape = Shape::kMap},
    KeyShape{.key = "talk", .shape = Shape::kTalk, .required = true},
};
constexpr ObjectShape kTest{"测试", kTestKeys};
constexpr KeyShape kTests{.key = "tests", .shape = Shape::kObjects, .object = &kTest};

constexpr std::array<std::string_view, 21> kTalkKeys{
    "user", "quick",   "photo",  "location", "button", "again",  "later",   "event", "agent", "result", "publish",
    "bot",  "bot_not", "silent", "ask",      "slot",   "effect", "effects", "stack", "end",   "max_out"};

// ---- Dialogs ----
constexpr std::array kStartKeys{
    KeyShape{.key = "words", .shape = Shape::kWords},
    KeyShape{.key = "intent"},
    KeyShape{.key = "menu", .shape = Shape::kWhole, .min = 1, .max = 9},
    KeyShape{.key = "event"},
    KeyShape{.key = "after", .shape = Shape::kDuration},
};
constexpr ObjectShape kStart{"start", kStartKeys};

constexpr std::array kLateKeys{
    KeyShape{.key = "accept", .shape = Shape::kOneOf, .required = true, .words = kAcceptWords},
    KeyShape{.key = "within", .shape = Shape::kDuration, .required = true},
    KeyShape{.key = "do", .required = true},
};
constexpr ObjectShape kLate{"late", kLateKeys};

constexpr std::array kSlotKeys{
    KeyShape{.key = "slot", .shape = Shape::kSlotName, .required = true},
    KeyShape{.key = "field", .shape = Shape::kField},
    KeyShape{.key = "type", .shape = Shape::kOneOf, .required = true, .words = kTypeWords},
    KeyShape{.key = "aka", .shape = Shape::kWords, .min = 1},
    KeyShape{.key = "ask", .shape = Shape::kSays, .max = 5},
    KeyShape{.key = "why", .shape = Shape::kSay},
    KeyShape{.key = "options", .shape = Shape::kOptions, .min = 2, .max = 12},
    KeyShape{.key = "from"},
    KeyShape{.key = "when", .shape = Shape::kCondition},
    KeyShape{.key = "optional", .shape = Shape::kYesNo},
    KeyShape{.key = "listen", .shape = Shape::kOneOf, .words = kListenWords},
    KeyShape{.key = "again", .shape = Shape::kOneOf, .words = kAgainWords},
    KeyShape{.key = "remember", .shape = Shape::kOneOf, .words = kRememberWords},
    KeyShape{.key = "seed", .shape = Shape::kWhole, .min = 1, .max = 4000},
    KeyShape{.key = "min_len", .shape = Shape::kWhole, .min = 1, .max = 4000},
    KeyShape{.key = "max_len", .shape = Shape::kWhole, .min = 1, .max = 4000},
    KeyShape{.key = "min", .shape = Shape::kDecimal},
    KeyShape{.key = "max", .shape = Shape::kDecimal},
    KeyShape{.key = "past", .shape = Shape::kDuration},
    KeyShape{.key = "tries", .shape = Shape::kWhole, .min = 1, .max = 5},
    KeyShape{.key = "give_up", .shape = Shape::kOneOf, .words = kGiveUpWords},
    KeyShape{.key = "computed", .shape = Shape::kYesNo},
    KeyShape{.key = "given", .shape = Shape::kYesNo},
};
constexpr ObjectShape kSlot{"槽位", kSlotKeys};

constexpr std::array kDialogKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true},
    KeyShape{.key = "title", .required = true, .max = 12},
    KeyShape{.key = "about"},
    KeyShape{.key = "start", .shape = Shape::kObject, .object = &kStart},
    KeyShape{.key = "interrupt", .shape = Shape::kOneOf, .words = kInterruptWords},
    KeyShape{.key = "remind", .shape = Shape::kDurations, .max = 2},
    KeyShape{.key = "expire", .shape = Shape::kDuration},
    KeyShape{.key = "late", .shape = Shape::kObject, .object = &kLate},
    KeyShape{.key = "slots", .shape = Shape::kObjects, .object = &kSlot},
    KeyShape{.key = "steps", .shape = Shape::kSteps, .required = true},
    kTests,
};
constexpr ObjectShape kDialog{"话本", kDialogKeys};

constexpr std::array kPartKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true},
    KeyShape{.key = "title"},
    KeyShape{.key = "slots", .shape = Shape::kObjects, .object = &kSlot},
    KeyShape{.key = "steps", .shape = Shape::kSteps, .required = true},
};
constexpr ObjectShape kPart{"片段", kPartKeys};

// ---- Steps ----
constexpr KeyShape kId{.key = "id", .shape = Shape::kStepId};
constexpr std::array kSayKeys{KeyShape{.key = "say", .shape = Shape::kSays, .required = true, .max = 3}, kId};
constexpr std::array kCollectKeys{KeyShape{.key = "collect", .shape = Shape::kWords, .required = true, .min = 1}, kId};
constexpr std::array kConfirmKeys{KeyShape{.key = "confirm", .shape = Shape::kWords, .required = true, .min = 1}, kId};
constexpr std::array kIfKeys{
    KeyShape{.key = "if", .shape = Shape::kCondition, .required = true},
    KeyShape{.key = "then", .shape = Shape::kSteps, .required = true},
    KeyShape{.key = "else", .shape = Shape::kSteps},
    kId,
};
constexpr std::array kSetKeys{KeyShape{.key = "set", .shape = Shape::kValues, .required = true}, kId};
constexpr std::array kClassifyKeys{
    KeyShape{.key = "classify", .required = true},
    KeyShape{.key = "of", .required = true},
    kId,
};
constexpr std::array kDoKeys{
    KeyShape{.key = "do", .required = true},
    kId,
    KeyShape{.key = "outcome", .shape = Shape::kOutcomes},
};
constexpr std::array kRedoKeys{
    KeyShape{.key = "redo", .shape = Shape::kWords, .required = true, .min = 1},
    KeyShape{.key = "times", .shape = Shape::kWhole, .min = 1, .max = 5},
    KeyShape{.key = "why", .shape = Shape::kSay},
    KeyShape{.key = "else", .shape = Shape::kSteps},
    kId,
};
constexpr std::array kUseKeys{KeyShape{.key = "use", .required = true}, kId};
constexpr std::array kHumanKeys{KeyShape{.key = "human", .required = true}, kId};
constexpr std::array kNextKeys{KeyShape{.key = "next", .required = true}, kId};
constexpr std::array kEndKeys{KeyShape{.key = "end", .shape = Shape::kOneOf, .required = true, .words = kEndWords},
                              kId};
constexpr std::array kSteps{
    ObjectShape{"say", kSayKeys},     ObjectShape{"collect", kCollectKeys}, ObjectShape{"confirm", kConfirmKeys},
    ObjectShape{"if", kIfKeys},       ObjectShape{"set", kSetKeys},         ObjectShape{"classify", kClassifyKeys},
    ObjectShape{"do", kDoKeys},       ObjectShape{"redo", kRedoKeys},       ObjectShape{"use", kUseKeys},
    ObjectShape{"human", kHumanKeys}, ObjectShape{"next", kNextKeys},       ObjectShape{"end", kEndKeys},
};

constexpr std::array kTextKeys{
    KeyShape{.key = "any", .shape = Shape::kWords, .min = 2},
    KeyShape{.key = "zh"},
    KeyShape{.key = "en"},
};
constexpr ObjectShape kText{"话术", kTextKeys};

constexpr std::array kOptionKeys{
    KeyShape{.key = "is", .required = true},
    KeyShape{.key = "words", .shape = Shape::kWords},
    KeyShape{.key = "heard", .shape = Shape::kYesNo},
};
constexpr ObjectShape kOption{"选项", kOptionKeys};

// ---- Types, cards, answers ----
constexpr std::array kTypeKeys{
    KeyShape{.key = "type", .required = true},
    KeyShape{.key = "options", .shape = Shape::kOptions, .required = true, .min = 2, .max = 12},
};
constexpr ObjectShape kType{"选项表", kTypeKeys};
constexpr std::array kTypesKeys{kKind,
                                KeyShape{.key = "types", .shape = Shape::kObjects, .required = true, .object = &kType}};
constexpr ObjectShape kTypes{"选项表文件", kTypesKeys};

constexpr std::array kCardKeys{
    KeyShape{.key = "card", .required = true},
    KeyShape{.key = "has", .shape = Shape::kWords, .required = true, .min = 1},
    KeyShape{.key = "say", .shape = Shape::kSay, .required = true},
};
constexpr ObjectShape kCard{"卡片", kCardKeys};
constexpr std::array kCardsKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId},
    KeyShape{.key = "cards", .shape = Shape::kObjects, .required = true, .object = &kCard},
};
constexpr ObjectShape kCards{"卡片文件", kCardsKeys};

constexpr std::array kAnswerKeys{
    KeyShape{.key = "answer", .required = true},
    KeyShape{.key = "area"},
    KeyShape{.key = "has", .shape = Shape::kWords, .required = true, .min = 1},
    KeyShape{.key = "say", .required = true, .max = 600},
    KeyShape{.key = "checked", .shape = Shape::kDate, .required = true},
};
constexpr ObjectShape kAnswer{"要点", kAnswerKeys};
constexpr std::array kAnswersKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId},
    KeyShape{.key = "answers", .shape = Shape::kObjects, .required = true, .object = &kAnswer},
};
constexpr ObjectShape kAnswers{"要点文件", kAnswersKeys};

constexpr std::array kNoticeKeys{
    KeyShape{.key = "notice", .shape = Shape::kId, .required = true},
    KeyShape{.key = "say", .shape = Shape::kSay, .required = true},
};
constexpr ObjectShape kNotice{"通知", kNoticeKeys};
constexpr std::array kNoticesKeys{
    kKind,
    KeyShape{.key = "notices", .shape = Shape::kObjects, .required = true, .object = &kNotice},
};
constexpr ObjectShape kNotices{"通知文件", kNoticesKeys};

constexpr std::array kTestsKeys{
    kKind,
    KeyShape{.key = "title"},
    KeyShape{.key = "tests", .shape = Shape::kObjects, .required = true, .object = &kTest},
};
constexpr ObjectShape kTestsFile{"测试文件", kTestsKeys};

// ---- Global ----
constexpr std::array kChannelKeys{
    KeyShape{.key = "channel", .required = true},
    KeyShape{.key = "out_max", .shape = Shape::kWhole, .required = true, .min = 1, .max = 100},
    KeyShape{.key = "text_bytes", .shape = Shape::kWhole, .required = true, .min = 200, .max = 65536},
    KeyShape{.key = "buttons", .shape = Shape::kWhole, .min = 0, .max = 50},
};
constexpr ObjectShape kChannel{"渠道", kChannelKeys};
constexpr std::array kCommandKeys{
    KeyShape{.key = "do", .shape = Shape::kOneOf, .required = true, .words = kCommandWords},
    KeyShape{.key = "words", .shape = Shape::kWords, .required = true, .min = 1},
};
constexpr ObjectShape kCommand{"命令", kCommandKeys};
constexpr std::array kGlobalKeys{
    kKind,
    KeyShape{.key = "brand", .required = true, .max = 20},
    KeyShape{.key = "intents"},
    KeyShape{.key = "remind", .shape = Shape::kDurations, .max = 2},
    KeyShape{.key = "expire", .shape = Shape::kDuration},
    KeyShape{.key = "draft", .shape = Shape::kDuration},
    KeyShape{.key = "quiet", .shape = Shape::kQuiet},
    KeyShape{.key = "tries", .shape = Shape::kWhole, .min = 1, .max = 5},
    KeyShape{.key = "edits", .shape = Shape::kWhole, .min = 1, .max = 20},
    KeyShape{.key = "channels", .shape = Shape::kObjects, .min = 1, .object = &kChannel},
    KeyShape{.key = "commands", .shape = Shape::kObjects, .object = &kCommand},
    KeyShape{.key = "texts", .shape = Shape::kMap},
};
constexpr ObjectShape kGlobal{"全局文件", kGlobalKeys};

// ---- Rules ----
constexpr std::array kOutputKeys{
    KeyShape{.key = "output", .required = true},
    KeyShape{.key = "values", .shape = Shape::kWords, .required = true, .min = 1},
    KeyShape{.key = "default"},
};
constexpr ObjectShape kOutput{"结论", kOutputKeys};
constexpr std::array kDecideKeys{
    KeyShape{.key = "min", .shape = Shape::kWhole, .min = 0, .max = 1000},
    KeyShape{.key = "margin", .shape = Shape::kWhole, .min = 0, .max = 1000},
};
constexpr ObjectShape kDecide{"decide", kDecideKeys};
constexpr std::array kNegationKeys{
    KeyShape{.key = "words", .shape = Shape::kWords},
    KeyShape{.key = "reach", .shape = Shape::kWhole, .min = 0, .max = 40},
    KeyShape{.key = "except", .shape = Shape::kWords},
};
constexpr ObjectShape kNegation{"negation", kNegationKeys};
constexpr std::array kGroupKeys{
    KeyShape{.key = "group", .required = true},
    KeyShape{.key = "any", .shape = Shape::kWords, .required = true, .min = 1},
};
constexpr ObjectShape kGroup{"词组", kGroupKeys};
constexpr std::array kNearKeys{
    KeyShape{.key = "of", .shape = Shape::kWords, .required = true, .min = 2, .max = 2},
    KeyShape{.key = "within", .shape = Shape::kWhole, .required = true, .min = 0, .max = 200},
};
constexpr ObjectShape kNear{"near", kNearKeys};
constexpr std::array kClauseKeys{
    KeyShape{.key = "any", .shape = Shape::kClause},
    KeyShape{.key = "all", .shape = Shape::kClause},
    KeyShape{.key = "none", .shape = Shape::kClause},
    KeyShape{.key = "near", .shape = Shape::kObject, .object = &kNear},
};
constexpr ObjectShape kClause{"条件", kClauseKeys};
constexpr std::array kRuleKeys{
    KeyShape{.key = "rule", .required = true},
    KeyShape{.key = "tier", .shape = Shape::kWhole, .min = 0, .max = 9},
    KeyShape{.key = "score", .shape = Shape::kWhole, .min = 1, .max = 1000},
    KeyShape{.key = "negated", .shape = Shape::kOneOf, .words = kNegatedWords},
    KeyShape{.key = "each", .shape = Shape::kYesNo},
    KeyShape{.key = "if", .shape = Shape::kClause, .required = true},
    KeyShape{.key = "give", .shape = Shape::kValues, .required = true},
};
constexpr ObjectShape kRule{"规则", kRuleKeys};
constexpr std::array kRuleTestKeys{
    KeyShape{.key = "text", .required = true},
    KeyShape{.key = "gives", .shape = Shape::kValues, .required = true},
    KeyShape{.key = "hits", .shape = Shape::kWords},
};
constexpr ObjectShape kRuleTest{"规则测试", kRuleTestKeys};
constexpr std::array kPointsUseKeys{
    KeyShape{.key = "table", .shape = Shape::kId, .required = true},
    KeyShape{.key = "output", .required = true},
    KeyShape{.key = "below", .shape = Shape::kWhole, .min = 0, .max = 9},
    KeyShape{.key = "chat", .shape = Shape::kWhole, .min = 0, .max = 1000},
    KeyShape{.key = "strong", .shape = Shape::kWhole, .min = 0, .max = 1000},
    KeyShape{.key = "trust", .shape = Shape::kWhole, .min = 0, .max = 10000},
    KeyShape{.key = "strong_trust", .shape = Shape::kWhole, .min = 0, .max = 10000},
    KeyShape{.key = "overrule", .shape = Shape::kWhole, .min = 0, .max = 10000},
};
constexpr ObjectShape kPointsUse{"points", kPointsUseKeys};
constexpr std::array kRulesKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true},
    KeyShape{.key = "title"},
    KeyShape{.key = "about"},
    KeyShape{.key = "outputs", .shape = Shape::kObjects, .required = true, .min = 1, .object = &kOutput},
    KeyShape{.key = "decide", .shape = Shape::kObject, .object = &kDecide},
    KeyShape{.key = "negation", .shape = Shape::kObject, .object = &kNegation},
    KeyShape{.key = "words", .shape = Shape::kObjects, .object = &kGroup},
    KeyShape{.key = "points", .shape = Shape::kObject, .object = &kPointsUse},
    KeyShape{.key = "rules", .shape = Shape::kObjects, .required = true, .min = 1, .object = &kRule},
    KeyShape{.key = "tests", .shape = Shape::kObjects, .object = &kRuleTest},
};
constexpr ObjectShape kRules{"规则文件", kRulesKeys};

constexpr std::array kPointsKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true},
    KeyShape{.key = "title"},
    KeyShape{.key = "about"},
    KeyShape{.key = "values", .shape = Shape::kWords, .required = true, .min = 2},
    KeyShape{.key = "base", .shape = Shape::kWords, .required = true, .min = 2},
    KeyShape{.key = "words", .shape = Shape::kWords, .required = true, .min = 1},
};
constexpr ObjectShape kPoints{"分值表", kPointsKeys};

constexpr std::array kLexiconWordKeys{
    KeyShape{.key = "word", .required = true},
    KeyShape{.key = "also", .shape = Shape::kWords},
    KeyShape{.key = "when", .shape = Shape::kWords},
    KeyShape{.key = "sounds", .shape = Shape::kYesNo},
    KeyShape{.key = "typos", .shape = Shape::kYesNo},
};
constexpr ObjectShape kLexiconWord{"词", kLexiconWordKeys};
constexpr std::array kMaskKeys{
    KeyShape{.key = "any", .shape = Shape::kWords, .required = true, .min = 1},
    KeyShape{.key = "unless", .shape = Shape::kWords},
};
constexpr ObjectShape kMask{"假朋友", kMaskKeys};
constexpr std::array kLexiconKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true},
    KeyShape{.key = "title"},
    KeyShape{.key = "about"},
    KeyShape{.key = "words", .shape = Shape::kObjects, .object = &kLexiconWord},
    KeyShape{.key = "masks", .shape = Shape::kObjects, .object = &kMask},
};
constexpr ObjectShape kLexicon{"词典", kLexiconKeys};

constexpr std::array kKinds{
    KindShape{"global", &kGlobal},   KindShape{"types", &kTypes},     KindShape{"dialog", &kDialog},
    KindShape{"part", &kPart},       KindShape{"cards", &kCards},     KindShape{"rules", &kRules},
    KindShape{"tests", &kTestsFile}, KindShape{"answers", &kAnswers}, KindShape{"notices", &kNotices},
    KindShape{"points", &kPoints},   KindShape{"lexicon", &kLexicon},
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
std::span<const ObjectShape> step_shapes() { return kSteps; }
const ObjectShape& text_shape() { return kText; }
const ObjectShape& option_shape() { return kOption; }
const ObjectShape& clause_shape() { return kClause; }
const ObjectShape& near_shape() { return kNear; }
std::span<const std::string_view> talk_keys() { return kTalkKeys; }

bool is_schema_key(std::string_view key) {
  if (key == "note") return true;
  const auto in = [key](const ObjectShape& object) { return names(object, key); };
  return std::any_of(kKinds.begin(), kKinds.end(), [&](const KindShape& kind) { return in(*kind.object); }) ||
         std::any_of(kSteps.begin(), kSteps.end(), in) || in(kText) || in(kOption) || in(kClause) ||
         std::find(kTalkKeys.begin(), kTalkKeys.end(), key) != kTalkKeys.end();
}

}  // namespace dialogs
