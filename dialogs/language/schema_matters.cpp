// The catalogue of matters (dialogs/rules/matters.hpp).
#include <array>

#include "dialogs/language/schema_tables.hpp"

namespace dialogs::schema {
namespace {

constexpr std::array<std::string_view, 7> kMatterKinds{"咨询", "求助", "投诉", "举报", "建议", "申诉", "服务"};

constexpr std::array kRaiseKeys{
    KeyShape{.key = "to", .required = true, .meaning = "提到哪一级，U0 到 U4"},
    KeyShape{.key = "any", .shape = Shape::kTerms, .required = true, .meaning = "说了其中一个就提"},
};
constexpr ObjectShape kRaise{"raise", "raise", kRaiseKeys, "说了什么就更急。"};
constexpr std::array kMatterKeys{
    KeyShape{.key = "matter", .required = true, .meaning = "事项编码，不能重"},
    KeyShape{.key = "name", .required = true, .meaning = "请司机挑的时候念的名字"},
    KeyShape{.key = "to", .required = true, .meaning = "去向：12345、12328、12348、NET 社区议事、LOCAL 本平台答、EMG 保命的话、110、122"},
    KeyShape{.key = "also", .shape = Shape::kWords, .usual = "没有", .meaning = "也告知谁"},
    KeyShape{.key = "urgency", .required = true, .meaning = "平常多急，U0 到 U4"},
    KeyShape{.key = "for", .shape = Shape::kOneOf, .required = true, .words = kMatterKinds, .meaning = "平常是哪一种"},
    KeyShape{.key = "about", .usual = "没有", .meaning = "给同事看的说明"},
    KeyShape{.key = "fields", .shape = Shape::kWords, .usual = "没有", .meaning = "联系方式和诉求以外要问的"},
    KeyShape{.key = "strong", .shape = Shape::kTerms, .usual = "没有", .meaning = "中一个就 30 分"},
    KeyShape{.key = "shared",
             .shape = Shape::kTerms,
             .usual = "没有",
             .meaning = "几个行当都有的事，中一个 16 分；单凭它只会请司机挑"},
    KeyShape{.key = "words", .shape = Shape::kTerms, .usual = "没有", .meaning = "每个不同的词 8 分，最多算三个"},
    KeyShape{.key = "none", .shape = Shape::kTerms, .usual = "没有", .meaning = "说了其中一个就不是它"},
    KeyShape{.key = "raise", .shape = Shape::kObjects, .object = &kRaise, .usual = "没有", .meaning = "说了什么就更急"},
    KeyShape{.key = "tests", .shape = Shape::kWords, .required = true, .min = 3, .meaning = "司机会怎么说，至少三句"},
};
constexpr ObjectShape kMatter{"matter", "事项", kMatterKeys, "一件事：怎么认、去哪、多急、问什么。"};
constexpr std::array kMattersKeys{
    kKind,
    KeyShape{.key = "id", .shape = Shape::kId, .required = true, .meaning = "和文件名一样（不带 .yaml）"},
    KeyShape{.key = "title", .required = true, .meaning = "这一行、这一类的名字"},
    KeyShape{.key = "about", .usual = "没有", .meaning = "给同事看的说明"},
    KeyShape{.key = "group", .usual = "不分人群", .meaning = "哪一行的司机"},
    KeyShape{.key = "first", .shape = Shape::kYesNo, .usual = "false", .meaning = "true：认出来的排在别的事前面（人身安全）"},
    KeyShape{.key = "signs", .shape = Shape::kTerms, .usual = "没有", .meaning = "说明是这一行、这一类的词"},
    KeyShape{.key = "masks", .shape = Shape::kWords, .usual = "没有", .meaning = "假朋友：里面的词不算（跳楼价里的跳楼）"},
    KeyShape{.key = "words", .shape = Shape::kObjects, .object = &kWordGroup, .usual = "没有", .meaning = "词组，所有事项文件共用"},
    KeyShape{.key = "matters", .shape = Shape::kObjects, .required = true, .min = 1, .object = &kMatter, .meaning = "事项"},
};

}  // namespace

const ObjectShape kMatters{"matters", "事项文件", kMattersKeys, "事项的目录：一行一个文件，所有文件合成一本。"};

}  // namespace dialogs::schema
