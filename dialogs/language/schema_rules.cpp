// Rules and tables of points (dialog language §3.7, docs/routing.md).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 1> kNegatedWords{"ok"};

constexpr KeyShape kFileId{.key = "id", .shape = Shape::kId, .required = true, .meaning = "和文件名一样（不带 .yaml）"};
constexpr KeyShape kFileTitle{.key = "title", .usual = "没有", .meaning = "给同事看的名字"};
constexpr KeyShape kFileAbout{.key = "about", .usual = "没有", .meaning = "给同事看的说明"};

constexpr std::array kOutputKeys{
    KeyShape{.key = "output", .required = true, .meaning = "结论的名字；话本里同名的槽会被填上"},
    KeyShape{.key = "values",
             .shape = Shape::kWords,
             .required = true,
             .min = 1,
             .meaning = "可能的值；分数一样时写在前面的赢"},
    KeyShape{.key = "default", .usual = "没有规则说中就拿不准", .meaning = "没有规则说中时的值"},
};
constexpr ObjectShape kOutput{"output", "结论", kOutputKeys, "规则要定的一件事，各定各的。"};
constexpr std::array kDecideKeys{
    KeyShape{.key = "min", .shape = Shape::kWhole, .min = 0, .max = 1000, .usual = "10", .meaning = "赢家至少要有的分"},
    KeyShape{.key = "margin",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 1000,
             .usual = "0",
             .meaning = "比第二名少领先这么多分就算拿不准"},
};
constexpr ObjectShape kDecide{"decide", "decide", kDecideKeys, "怎样才算有结论。"};
constexpr std::array kNegationKeys{
    KeyShape{.key = "words", .shape = Shape::kWords, .usual = "没有", .meaning = "否定词，例如 没有、不是"},
    KeyShape{.key = "reach",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 40,
             .usual = "4",
             .meaning = "管后面几个字，不出这个分句；两个否定词抵消"},
    KeyShape{
        .key = "except", .shape = Shape::kWords, .usual = "没有", .meaning = "里面的否定词不算数的说法，例如 不得不"},
};
constexpr ObjectShape kNegation{"negation", "negation", kNegationKeys, "否定怎么算。"};
constexpr std::array kGroupKeys{
    KeyShape{.key = "group", .required = true, .meaning = "词组的名字，规则里写成 <名字>"},
    KeyShape{.key = "any", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "词"},
};
constexpr std::array kNearKeys{
    KeyShape{.key = "of",
             .shape = Shape::kWords,
             .required = true,
             .min = 2,
             .max = 2,
             .meaning = "两个词或 <词组>，哪个在前都行"},
    KeyShape{
        .key = "within", .shape = Shape::kWhole, .required = true, .min = 0, .max = 200, .meaning = "相隔不超过几个字"},
};
constexpr ObjectShape kNear{"near", "near", kNearKeys, "两样离得近。"};
constexpr std::array kClauseKeys{
    KeyShape{.key = "any", .shape = Shape::kTerms, .usual = "—", .meaning = "至少中一个"},
    KeyShape{.key = "all", .shape = Shape::kTerms, .usual = "—", .meaning = "全中"},
    KeyShape{.key = "none", .shape = Shape::kTerms, .usual = "—", .meaning = "一个也不中（被否定的不算中）"},
    KeyShape{.key = "near", .shape = Shape::kObject, .object = &kNear, .usual = "—", .meaning = "两样离得近"},
};
constexpr std::array kRuleKeys{
    KeyShape{.key = "rule", .required = true, .meaning = "规则的名字"},
    KeyShape{.key = "tier",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 9,
             .usual = "0",
             .meaning = "档：一个结论只看中了的规则里最高的一档"},
    KeyShape{.key = "score", .shape = Shape::kWhole, .min = 1, .max = 1000, .usual = "10", .meaning = "分"},
    KeyShape{.key = "negated",
             .shape = Shape::kOneOf,
             .words = kNegatedWords,
             .usual = "被否定的不算",
             .meaning = "ok：被否定的也算（没签合同，正是诉求）"},
    KeyShape{.key = "each", .shape = Shape::kYesNo, .usual = "false", .meaning = "true：中了几个不同的词就算几次分"},
    KeyShape{.key = "if",
             .shape = Shape::kClause,
             .required = true,
             .meaning = "条件：any、all、none、near，写了的都要成立"},
    KeyShape{.key = "give", .shape = Shape::kValues, .required = true, .meaning = "{结论: 值}"},
};
constexpr ObjectShape kRule{"rule", "规则", kRuleKeys, "中了就给结论加分。"};
constexpr std::array kRuleTestKeys{
    KeyShape{.key = "text", .required = true, .meaning = "一句话"},
    KeyShape{.key = "gives", .shape = Shape::kValues, .required = true, .meaning = "应当得出的结论"},
    KeyShape{.key = "hits", .shape = Shape::kWords, .usual = "不看", .meaning = "应当中的规则"},
};
constexpr ObjectShape kRuleTest{"rule_test", "规则测试", kRuleTestKeys, "每次检查都会跑。"};
constexpr std::array kPointsUseKeys{
    KeyShape{.key = "table", .shape = Shape::kId, .required = true, .meaning = "分值表的 id"},
    KeyShape{.key = "output", .required = true, .meaning = "给哪个结论"},
    KeyShape{.key = "below",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 9,
             .usual = "7",
             .meaning = "这一档和更高的规则说了算；长话里分值表领先 overrule 分以上除外"},
    KeyShape{.key = "overrule",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 10000,
             .usual = "250",
             .meaning = "长话里分值表领先这么多分，连 below 以上的规则也听它的"},
    KeyShape{.key = "chat",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 1000,
             .usual = "30",
             .meaning = "不超过这么多字的短话里，低档的规则也算，除非分值表很有把握"},
    KeyShape{.key = "strong",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 1000,
             .usual = "20",
             .meaning = "规则有这么多分就看 strong_trust，不看 trust"},
    KeyShape{.key = "trust",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 10000,
             .usual = "300",
             .meaning = "短话里分值表领先不到这么多分，听规则的"},
    KeyShape{.key = "strong_trust",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 10000,
             .usual = "400",
             .meaning = "同 trust，规则分高的时候用"},
};
constexpr ObjectShape kPointsUse{"points_use", "points", kPointsUseKeys, "规则没有把握时，由分值表来定。"};
constexpr std::array kVerdictUseKeys{
    KeyShape{.key = "kinds", .shape = Shape::kId, .usual = "不用", .meaning = "哪份规则定“种类”"},
    KeyShape{.key = "below",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 9,
             .usual = "7",
             .meaning = "这一档和更高的规则说了算，不看事项"},
    KeyShape{.key = "chat",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 1000,
             .usual = "50",
             .meaning = "不超过这么多字的短话，认准的事项说去哪"},
};
constexpr ObjectShape kVerdictUse{"verdict_use", "verdict", kVerdictUseKeys, "事项的目录和种类的规则也来定。"};
constexpr std::array kRulesKeys{
    kKind,
    kFileId,
    kFileTitle,
    kFileAbout,
    KeyShape{.key = "outputs",
             .shape = Shape::kObjects,
             .required = true,
             .min = 1,
             .object = &kOutput,
             .meaning = "要定哪些结论"},
    KeyShape{
        .key = "decide", .shape = Shape::kObject, .object = &kDecide, .usual = "有分就算", .meaning = "怎样才算有结论"},
    KeyShape{
        .key = "negation", .shape = Shape::kObject, .object = &kNegation, .usual = "不看否定", .meaning = "否定怎么算"},
    KeyShape{.key = "masks", .shape = Shape::kWords, .usual = "没有", .meaning = "假朋友：里面的词不算（跳楼价里的跳楼）"},
    KeyShape{.key = "words", .shape = Shape::kObjects, .object = &kWordGroup, .usual = "没有", .meaning = "词组"},
    KeyShape{
        .key = "verdict", .shape = Shape::kObject, .object = &kVerdictUse, .usual = "不用", .meaning = "事项怎么说了算"},
    KeyShape{
        .key = "points", .shape = Shape::kObject, .object = &kPointsUse, .usual = "不用", .meaning = "用哪张分值表"},
    KeyShape{.key = "rules", .shape = Shape::kObjects, .required = true, .min = 1, .object = &kRule, .meaning = "规则"},
    KeyShape{.key = "tests", .shape = Shape::kObjects, .object = &kRuleTest, .usual = "没有", .meaning = "规则的测试"},
};

constexpr std::array kPointsKeys{
    kKind,
    kFileId,
    kFileTitle,
    kFileAbout,
    KeyShape{.key = "values", .shape = Shape::kWords, .required = true, .min = 2, .meaning = "可能的值"},
    KeyShape{.key = "base", .shape = Shape::kWords, .required = true, .min = 2, .meaning = "每个值的底分"},
    KeyShape{.key = "words",
             .shape = Shape::kWords,
             .required = true,
             .min = 1,
             .meaning = "每行：词、稀有度、给每个值的分"},
};

constexpr std::array kLexiconWordKeys{
    KeyShape{.key = "word", .required = true, .meaning = "规则里的写法"},
    KeyShape{.key = "also", .shape = Shape::kWords, .usual = "没有", .meaning = "还有哪些说法、错字"},
    KeyShape{.key = "when", .shape = Shape::kWords, .usual = "总算", .meaning = "话里有这些词之一才算"},
    KeyShape{.key = "sounds", .shape = Shape::kYesNo, .usual = "false", .meaning = "读音相同也算（三个汉字以上）"},
    KeyShape{.key = "typos", .shape = Shape::kYesNo, .usual = "false", .meaning = "错一个字母也算（五个字母以上）"},
};
constexpr ObjectShape kLexiconWord{"lexicon_word", "词", kLexiconWordKeys, "一个词的其他说法。"};
constexpr std::array kMaskKeys{
    KeyShape{.key = "any", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "词，或 /式子/"},
    KeyShape{.key = "unless",
             .shape = Shape::kWords,
             .usual = "没有",
             .meaning = "写了的话，连它自己也不算，除非话里有这些词之一"},
};
constexpr ObjectShape kMask{"mask", "假朋友", kMaskKeys, "里面的词不算。"};
constexpr std::array kLexiconKeys{
    kKind,
    kFileId,
    kFileTitle,
    kFileAbout,
    KeyShape{.key = "words", .shape = Shape::kObjects, .object = &kLexiconWord, .usual = "没有", .meaning = "词"},
    KeyShape{.key = "masks", .shape = Shape::kObjects, .object = &kMask, .usual = "没有", .meaning = "假朋友"},
};

}  // namespace

const ObjectShape kClause{"clause", "条件", kClauseKeys,
                          "规则的条件；每一项可以是词、<词组>，或再套一个条件，最多 4 层。"};
const ObjectShape kRules{"rules", "规则文件", kRulesKeys, "关键词规则：看一段文字，得出结论和证据。"};
const ObjectShape kWordGroup{"group", "词组", kGroupKeys, "一组意思相近的词。"};
const ObjectShape kPoints{"points", "分值表", kPointsKeys, "由 xinsheng rules fit 算出，不要手改。"};
const ObjectShape kLexicon{"lexicon", "词典", kLexiconKeys, "别名、错字和假朋友，对所有规则都算。"};

}  // namespace dialogs::schema
