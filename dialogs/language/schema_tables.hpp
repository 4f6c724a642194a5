#pragma once
// The rows of schema.hpp, one .cpp per family of files. Constant-initialised: they may be read at any time.
#include <array>
#include <span>
#include <string_view>

#include "dialogs/language/schema.hpp"

namespace dialogs::schema {

inline constexpr std::array<std::string_view, 14> kKindWords{"global", "types",   "dialog",  "part",   "cards",   "rules",
                                                             "tests",  "answers", "notices", "points", "matters", "lexicon",
                                                             "dangers", "limits"};
inline constexpr KeyShape kKind{.key = "kind",
                                .shape = Shape::kOneOf,
                                .required = true,
                                .words = kKindWords,
                                .meaning = "这是哪一种文件，写在第一行"};

extern const ObjectShape kTest;  // one conversation test
extern const ObjectShape kSlot;
extern const ObjectShape kText;
extern const ObjectShape kOption;
extern const ObjectShape kClause;
extern const ObjectShape kWordGroup;
extern const std::span<const ObjectShape> kSteps;
extern const std::span<const SlotTypeShape> kSlotTypes;
extern const std::span<const TalkShape> kTalk;

// Files.
extern const ObjectShape kDialog;
extern const ObjectShape kPart;
extern const ObjectShape kTypes;
extern const ObjectShape kCards;
extern const ObjectShape kAnswers;
extern const ObjectShape kNotices;
extern const ObjectShape kTestsFile;
extern const ObjectShape kGlobal;
extern const ObjectShape kRules;
extern const ObjectShape kPoints;
extern const ObjectShape kDangers;
extern const ObjectShape kLimits;
extern const ObjectShape kLexicon;
extern const ObjectShape kMatters;

}  // namespace dialogs::schema
