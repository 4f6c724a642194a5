// Steps, texts, options and the lines of a conversation test (dialog language §3.5, §3.6, §5.1).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 3> kEndWords{"done", "cancelled", "failed"};

constexpr KeyShape kId{
    .key = "id", .shape = Shape::kStepId, .usual = "没有", .meaning = "这一步的名字，话本里只能有一个"};
constexpr KeyShape kKeptId{.key = "id",
                           .shape = Shape::kStepId,
                           .required = true,
                           .missing = "E0206",
                           .meaning = "这一步的名字；发布以后不要改，办到一半的对话靠它知道办过没有"};

constexpr std::array kSayKeys{
    KeyShape{.key = "say", .shape = Shape::kSays, .required = true, .max = 3, .meaning = "说的话；列表最多 3 句"}, kId};
constexpr std::array kCollectKeys{
    KeyShape{.key = "collect", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "要问的槽，按这个先后"},
    kId};
constexpr std::array kConfirmKeys{
    KeyShape{.key = "confirm", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "核对页列出的槽"},
    kKeptId};
constexpr std::array kIfKeys{
    KeyShape{.key = "if", .shape = Shape::kCondition, .required = true, .meaning = "条件"},
    KeyShape{.key = "then", .shape = Shape::kSteps, .required = true, .meaning = "成立时的步骤"},
    KeyShape{.key = "else", .shape = Shape::kSteps, .usual = "往下走", .meaning = "不成立时的步骤"},
    kId,
};
constexpr std::array kSetKeys{
    KeyShape{.key = "set", .shape = Shape::kValues, .required = true, .meaning = "{槽: 值}；只能改 computed 的槽"},
    kId};
constexpr std::array kClassifyKeys{
    KeyShape{.key = "classify", .required = true, .meaning = "规则的 id"},
    KeyShape{.key = "of", .required = true, .meaning = "看哪个槽里的文字"},
    kId,
};
constexpr std::array kDoKeys{
    KeyShape{.key = "do", .required = true, .meaning = "动作的名字，见“动作”一节"},
    kKeptId,
    KeyShape{.key = "outcome",
             .shape = Shape::kOutcomes,
             .usual = "ok 往下走，没写到的别的结果转人工",
             .meaning = "{结果: 步骤}：每种结果之后做什么"},
};
constexpr std::array kRedoKeys{
    KeyShape{.key = "redo", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "要清掉重问的槽"},
    KeyShape{.key = "times", .shape = Shape::kWhole, .min = 1, .max = 5, .usual = "2", .meaning = "最多重来几次"},
    KeyShape{.key = "why", .shape = Shape::kSay, .usual = "不说", .meaning = "重问之前说的话"},
    KeyShape{.key = "else", .shape = Shape::kSteps, .usual = "转人工", .meaning = "次数用完之后的步骤"},
    kId,
};
constexpr std::array kUseKeys{KeyShape{.key = "use", .required = true, .meaning = "片段的 id"}, kId};
constexpr std::array kHumanKeys{KeyShape{.key = "human", .required = true, .meaning = "为什么转人工，接手的同事会看到"},
                                kId};
constexpr std::array kNextKeys{KeyShape{.key = "next", .required = true, .meaning = "话本的 id"}, kId};
constexpr std::array kEndKeys{
    KeyShape{
        .key = "end", .shape = Shape::kOneOf, .required = true, .words = kEndWords, .meaning = "办完、取消、没办成"},
    kId};

constexpr std::array kStepRows{
    ObjectShape{"step_say", "say", kSayKeys, "说一次。两次等司机回话之间最多 3 句。"},
    ObjectShape{"step_collect", "collect", kCollectKeys, "依次问还没有的、需要的槽，等司机回答。"},
    ObjectShape{"step_confirm", "confirm", kConfirmKeys,
                "列出填好的内容，等司机 1 提交、2 修改、3 取消；之后值又变了会再核对一次。"},
    ObjectShape{"step_if", "if", kIfKeys, "看条件走哪一边。"},
    ObjectShape{"step_set", "set", kSetKeys, "给 computed 的槽一个值。"},
    ObjectShape{"step_classify", "classify", kClassifyKeys,
                "用规则看一段文字，把结论填进同名的槽；司机自己答过的不改，拿不准的留空，等 collect 来问。"},
    ObjectShape{"step_do", "do", kDoKeys, "做一个动作，最多等 30 秒。"},
    ObjectShape{"step_redo", "redo", kRedoKeys, "清掉几个槽，从头再走一遍。"},
    ObjectShape{"step_use", "use", kUseKeys, "把片段的槽和步骤放在这里。"},
    ObjectShape{"step_human", "human", kHumanKeys, "转人工，带上所有填好的内容；到此为止。"},
    ObjectShape{"step_next", "next", kNextKeys, "结束这个话本，开始另一个；field 相同的值带过去。"},
    ObjectShape{"step_end", "end", kEndKeys, "结束。步骤走到底就是 end: done。"},
};

constexpr std::array kTextKeys{
    KeyShape{.key = "any", .shape = Shape::kWords, .min = 2, .meaning = "几种说法，换着说"},
    KeyShape{.key = "zh", .meaning = "中文"},
    KeyShape{.key = "en", .usual = "说中文", .meaning = "英文"},
};
constexpr std::array kOptionKeys{
    KeyShape{.key = "is", .required = true, .meaning = "选项，最多 12 个字"},
    KeyShape{.key = "words", .shape = Shape::kWords, .usual = "没有", .meaning = "别的说法"},
    KeyShape{.key = "heard", .shape = Shape::kYesNo, .usual = "true", .meaning = "false：只在正问这一项时才认"},
};

constexpr std::array kTestKeys{
    KeyShape{.key = "test", .required = true, .meaning = "测试的名字，写成一句话"},
    KeyShape{.key = "given", .shape = Shape::kMap, .usual = "默认的渠道和时刻", .meaning = "渠道、时刻、记住的内容"},
    KeyShape{.key = "talk", .shape = Shape::kTalk, .required = true, .meaning = "一行一件事，见下表"},
};

constexpr std::array kTalkRows{
    TalkShape{"user", "文本，或 {text: 文本, via: voice}", false, "司机说话（20 秒后），或发语音"},
    TalkShape{"quick", "文本", false, "司机紧接着又说（1 秒后）"},
    TalkShape{"photo", "张数，或 {count: 1, type: voice}", false, "发照片，或别的媒体"},
    TalkShape{"location", "地名", false, "发定位"},
    TalkShape{"button", "{slot, value}", false, "按按钮"},
    TalkShape{"again", "true", false, "上一条原样再送来一次"},
    TalkShape{"later", "31m", false, "过了这么久，到点的提醒会响"},
    TalkShape{"event", "{name, give}", false, "系统事件"},
    TalkShape{"agent", "release", false, "人工交还"},
    TalkShape{"result", "{of: 动作, as: ok, give: {…}}", false, "动作有了结果"},
    TalkShape{"publish", "改过的文件", false, "对话当中发布了新版"},
    TalkShape{"bot", "子串，或“甲|乙”", true, "说了这句，按先后"},
    TalkShape{"bot_not", "子串", true, "没有说这句"},
    TalkShape{"silent", "true", true, "什么也没说"},
    TalkShape{"ask", "槽", true, "正在问哪一项"},
    TalkShape{"slot", "{槽: 值}", true, "填成了什么；没有写“未填”，照片写“3张”"},
    TalkShape{"effect", "名，或 {name, with: {field: 值}}", true, "发起了动作"},
    TalkShape{"effects", "{of, count}", true, "动作一共发起了几次"},
    TalkShape{"stack", "[complaint, status]", true, "正办着的话本，最外面的在前"},
    TalkShape{"end", "done、cancelled、expired、human", true, "怎么结束的"},
    TalkShape{"max_out", "条数", true, "司机说一句之后最多发了几条"},
};

}  // namespace

const std::span<const ObjectShape> kSteps{kStepRows};
const ObjectShape kText{"text", "话术", kTextKeys,
                        "一句话：直接写；或 {any: [一句, 另一句]}；或 {zh: …, en: …}。最多 600 个字。"};
const ObjectShape kOption{"option", "选项", kOptionKeys, "直接写选项；或写成 {is, words, heard}。"};
const ObjectShape kTest{"conversation", "测试", kTestKeys, "一段对话。"};
const std::span<const TalkShape> kTalk{kTalkRows};

}  // namespace dialogs::schema
