#include "dialogs/language/schema_check.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kOptionTextMax = 12;  // characters of an option value
constexpr int kStepNestingMax = 5;
constexpr int kClauseNestingMax = 4;

std::string in_quotes(std::string_view text) {
  std::string shown(base::prefix_of_points(text, 20));
  if (shown.size() < text.size()) shown += "…";
  return "“" + shown + "”";
}

std::string joined(std::span<const std::string_view> words) {
  std::string all;
  for (const std::string_view word : words) {
    if (!all.empty()) all += "、";
    all += word;
  }
  return all;
}

class Checker {
 public:
  explicit Checker(Faults& faults) : faults_(faults) {}

  void object(const Node& node, const ObjectShape& shape) {
    if (!node.is_map()) return wrong(node, std::string(shape.name) + "应当写成“键: 值”的形式", "每行一个“键: 值”");
    for (const Node::Entry& entry : node.entries) {
      if (entry.key == "note") {
        text(entry.value, 0);
      } else if (const KeyShape* key = shape.find(entry.key)) {
        value(entry.value, *key);
      } else {
        unknown_key(entry, shape);
      }
    }
    for (const KeyShape& key : shape.keys) {
      if (key.required && node.find(key.key) == nullptr) missing(node, shape, key);
    }
  }

  void say(const Node& node) {
    if (node.is_scalar()) return text(node, kScriptTextPointsMax);
    if (!node.is_map()) return wrong(node, "这里应当是一句话", "直接写话，或写 any: [一句, 另一句]");
    object(node, text_shape());
    const Node* any = node.find("any");
    const Node* zh = node.find("zh");
    if ((any == nullptr) == (zh == nullptr))
      return wrong(node, "这里写“any: [一句, 另一句]”或“zh: …”，二选一", "删掉一个，或补上一个");
    if (any != nullptr) each(*any, [this](const Node& item) { text(item, kScriptTextPointsMax); });
    if (zh != nullptr) text(*zh, kScriptTextPointsMax);
    if (const Node* en = node.find("en")) text(*en, kScriptTextPointsMax);
  }

 private:
  void wrong(const Node& node, std::string message, std::string fix) {
    faults_.add("E0203", std::move(message), node.place, std::move(fix));
  }

  void missing(const Node& node, const ObjectShape& shape, const KeyShape& key) {
    if (key.missing == "E0206") {
      faults_.add("E0206", "“" + std::string(shape.name) + "”这一步要有 id", node.place, "补一行，例如 id: check");
    } else {
      faults_.add(key.missing, std::string(shape.name) + "缺少“" + std::string(key.key) + "”", node.place,
                  "补上“" + std::string(key.key) + ": …”");
    }
  }

  template <class Each>
  static void each(const Node& list, Each check) {
    for (const Node& item : list.items) check(item);
  }

  void unknown_key(const Node::Entry& entry, const ObjectShape& shape) {
    std::vector<std::string_view> known{"note"};
    for (const KeyShape& key : shape.keys) known.push_back(key.key);
    std::string fix = did_you_mean(entry.key, known);
    faults_.add("E0201", std::string(shape.name) + "里没有" + in_quotes(entry.key) + "这个键", entry.key_place,
                std::move(fix));
  }

  void text(const Node& node, std::size_t points_max) {
    if (!node.is_scalar()) return wrong(node, "这里应当是文字", "只写一个值");
    if (node.text.empty()) return wrong(node, "这里是空的", "写上内容，或删掉这个键");
    if (points_max == 0 || base::count_code_points(node.text) <= points_max) return;
    if (points_max == kScriptTextPointsMax) {
      faults_.add("E0502", "这句话超过 600 个字", node.place, "拆成两句，或删短");
    } else {
      wrong(node, "这里最多 " + std::to_string(points_max) + " 个字", "删短");
    }
  }

  bool list(const Node& node, const KeyShape& key) {
    const std::string name = "“" + std::string(key.key) + "”";
    if (!node.is_list()) {
      wrong(node, name + "应当是列表", "写成 [甲, 乙]，或每行一个“- ”");
      return false;
    }
    const int size = static_cast<int>(node.items.size());
    if (size < key.min) wrong(node, name + "至少要有 " + std::to_string(key.min) + " 项", "补上");
    if (key.max > 0 && size > key.max) wrong(node, name + "最多 " + std::to_string(key.max) + " 项", "删掉多的");
    return true;
  }

  void value(const Node& node, const KeyShape& key) {
    switch (key.shape) {
      case Shape::kText:
        return text(node, static_cast<std::size_t>(key.max));
      case Shape::kWords:
        if (list(node, key)) each(node, [this](const Node& item) { text(item, 0); });
        return;
      case Shape::kDurations:
        if (list(node, key)) each(node, [this](const Node& item) { duration(item); });
        return;
      case Shape::kSay:
        return say(node);
      case Shape::kSays:
        return says(node, key);
      case Shape::kSteps:
        return steps(node);
      case Shape::kValues:
        return values(node);
      case Shape::kOutcomes:
        return outcomes(node);
      case Shape::kOptions:
        return options(node, key);
      case Shape::kClause:
        return clause(node);
      case Shape::kTerms:
        return terms(node, key);
      case Shape::kTalk:
        return talk(node);
      case Shape::kMap:
        if (!node.is_map()) wrong(node, "“" + std::string(key.key) + "”应当写成“键: 值”的形式", "每行一个“键: 值”");
        return;
      case Shape::kObject:
        return object(node, *key.object);
      case Shape::kObjects:
        if (list(node, key)) each(node, [&](const Node& item) { object(item, *key.object); });
        return;
      default:
        return scalar(node, key);
    }
  }

  void duration(const Node& node) {
    if (!node.is_scalar() || !parse_duration(node.text)) {
      faults_.add("E0204", in_quotes(node.text) + "不是时长", node.place, "写数字加 s、m、h、d，例如 30m");
    }
  }

  void scalar(const Node& node, const KeyShape& key) {
    if (!node.is_scalar()) return wrong(node, "“" + std::string(key.key) + "”应当是一个值", "只写一个值");
    if (node.text.empty()) return wrong(node, "“" + std::string(key.key) + "”是空的", "写上内容，或删掉这个键");
    switch (key.shape) {
      case Shape::kId:
        if (!is_identifier(node.text, 2, 32))
          wrong(node, in_quotes(node.text) + "不能当 id", "用小写字母开头，只含小写字母、数字、下划线，2–32 个");
        return;
      case Shape::kStepId:
      case Shape::kField:
        if (!is_identifier(node.text, 1, 32)) {
          wrong(node, in_quotes(node.text) + "不能当“" + std::string(key.key) + "”",
                "用小写字母开头，只含小写字母、数字、下划线");
        }
        return;
      case Shape::kSlotName:
        if (!is_slot_name(node.text))
          wrong(node, in_quotes(node.text) + "不能当槽名", "用 1–16 个汉字、字母或数字，不以数字开头");
        return;
      case Shape::kWhole: {
        const auto number = parse_whole(node.text);
        if (number && *number >= key.min && *number <= key.max) return;
        return wrong(node,
                     "“" + std::string(key.key) + "”应当是 " + std::to_string(key.min) + " 到 " +
                         std::to_string(key.max) + " 的整数",
                     "改成这个范围里的数");
      }
      case Shape::kDecimal:
        if (!parse_decimal(node.text))
          wrong(node, "“" + std::string(key.key) + "”应当是数字", "只写数字，例如 3 或 2.5");
        return;
      case Shape::kYesNo:
        if (!parse_truth(node.text))
          wrong(node, "“" + std::string(key.key) + "”只能写 true 或 false", "改成 true 或 false");
        return;
      case Shape::kDuration:
        return duration(node);
      case Shape::kQuiet:
        if (!parse_quiet(node.text))
          faults_.add("E0204", in_quotes(node.text) + "不是时段", node.place, "写成 22:00-07:00");
        return;
      case Shape::kDate:
        if (!is_date(node.text)) wrong(node, in_quotes(node.text) + "不是日期", "写成 2025-03-08");
        return;
      case Shape::kOneOf:
        return one_of(node, key);
      default:
        return;  // kCondition: read by the condition parser
    }
  }

  void one_of(const Node& node, const KeyShape& key) {
    if (std::find(key.words.begin(), key.words.end(), node.text) != key.words.end()) return;
    std::string fix = did_you_mean(node.text, {key.words.begin(), key.words.end()});
    wrong(node, "“" + std::string(key.key) + "”不能写" + in_quotes(node.text), std::move(fix));
  }

  void says(const Node& node, const KeyShape& key) {
    if (!node.is_list()) return say(node);
    if (node.items.empty()) return wrong(node, "“" + std::string(key.key) + "”是空的", "写上内容，或删掉这个键");
    if (static_cast<int>(node.items.size()) > key.max) {
      wrong(node, "“" + std::string(key.key) + "”最多 " + std::to_string(key.max) + " 句", "合并或删掉几句");
    }
    each(node, [this](const Node& item) { say(item); });
  }

  void values(const Node& node) {
    if (!node.is_map() || node.entries.empty()) return wrong(node, "这里应当写成“名: 值”", "例如 {紧急: 普通}");
    for (const Node::Entry& entry : node.entries) text(entry.value, 0);
  }

  void options(const Node& node, const KeyShape& key) {
    if (!node.is_list()) return wrong(node, "“options”应当是列表", "写成 [甲, 乙]，或每行一个“- ”");
    const int size = static_cast<int>(node.items.size());
    if (size < key.min || size > key.max) {
      faults_.add("E0503", "选项要有 2 到 12 个，这里有 " + std::to_string(size) + " 个", node.place,
                  "补上选项，或拆成两问");
    }
    each(node, [this](const Node& item) {
      if (item.is_map()) object(item, option_shape());
      const Node* is = item.is_map() ? item.find("is") : &item;
      if (is == nullptr) return;
      if (!is->is_scalar() || is->text.empty()) return wrong(*is, "选项应当是文字", "写成 [甲, 乙]");
      if (base::count_code_points(is->text) > kOptionTextMax) {
        faults_.add("E0503", "选项" + in_quotes(is->text) + "超过 12 个字", is->place, "改短；完整说法放进 words");
      }
    });
  }

  void steps(const Node& node) {
    if (!node.is_list() || node.items.empty()) return wrong(node, "这里应当是步骤的列表", "每步一行，以“- ”开头");
    if (nesting_ >= kStepNestingMax) {
      faults_.add("E0108", "步骤嵌套超过 5 层", node.place, "拆成片段（kind: part）或另一个话本");
      return;
    }
    ++nesting_;
    each(node, [this](const Node& item) { step(item); });
    --nesting_;
  }

  void step(const Node& node) {
    if (!node.is_map()) return wrong(node, "一步应当写成“做什么: 内容”", "例如 - say: 您好");
    if (const ObjectShape* shape = step_shape_of(node)) return object(node, *shape);
    std::vector<std::string_view> known;
    for (const ObjectShape& shape : step_shapes()) known.push_back(shape.name);
    for (const Node::Entry& entry : node.entries) {
      if (entry.key == "id" || entry.key == "note") continue;
      std::string fix = did_you_mean(entry.key, known);
      faults_.add("E0201", "没有" + in_quotes(entry.key) + "这种步骤", entry.key_place, std::move(fix));
      return;
    }
    faults_.add("E0202", "这一步没有写做什么", node.place, "可以写：" + joined(known));
  }

  void outcomes(const Node& node) {
    if (!node.is_map() || node.entries.empty())
      return wrong(node, "“outcome”应当写成“结果: 步骤”的形式", "例如 ok: 下面每步一行“- ”");
    for (const Node::Entry& entry : node.entries) steps(entry.value);
  }

  void clause(const Node& node) {
    object(node, clause_shape());
    if (node.is_map() && node.entries.empty()) wrong(node, "条件是空的", "写 any、all、none 或 near");
  }

  void terms(const Node& node, const KeyShape& key) {
    if (!node.is_list() || node.items.empty()) {
      return wrong(node, "“" + std::string(key.key) + "”应当是列表", "写成 [甲, 乙]");
    }
    if (clauses_ >= kClauseNestingMax) {
      faults_.add("E0108", "条件嵌套超过 4 层", node.place, "拆成几条规则");
      return;
    }
    ++clauses_;
    each(node, [this](const Node& item) { item.is_map() ? clause(item) : text(item, 0); });
    --clauses_;
  }

  void talk(const Node& node) {
    if (!node.is_list() || node.items.empty()) return wrong(node, "“talk”应当是列表", "每行一句，例如 - user: 投诉");
    std::vector<std::string_view> keys;
    for (const TalkShape& shape : talk_shapes()) keys.push_back(shape.key);
    each(node, [&](const Node& line) {
      if (!line.is_map() || line.entries.size() != 1) return wrong(line, "测试里一行写一件事", "例如 - user: 投诉");
      const std::string& key = line.entries.front().key;
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
      std::string fix = did_you_mean(key, keys);
      faults_.add("E0201", "测试里没有" + in_quotes(key) + "这个键", line.entries.front().key_place, std::move(fix));
    });
  }

  Faults& faults_;
  int nesting_ = 0;
  int clauses_ = 0;
};

}  // namespace

const ObjectShape* step_shape_of(const Node& step) {
  for (const ObjectShape& shape : step_shapes()) {
    if (step.find(shape.name) != nullptr) return &shape;
  }
  return nullptr;
}

void check_text(const Node& node, Faults& faults) { Checker(faults).say(node); }

const KindShape* check_file(const Node& root, Faults& faults) {
  std::vector<std::string_view> known;
  for (const KindShape& shape : kinds()) known.push_back(shape.kind);
  if (!root.is_map()) {
    faults.add("E0203", "文件应当写成“键: 值”的形式", root.place, "第一行写“kind: …”");
    return nullptr;
  }
  const Node* kind = root.find("kind");
  if (kind == nullptr) {
    faults.add("E0202", "文件缺少“kind”", root.place, "第一行写 kind: " + joined(known) + " 中的一个");
    return nullptr;
  }
  for (const KindShape& shape : kinds()) {
    if (kind->is_scalar() && kind->text == shape.kind) {
      Checker(faults).object(root, *shape.object);
      return &shape;
    }
  }
  std::string fix = did_you_mean(kind->text, known);
  faults.add("E0203", "没有" + in_quotes(kind->text) + "这种文件", kind->place, std::move(fix));
  return nullptr;
}

}  // namespace dialogs
