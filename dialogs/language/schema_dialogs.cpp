// Dialogs, parts and their slots (dialog language §3.3, §3.4).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 3> kInterruptWords{"ask", "allow", "deny"};
constexpr std::array<std::string_view, 2> kAcceptWords{"photo", "any"};
constexpr std::array<std::string_view, 9> kTypeWords{"text",  "choice", "yesno", "number", "phone",
                                                     "plate", "time",   "place", "photos"};
constexpr std::array<std::string_view, 2> kListenWords{"asked", "always"};
constexpr std::array<std::string_view, 4> kAgainWords{"ask", "replace", "append", "ignore"};
constexpr std::array<std::string_view, 3> kRememberWords{"never", "offer", "use"};
constexpr std::array<std::string_view, 3> kGiveUpWords{"human", "skip", "end"};

constexpr std::array kStartKeys{
    KeyShape{.key = "words", .shape = Shape::kWords, .usual = "没有", .meaning = "整句话等于其中一个就开始"},
    KeyShape{.key = "intent", .usual = "没有", .meaning = "空闲时，意图规则判出这个意图就开始；这句话同时用来填槽"},
    KeyShape{
        .key = "menu", .shape = Shape::kWhole, .min = 1, .max = 9, .usual = "不在菜单里", .meaning = "主菜单里的号"},
    KeyShape{
        .key = "event", .usual = "没有", .meaning = "系统事件的名字，例如 ticket_closed；由系统发起，从不打断别的话本"},
    KeyShape{.key = "after", .shape = Shape::kDuration, .usual = "0s", .meaning = "事件之后等多久再开始"},
};
constexpr ObjectShape kStart{"start", "start", kStartKeys, "怎样开始这个话本，几样可以并写。"};

constexpr std::array kLateKeys{
    KeyShape{.key = "accept",
             .shape = Shape::kOneOf,
             .required = true,
             .words = kAcceptWords,
             .meaning = "收什么：照片，或什么都收"},
    KeyShape{.key = "within", .shape = Shape::kDuration, .required = true, .meaning = "办完之后多久之内"},
    KeyShape{.key = "do", .required = true, .meaning = "用哪个动作补进去，例如 append_evidence"},
};
constexpr ObjectShape kLate{"late", "late", kLateKeys, "办完（end: done）并有了工单号之后，司机又发来的材料怎么收。"};

constexpr std::array kSlotKeys{
    KeyShape{.key = "slot",
             .shape = Shape::kSlotName,
             .required = true,
             .meaning = "这一项的名字，在话本里（连同用到的片段）只能有一个"},
    KeyShape{.key = "field",
             .shape = Shape::kField,
             .usual = "不导出",
             .meaning = "导出用的英文名；每个 do 都带上它，也靠它带到 next 的话本、记到下次"},
    KeyShape{.key = "type", .shape = Shape::kOneOf, .required = true, .words = kTypeWords, .meaning = "类型，见下表"},
    KeyShape{.key = "aka",
             .shape = Shape::kWords,
             .min = 1,
             .usual = "没有",
             .meaning = "别名：司机说“改车牌”“车牌写错了”时这么叫它"},
    KeyShape{.key = "ask",
             .shape = Shape::kSays,
             .max = 5,
             .usual = "没有；写进 collect 的必须有",
             .meaning = "怎么问；写成列表就是第 1、2、3…次的问法"},
    KeyShape{.key = "why",
             .shape = Shape::kSay,
             .usual = "全局的 why_default",
             .meaning = "司机问“为什么”时的回答，不算答错"},
    KeyShape{.key = "options",
             .shape = Shape::kOptions,
             .min = 2,
             .max = 12,
             .types = "choice",
             .usual = "—",
             .meaning = "2–12 个选项；和 from 二选一"},
    KeyShape{.key = "from", .types = "choice", .usual = "—", .meaning = "用公共选项表（_types.yaml）里的哪一张"},
    KeyShape{.key = "when",
             .shape = Shape::kCondition,
             .usual = "总是需要",
             .meaning = "什么时候需要这一项。不需要时不问、不显示、不导出，但已填的值留着，条件变回来还在"},
    KeyShape{.key = "optional", .shape = Shape::kYesNo, .usual = "false", .meaning = "可以回复“跳过”"},
    KeyShape{.key = "listen",
             .shape = Shape::kOneOf,
             .words = kListenWords,
             .usual = "看类型",
             .meaning = "只在问到时才认，还是随时在听"},
    KeyShape{.key = "again",
             .shape = Shape::kOneOf,
             .words = kAgainWords,
             .usual = "看类型",
             .meaning = "已经填了，又来一个不一样的值：先问、换掉、接在后面、不理"},
    KeyShape{.key = "remember",
             .shape = Shape::kOneOf,
             .words = kRememberWords,
             .usual = "never",
             .meaning = "记到下次：offer 先问“还是用上次的吗”，use 直接用"},
    KeyShape{.key = "seed",
             .shape = Shape::kWhole,
             .min = 1,
             .max = 4000,
             .types = "text",
             .usual = "不用",
             .meaning = "开场那句话有这么多字，就直接当作这一项"},
    KeyShape{.key = "min_len",
             .shape = Shape::kWhole,
             .min = 1,
             .max = 4000,
             .types = "text",
             .usual = "2",
             .meaning = "最少几个字"},
    KeyShape{.key = "max_len",
             .shape = Shape::kWhole,
             .min = 1,
             .max = 4000,
             .types = "text",
             .usual = "4000",
             .meaning = "最多几个字"},
    KeyShape{.key = "min", .shape = Shape::kDecimal, .types = "number", .usual = "不限", .meaning = "最小的数"},
    KeyShape{.key = "max",
             .shape = Shape::kDecimal,
             .types = "number photos",
             .usual = "不限；photos 是 9",
             .meaning = "最大的数；photos 是最多几张（1–9）"},
    KeyShape{.key = "past",
             .shape = Shape::kDuration,
             .types = "time",
             .usual = "不限",
             .meaning = "不能是将来，也不能比这更早"},
    KeyShape{
        .key = "tries", .shape = Shape::kWhole, .min = 1, .max = 5, .usual = "全局的 tries", .meaning = "最多问几次"},
    KeyShape{.key = "give_up",
             .shape = Shape::kOneOf,
             .words = kGiveUpWords,
             .usual = "optional 的是 skip，其余是 human",
             .meaning = "问够次数还没答上：转人工、跳过、结束"},
    KeyShape{.key = "computed", .shape = Shape::kYesNo, .usual = "false", .meaning = "由规则、动作或 set 填，不问司机"},
    KeyShape{.key = "given", .shape = Shape::kYesNo, .usual = "false", .meaning = "由开始这个话本的事件带来，不问司机"},
};

constexpr std::array kDialogKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true, .meaning = "和文件名一样（不带 .yaml）"},
    KeyShape{.key = "title", .required = true, .max = 12, .meaning = "给司机看的名字，出现在「…」里，最多 12 个字"},
    KeyShape{.key = "about", .usual = "没有", .meaning = "给同事看的说明"},
    KeyShape{.key = "start",
             .shape = Shape::kObject,
             .object = &kStart,
             .usual = "只能由别的话本 next 过来",
             .meaning = "怎样开始"},
    KeyShape{.key = "interrupt",
             .shape = Shape::kOneOf,
             .words = kInterruptWords,
             .usual = "ask",
             .meaning =
                 "司机正办着别的，能不能先办这个：先问、直接办、不行；deny 的话本办到一半也不让 allow 以外的话本打断"},
    KeyShape{.key = "remind",
             .shape = Shape::kDurations,
             .max = 2,
             .usual = "全局的 remind",
             .meaning = "司机多久没回话就提醒，最多两次；[] 是不提醒"},
    KeyShape{.key = "expire",
             .shape = Shape::kDuration,
             .usual = "全局的 expire",
             .meaning = "司机多久没回话就存草稿、收起来"},
    KeyShape{
        .key = "late", .shape = Shape::kObject, .object = &kLate, .usual = "不收", .meaning = "办完以后补发的材料"},
    KeyShape{.key = "slots",
             .shape = Shape::kObjects,
             .object = &kSlot,
             .usual = "没有",
             .meaning = "要收集的每一项，连同用到的片段最多 30 个"},
    KeyShape{
        .key = "steps", .shape = Shape::kSteps, .required = true, .meaning = "按顺序做的步骤，最多 120 步、嵌套 5 层"},
    KeyShape{.key = "tests",
             .shape = Shape::kObjects,
             .object = &kTest,
             .usual = "没有",
             .meaning = "对话测试，xinsheng test 会跑"},
};

constexpr std::array kPartKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true, .meaning = "和文件名一样（不带 .yaml）"},
    KeyShape{.key = "title", .usual = "没有", .meaning = "给同事看的名字"},
    KeyShape{
        .key = "slots", .shape = Shape::kObjects, .object = &kSlot, .usual = "没有", .meaning = "这个片段带来的槽"},
    KeyShape{.key = "steps",
             .shape = Shape::kSteps,
             .required = true,
             .meaning = "话本写 use: <id> 的地方换成这些步骤；片段里还能再用一层片段"},
};

constexpr std::array kTypeRows{
    SlotTypeShape{"text", "asked", "ignore", "文字",
                  "整句话，字数够 min_len；写了 again: append 的，10 秒内又说的接在后面"},
    SlotTypeShape{"choice", "asked", "ignore", "选项", "整句是序号，或者选项、选项的说法；说得模糊不算"},
    SlotTypeShape{"yesno", "asked", "ignore", "是 / 否", "头一个分句是肯定或否定；后面的话接着听"},
    SlotTypeShape{"number", "asked", "ignore", "数", "第一个数，中文数字也认"},
    SlotTypeShape{"phone", "always", "ask", "11 位手机号",
                  "1 开头的手机号，容许空格、短横和 +86；说出来和记日志时都打码"},
    SlotTypeShape{"plate", "always", "ask", "车牌",
                  "省份简称 + 字母 + 5 或 6 位，挂、学、警、港、澳结尾也认；容许间隔点、空格、小写"},
    SlotTypeShape{"time", "always", "ignore", "2025-03-08 或 2025-03-08 15:00",
                  "昨天下午三点、上周五、3月8日15点、三天前、刚才；没写年份取最近的过去"},
    SlotTypeShape{"place", "asked", "ignore", "地名，可带经纬度", "定位随时收；问到时两个字以上的文字也行"},
    SlotTypeShape{"photos", "always", "append", "照片", "一直收到司机说“好了”“没了”，或满 max 张"},
};

}  // namespace

const ObjectShape kSlot{"slot", "槽位", kSlotKeys, "要收集的一项。"};
const std::span<const SlotTypeShape> kSlotTypes{kTypeRows};
const ObjectShape kDialog{"dialog", "话本", kDialogKeys, "一个话本办一件事。"};
const ObjectShape kPart{"part", "片段", kPartKeys, "几个话本共用的槽和步骤。"};

}  // namespace dialogs::schema
