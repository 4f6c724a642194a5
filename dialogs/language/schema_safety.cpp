// What is said about dangers (docs/safety.md), and statutory time limits (dialogs/legal).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 5> kUrgencyWords{"U0", "U1", "U2", "U3", "U4"};
constexpr std::array<std::string_view, 4> kUnitWords{"日", "工作日", "月", "年"};
constexpr std::array<std::string_view, 2> kSideWords{"本人", "对方"};

constexpr std::array kDangerKeys{
    KeyShape{.key = "danger", .required = true, .meaning = "哪一种危险，同保命规则的结论"},
    KeyShape{.key = "code", .required = true, .max = 8, .meaning = "事项编码，例如 AQ01"},
    KeyShape{.key = "urgency",
             .shape = Shape::kOneOf,
             .required = true,
             .words = kUrgencyWords,
             .meaning = "多急；U0 两分钟没人接手就叫下一个"},
    KeyShape{.key = "category", .usual = "没有", .meaning = "工单的类别"},
    KeyShape{.key = "mute", .shape = Shape::kYesNo, .usual = "true", .meaning = "说完由真人接，机器人不再答话"},
    KeyShape{.key = "say", .shape = Shape::kSays, .required = true, .max = 3, .meaning = "先说的话，一条一个气泡"},
};
constexpr ObjectShape kDanger{"danger", "危险", kDangerKeys, "遇到一种危险时先说什么、多急、要不要真人接。"};
constexpr std::array kDangersKeys{
    kKind,
    KeyShape{.key = "chat",
             .shape = Shape::kWhole,
             .min = 1,
             .max = 4000,
             .usual = "80",
             .meaning = "多少字以内算聊天；更长的话只听 9 档的规则"},
    KeyShape{.key = "dangers",
             .shape = Shape::kObjects,
             .required = true,
             .min = 1,
             .object = &kDanger,
             .meaning = "各种危险"},
};

constexpr std::array kLimitKeys{
    KeyShape{.key = "limit", .required = true, .meaning = "名字，例如 申请行政复议"},
    KeyShape{.key = "matter", .required = true, .meaning = "哪一类事，例如 行政处罚"},
    KeyShape{.key = "document", .usual = "没有", .meaning = "收到哪份文书开始算"},
    KeyShape{.key = "side", .shape = Shape::kOneOf, .required = true, .words = kSideWords, .meaning = "谁的期限"},
    KeyShape{.key = "start", .required = true, .meaning = "从哪一天起算"},
    KeyShape{.key = "length", .shape = Shape::kWhole, .required = true, .min = 1, .max = 1000, .meaning = "多长"},
    KeyShape{.key = "unit", .shape = Shape::kOneOf, .required = true, .words = kUnitWords, .meaning = "单位"},
    KeyShape{.key = "roll", .shape = Shape::kYesNo, .required = true, .meaning = "最后一天放假时顺不顺延"},
    KeyShape{.key = "basis", .required = true, .meaning = "哪部法第几条"},
    KeyShape{.key = "checked", .shape = Shape::kDate, .required = true, .meaning = "哪天核对过，写成 2025-03-08"},
    KeyShape{.key = "pending", .shape = Shape::kYesNo, .usual = "false", .meaning = "还没有对过原文"},
};
constexpr ObjectShape kLimit{"limit", "期限", kLimitKeys, "一条法定期限，只算日子，不下结论。"};
constexpr std::array kLimitsKeys{
    kKind,
    KeyShape{.key = "limits",
             .shape = Shape::kObjects,
             .required = true,
             .min = 1,
             .object = &kLimit,
             .meaning = "法定期限"},
};

}  // namespace

const ObjectShape kDangers{"dangers", "危险文件", kDangersKeys, "遇到危险先说的话；_global.yaml 的 safety 写用哪份规则来判。"};
const ObjectShape kLimits{"limits", "期限文件", kLimitsKeys, "法定期限，带出处和核对日期。"};

}  // namespace dialogs::schema
