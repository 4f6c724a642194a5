// The reference for operators, made from the tables that the program itself reads.
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/schema.hpp"
#include "dialogs/language/system_texts.hpp"

namespace dialogs {
namespace {

constexpr std::string_view kHead =
    "# 话本语言参考\n\n"
    "这一页由 `xinsheng lint --reference` 从程序自己的表里写出来，请不要手改；和程序对不上，测试会说。\n"
    "想边写边有提示，在文件第一行写 `# yaml-language-server: $schema=…/docs/huaben-1.schema.json`（由 `xinsheng lint "
    "--schema` "
    "写出）。\n查出的错误见 [检查代码](lint/README.md)。\n\n"
    "- 文件用 YAML 写，UTF-8 编码，最大 256 KiB，嵌套不超过 12 层；用空格缩进，冒号用英文冒号加一个空格。\n"
    "- 不认识的键是错误。每一处都可以写 `note: 备注`。\n"
    "- id 用小写字母开头，只含小写字母、数字、下划线，2–32 个；槽名是 1–16 个汉字、字母或数字，不以数字开头。\n"
    "- 时长写数字加 s、m、h、d：`30s` `30m` `20h` `7d`。\n";

constexpr std::string_view kTexts =
    "### 话术\n\n"
    "直接写一句；或 `{any: [一句, 另一句]}` 换着说；或 `{zh: …, en: …}`，没有英文就说中文。一句最多 600 个字。\n\n"
    "`<槽>` 换成槽的值，`<槽|或:未提供>` 在没有值时说后面的字；`<标题>` 是话本的名字，`<汇总>` 是填好的内容，`<今天>` "
    "是日期。电话总是打码。\n尖括号里不是槽名的，原样说出来；《槽名》和 ｛槽名｝ 不会换成值，会提醒。\n";

constexpr std::string_view kConditions =
    "### 条件\n\n"
    "```\n"
    "条件 := 且项 {\"或\" 且项}        且项 := 非项 {\"且\" 非项}        非项 := \"非\" 非项 | \"(\" 条件 \")\" | "
    "比较\n"
    "比较 := 槽 (\"=\" | \"!=\" | \">\" | \">=\" | \"<\" | \"<=\") 值 | 槽 \"属于\" \"[\" 值 {\",\" 值} \"]\" | \"有\" "
    "槽 | \"没有\" 槽\n"
    "```\n\n"
    "词之间空格；全角的 （），＝ 当半角看。没填的、不需要的槽，什么比较都不成立，只有“没有”成立。例如 "
    "`车辆类型 属于 [网约车, 货车] 且 没有 车牌号`。\n";

std::string joined(std::span<const std::string_view> words, std::string_view separator) {
  std::string all;
  for (const std::string_view word : words) all += (all.empty() ? "" : std::string(separator)) + std::string(word);
  return all;
}

// A bar would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '>') out += '\\';
    out += c;
  }
  return out;
}

std::string range(const KeyShape& key, std::string_view unit) {
  if (key.min > 0 && key.max > 0)
    return " " + std::to_string(key.min) + "–" + std::to_string(key.max) + std::string(unit);
  if (key.max > 0) return "，最多 " + std::to_string(key.max) + std::string(unit);
  return key.min > 1 ? "，至少 " + std::to_string(key.min) + std::string(unit) : "";
}

std::string type_of(const KeyShape& key) {
  switch (key.shape) {
    case Shape::kText:
      return "文字" + range(key, " 字");
    case Shape::kId:
    case Shape::kStepId:
      return "id";
    case Shape::kSlotName:
      return "槽名";
    case Shape::kField:
      return "英文名";
    case Shape::kWhole:
      return "整数 " + std::to_string(key.min) + "–" + std::to_string(key.max);
    case Shape::kDecimal:
      return "数";
    case Shape::kYesNo:
      return "true / false";
    case Shape::kDuration:
      return "时长";
    case Shape::kQuiet:
      return "时段";
    case Shape::kDate:
      return "日期";
    case Shape::kOneOf:
      return joined(key.words, " / ");
    case Shape::kWords:
      return "列表" + range(key, " 项");
    case Shape::kDurations:
      return "时长的列表" + range(key, " 项");
    case Shape::kSay:
      return "话术";
    case Shape::kSays:
      return "话术或它的列表" + range(key, " 句");
    case Shape::kCondition:
      return "条件";
    case Shape::kSteps:
      return "步骤的列表";
    case Shape::kValues:
      return "{名: 值}";
    case Shape::kOutcomes:
      return "{结果: 步骤的列表}";
    case Shape::kOptions:
      return "选项的列表" + range(key, " 个");
    case Shape::kClause:
      return "规则的条件";
    case Shape::kTerms:
      return "词、<词组> 或条件的列表";
    case Shape::kTalk:
      return "对话的每一行";
    case Shape::kMap:
      return "{键: 值}";
    case Shape::kObject:
      return "见 " + std::string(key.object->name);
    case Shape::kObjects:
      return std::string(key.object->name) + "的列表";
  }
  return {};
}

void put_table(std::string& out, const ObjectShape& shape) {
  out += "\n| 键 | 类型 | 不写时 | 意思 |\n|---|---|---|---|\n";
  for (const KeyShape& key : shape.keys) {
    std::string meaning(key.meaning);
    if (!key.types.empty()) meaning += "（只用于 " + std::string(key.types) + "）";
    const bool is_kind = key.key == "kind";
    out += "| `" + std::string(key.key) + "` | " + (is_kind ? "这种文件的名字" : cell(type_of(key))) + " | " +
           (key.required ? "**必须写**" : cell(key.usual)) + " | " + cell(meaning) + " |\n";
  }
}

// An object under a heading, then the objects inside it that were not shown before.
class Objects {
 public:
  explicit Objects(std::string& out) : out_(out) {}

  void put(const ObjectShape& shape, const std::string& heading) {
    shown_.push_back(&shape);
    out_ += "\n" + heading + "\n\n" + std::string(shape.meaning) + "\n";
    put_table(out_, shape);
    for (const KeyShape& key : shape.keys) {
      if (key.object == nullptr || is_shown(*key.object)) continue;
      put(*key.object, "### " + std::string(key.object->name));
      if (key.object == &slot_shape()) put_slot_types();
    }
  }

 private:
  bool is_shown(const ObjectShape& shape) const {
    for (const ObjectShape* one : shown_) {
      if (one == &shape) return true;
    }
    return false;
  }

  void put_slot_types() {
    out_ += "\n| 类型 | 存成 | listen | again | 问到时怎么认 |\n|---|---|---|---|---|\n";
    for (const SlotTypeShape& type : slot_type_shapes()) {
      out_ += "| `" + std::string(type.type) + "` | " + std::string(type.value) + " | " + std::string(type.listen) +
              " | " + std::string(type.again) + " | " + std::string(type.heard) + " |\n";
    }
  }

  std::string& out_;
  std::vector<const ObjectShape*> shown_;
};

void put_steps(std::string& out) {
  out += "\n## 步骤\n\n每一步写一个键说明做什么。步骤按顺序走；`if` 和 `outcome` 里还能再写步骤。\n";
  for (const ObjectShape& step : step_shapes()) {
    out += "\n### " + std::string(step.name) + "\n\n" + std::string(step.meaning) + "\n";
    put_table(out, step);
  }
}

void put_actions(std::string& out) {
  out +=
      "\n## 动作\n\n动作由程序提供。commit 一份话本里只做一次，做了以后填过的内容不再改；query "
      "在它用到的值变了以后会再做一遍。\n"
      "每个动作还可能 fail（没办成）、timeout（30 秒没有结果）。ok 不写就接着往下走；别的结果不写，就转人工。\n\n"
      "| 动作 | 做什么 | 种类 | 结果 | 填哪些槽 |\n|---|---|---|---|---|\n";
  for (const Action& action : actions()) {
    out += "| `" + std::string(action.name) + "` | " + std::string(action.title) + " | " +
           (action.is_commit ? "commit" : "query") + " | " + joined(action.outcomes, "、") + " | " +
           (action.fills.empty() ? "—" : joined(action.fills, "、")) + " |\n";
  }
}

void put_system_texts(std::string& out) {
  out +=
      "\n## 系统话术\n\n写在 `_global.yaml` 的 `texts` 里，写了哪句改哪句。\n\n| 名字 | 不写时 | 可以用的占位 "
      "|\n|---|---|---|\n";
  for (const SystemText& text : system_texts()) {
    const std::string names = std::string(text.names) + (text.names.empty() ? "" : " ") + "今天";
    out += "| `" + std::string(text.name) + "` | " + cell(text.usual) + " | " + names + " |\n";
  }
}

void put_talk(std::string& out) {
  for (const bool is_check : {false, true}) {
    out += is_check ? "\n| 应当怎样 | 写成 | 意思 |\n|---|---|---|\n" : "\n| 发生什么 | 写成 | 意思 |\n|---|---|---|\n";
    for (const TalkShape& talk : talk_shapes()) {
      if (talk.is_check != is_check) continue;
      out += "| `" + std::string(talk.key) + "` | " + cell(talk.value) + " | " + std::string(talk.meaning) + " |\n";
    }
  }
}

}  // namespace

std::string reference_page() {
  std::string out(kHead);
  out += "\n## 文件\n\n| kind | 文件 | 是什么 |\n|---|---|---|\n";
  for (const KindShape& kind : kinds()) {
    out += "| `" + std::string(kind.kind) + "` | `" + std::string(kind.file) + "` | " +
           std::string(kind.object->meaning) + " |\n";
  }
  Objects objects(out);
  for (const KindShape& kind : kinds()) {
    objects.put(*kind.object, "## kind: " + std::string(kind.kind));
    if (kind.kind != "dialog") continue;
    put_talk(out);
    put_steps(out);
    out += "\n## 话术和条件\n\n";
    out += kTexts;
    put_table(out, text_shape());
    out += "\n### 选项\n\n" + std::string(option_shape().meaning) + "\n";
    put_table(out, option_shape());
    out += "\n";
    out += kConditions;
  }
  out += "\n## 规则的条件\n\n" + std::string(clause_shape().meaning) + "\n";
  put_table(out, clause_shape());
  put_actions(out);
  put_system_texts(out);
  return out;
}

}  // namespace dialogs
