// The files beside dialogs: option lists, cards, answers, notices, tests, the global file (dialog language §3.6).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 10> kCommandWords{"cancel", "back", "restart", "human", "menu",
                                                         "repeat", "why",  "skip",    "hold",  "resume"};

constexpr KeyShape kFileId{.key = "id", .shape = Shape::kId, .usual = "没有", .meaning = "名字"};

constexpr std::array kTypeKeys{
    KeyShape{.key = "type", .required = true, .meaning = "选项表的名字，槽里写 from: 它"},
    KeyShape{
        .key = "options", .shape = Shape::kOptions, .required = true, .min = 2, .max = 12, .meaning = "2–12 个选项"},
};
constexpr ObjectShape kType{"option_list", "选项表", kTypeKeys, "几个话本共用的选项。"};
constexpr std::array kTypesKeys{
    kKind, KeyShape{.key = "types", .shape = Shape::kObjects, .required = true, .object = &kType, .meaning = "选项表"}};

constexpr std::array kCardKeys{
    KeyShape{.key = "card", .required = true, .meaning = "名字"},
    KeyShape{.key = "has", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "司机的话里有其中一个就回答"},
    KeyShape{.key = "say", .shape = Shape::kSay, .required = true, .meaning = "回答；不影响正办的事，不算答错"},
};
constexpr ObjectShape kCard{"card", "卡片", kCardKeys, "一问一答。"};
constexpr std::array kCardsKeys{
    kKind, kFileId,
    KeyShape{.key = "checked", .shape = Shape::kDate, .usual = "没有", .meaning = "哪天核对过，写成 2025-03-08"},
    KeyShape{.key = "cards", .shape = Shape::kObjects, .required = true, .object = &kCard, .meaning = "卡片"}};

constexpr std::array kAnswerKeys{
    KeyShape{.key = "answer", .required = true, .meaning = "名字"},
    KeyShape{.key = "area", .usual = "哪个领域都行", .meaning = "法律问题的领域"},
    KeyShape{
        .key = "has", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "问题里有这些词；中得多的优先"},
    KeyShape{.key = "say", .required = true, .max = 600, .meaning = "要点，写明出处"},
    KeyShape{.key = "checked", .shape = Shape::kDate, .required = true, .meaning = "哪天核对过，写成 2025-03-08"},
};
constexpr ObjectShape kAnswer{"answer", "要点", kAnswerKeys, "一条法律要点。"};
constexpr std::array kAnswersKeys{
    kKind, kFileId,
    KeyShape{.key = "answers", .shape = Shape::kObjects, .required = true, .object = &kAnswer, .meaning = "要点"}};

constexpr std::array kNoticeKeys{
    KeyShape{.key = "notice", .shape = Shape::kId, .required = true, .meaning = "名字，由程序规定"},
    KeyShape{.key = "say", .shape = Shape::kSay, .required = true, .meaning = "怎么说"},
};
constexpr ObjectShape kNotice{"notice", "通知", kNoticeKeys, "话本之外系统主动说的一句话。"};
constexpr std::array kNoticesKeys{
    kKind,
    KeyShape{.key = "notices", .shape = Shape::kObjects, .required = true, .object = &kNotice, .meaning = "通知"}};

constexpr std::array kTestsKeys{
    kKind,
    KeyShape{.key = "title", .usual = "没有", .meaning = "给同事看的名字"},
    KeyShape{.key = "tests", .shape = Shape::kObjects, .required = true, .object = &kTest, .meaning = "对话测试"},
};

constexpr std::array kChannelKeys{
    KeyShape{.key = "channel", .required = true, .meaning = "渠道的名字：wechat、web"},
    KeyShape{.key = "out_max",
             .shape = Shape::kWhole,
             .required = true,
             .min = 1,
             .max = 100,
             .meaning = "司机说一句之后最多发几条"},
    KeyShape{.key = "text_bytes",
             .shape = Shape::kWhole,
             .required = true,
             .min = 200,
             .max = 65536,
             .meaning = "一条最多多少字节"},
    KeyShape{.key = "buttons",
             .shape = Shape::kWhole,
             .min = 0,
             .max = 50,
             .usual = "0",
             .meaning = "最多几个按钮；0 是用“回复数字”"},
};
constexpr ObjectShape kChannel{"channel", "渠道", kChannelKeys, "一个渠道的规矩。"};
constexpr std::array kCommandKeys{
    KeyShape{.key = "do", .shape = Shape::kOneOf, .required = true, .words = kCommandWords, .meaning = "哪个命令"},
    KeyShape{.key = "words", .shape = Shape::kWords, .required = true, .min = 1, .meaning = "整句话等于其中一个才算"},
};
constexpr ObjectShape kCommand{"command", "命令", kCommandKeys, "随时能说的一句话。"};
constexpr std::array kGlobalKeys{
    kKind,
    KeyShape{.key = "brand", .required = true, .max = 20, .meaning = "名称"},
    KeyShape{.key = "intents", .usual = "不判意图", .meaning = "空闲时用哪份规则判断司机想办什么"},
    KeyShape{.key = "safety", .usual = "不判危险", .meaning = "司机的每句话先过哪份规则；说什么在 kind: dangers 的文件里"},
    KeyShape{.key = "remind",
             .shape = Shape::kDurations,
             .max = 2,
             .usual = "[30m, 20h]",
             .meaning = "没回话时的提醒，最多两次"},
    KeyShape{.key = "expire", .shape = Shape::kDuration, .usual = "47h", .meaning = "之后存草稿、收起来"},
    KeyShape{.key = "draft", .shape = Shape::kDuration, .usual = "7d", .meaning = "草稿留多久"},
    KeyShape{.key = "quiet", .shape = Shape::kQuiet, .usual = "22:00-07:00", .meaning = "夜里不主动打扰，北京时间"},
    KeyShape{.key = "tries", .shape = Shape::kWhole, .min = 1, .max = 5, .usual = "3", .meaning = "一项最多问几次"},
    KeyShape{.key = "edits", .shape = Shape::kWhole, .min = 1, .max = 20, .usual = "5", .meaning = "核对页最多改几次"},
    KeyShape{.key = "channels",
             .shape = Shape::kObjects,
             .min = 1,
             .object = &kChannel,
             .usual = "wechat 和 web",
             .meaning = "渠道"},
    KeyShape{.key = "commands",
             .shape = Shape::kObjects,
             .object = &kCommand,
             .usual = "各命令的常用说法",
             .meaning = "全局命令"},
    KeyShape{.key = "texts", .shape = Shape::kMap, .usual = "见“系统话术”一节", .meaning = "系统话术，写了哪句改哪句"},
};

}  // namespace

const ObjectShape kTypes{"types", "选项表文件", kTypesKeys, "公共选项表。"};
const ObjectShape kCards{"cards", "卡片文件", kCardsKeys, "一问一答的卡片，例如办理时限、要不要钱。"};
const ObjectShape kAnswers{"answers", "要点文件", kAnswersKeys, "法律问题的要点，由动作 find_legal_answer 挑选。"};
const ObjectShape kNotices{"notices", "通知文件", kNoticesKeys, "话本之外系统说的话：欢迎、工单的进展。"};
const ObjectShape kTestsFile{"tests", "测试文件", kTestsKeys, "跨话本的对话测试。"};
const ObjectShape kGlobal{"global", "全局文件", kGlobalKeys, "整套话本共用的设置，只有一个。时间都是北京时间。"};

}  // namespace dialogs::schema
