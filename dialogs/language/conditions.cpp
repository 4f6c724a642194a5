#include "dialogs/language/conditions.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

constexpr int kParenthesesMax = 16;
constexpr std::size_t kConditionPointsMax = 600;

struct Token {
  enum class Kind { kWord, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;  // signs in their half-width form
  std::size_t begin = 0;
  std::size_t length = 0;
};

struct Refused {};  // the fault has been added

// Full-width punctuation comes from an input method that was left on; it means the same.
char32_t half_width(char32_t c) {
  switch (c) {
    case U'（':
      return U'(';
    case U'）':
      return U')';
    case U'，':
      return U',';
    case U'＝':
      return U'=';
    case U'！':
      return U'!';
    case U'＞':
      return U'>';
    case U'＜':
      return U'<';
    case U'［':
    case U'【':
      return U'[';
    case U'］':
    case U'】':
      return U']';
    case U'　':
      return U' ';
    default:
      return c;
  }
}

bool is_sign(char32_t c) {
  return c < 0x80 && std::string_view("()[],=!<>").find(static_cast<char>(c)) != std::string_view::npos;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  bool joins = false;  // the last token is a sign that '=' may complete
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = half_width(base::next_code_point(text, at));
    if (c == U' ' || c == U'\t' || c == U'\n') {
      joins = false;
      continue;
    }
    if (is_sign(c)) {
      if (joins && c == U'=') {
        tokens.back().text += '=';
        tokens.back().length = at - tokens.back().begin;
        joins = false;
      } else {
        tokens.push_back({Token::Kind::kSign, std::string(1, static_cast<char>(c)), begin, at - begin});
        joins = c == U'!' || c == U'<' || c == U'>';
      }
      continue;
    }
    joins = false;
    if (!tokens.empty() && tokens.back().kind == Token::Kind::kWord &&
        tokens.back().begin + tokens.back().length == begin) {
      tokens.back().length = at - tokens.back().begin;
      tokens.back().text = std::string(text.substr(tokens.back().begin, tokens.back().length));
    } else {
      tokens.push_back({Token::Kind::kWord, std::string(text.substr(begin, at - begin)), begin, at - begin});
    }
  }
  tokens.push_back({Token::Kind::kEnd, "", text.size(), 0});
  return tokens;
}

bool is_keyword(const std::string& word) {
  return word == "或" || word == "且" || word == "非" || word == "属于" || word == "有" || word == "没有";
}

class ConditionParser {
 public:
  ConditionParser(const Node& scalar, const std::vector<Slot>& slots, const Sources& sources, Faults& faults)
      : scalar_(scalar), slots_(slots), sources_(sources), faults_(faults), tokens_(tokens_of(scalar.text)) {}

  Condition parse() {
    Condition condition = any();
    if (now().kind != Token::Kind::kEnd)
      refuse(now(), "“" + now().text + "”这里看不懂", "两个条件之间写“且”或“或”，前后加空格");
    return condition;
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  const Token& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool is_word(std::string_view word) const { return now().kind == Token::Kind::kWord && now().text == word; }
  bool is_sign_now(std::string_view sign) const { return now().kind == Token::Kind::kSign && now().text == sign; }

  Place place_of(const Token& token) const {
    if (token.kind != Token::Kind::kEnd || tokens_.size() < 2)
      return sources_.inside(scalar_, token.begin, token.length);
    const Token& last = tokens_[tokens_.size() - 2];  // the end is behind the last word
    Place place = sources_.inside(scalar_, last.begin, last.length);
    place.column +=
        static_cast<int>(base::count_code_points(std::string_view(scalar_.text).substr(last.begin, last.length)));
    return place;
  }

  [[noreturn]] void refuse(const Token& token, std::string message, std::string fix) {
    faults_.add("E0501", "条件写得不对：" + std::move(message), place_of(token), std::move(fix));
    throw Refused{};
  }

  Condition any() {
    return chain("或", Condition::Kind::kOr, [this] { return all(); });
  }
  Condition all() {
    return chain("且", Condition::Kind::kAnd, [this] { return negation(); });
  }

  template <class Part>
  Condition chain(std::string_view word, Condition::Kind kind, Part part) {
    Condition first = part();
    if (!is_word(word)) return first;
    Condition joined;
    joined.kind = kind;
    joined.place = first.place;
    joined.children.push_back(std::move(first));
    while (is_word(word)) {
      next();
      joined.children.push_back(part());
    }
    return joined;
  }

  Condition negation() {
    bool negated = false;
    const Token first = now();
    for (; is_word("非"); next()) negated = !negated;
    Condition condition = is_sign_now("(") ? parenthesis() : atom();
    if (!negated) return condition;
    Condition outer;
    outer.kind = Condition::Kind::kNot;
    outer.place = place_of(first);
    outer.children.push_back(std::move(condition));
    return outer;
  }

  Condition parenthesis() {
    if (++depth_ > kParenthesesMax) refuse(now(), "括号套得太深", "拆成几个 if");
    next();
    Condition inner = any();
    if (!is_sign_now(")")) refuse(now(), "少了“)”", "补上右括号");
    next();
    --depth_;
    return inner;
  }

  Condition atom() {
    Condition condition;
    const bool has = is_word("有");
    if (has || is_word("没有")) {
      condition.kind = has ? Condition::Kind::kHas : Condition::Kind::kHasNot;
      next();
      condition.place = place_of(now());
      slot_name(condition);
      return condition;
    }
    condition.place = place_of(now());
    const Slot* slot = slot_name(condition);
    if (is_word("属于")) {
      condition.kind = Condition::Kind::kIn;
      next();
      members(condition, slot);
      return condition;
    }
    condition.kind = Condition::Kind::kCompare;
    condition.compare = comparison(slot);
    condition.values.push_back(value(slot));
    return condition;
  }

  const Slot* slot_name(Condition& condition) {
    const Token& token = now();
    if (token.kind == Token::Kind::kEnd) refuse(token, "到这里就断了", "补上槽名");
    if (token.kind == Token::Kind::kSign || is_keyword(token.text))
      refuse(token, "这里应当是槽名", "例如 车辆类型 = 货车");
    condition.slot = next().text;
    const auto found =
        std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.name == condition.slot; });
    if (found != slots_.end()) return &*found;
    std::vector<std::string_view> known;
    for (const Slot& slot : slots_) known.push_back(slot.name);
    for (const std::string_view head : {"没有", "有", "非"}) {  // 有车牌号: the blank is missing
      const std::string_view rest =
          std::string_view(condition.slot).substr(std::min(head.size(), condition.slot.size()));
      if (condition.slot.starts_with(head) && std::find(known.begin(), known.end(), rest) != known.end()) {
        refuse(token, "“" + std::string(head) + "”和槽名之间少了空格",
               "写成“" + std::string(head) + " " + std::string(rest) + "”");
      }
    }
    faults_.add("E0301", "没有“" + condition.slot + "”这个槽", place_of(token), did_you_mean(condition.slot, known));
    return nullptr;
  }

  Condition::Compare comparison(const Slot* slot) {
    constexpr std::pair<std::string_view, Condition::Compare> kSigns[] = {
        {"=", Condition::Compare::kEqual},   {"!=", Condition::Compare::kNotEqual},
        {">", Condition::Compare::kGreater}, {">=", Condition::Compare::kGreaterEqual},
        {"<", Condition::Compare::kLess},    {"<=", Condition::Compare::kLessEqual}};
    const Token& token = now();
    for (const auto& [sign, compare] : kSigns) {
      if (!is_sign_now(sign)) continue;
      next();
      const bool is_order = compare != Condition::Compare::kEqual && compare != Condition::Compare::kNotEqual;
      if (slot != nullptr) check_comparable(*slot, is_order, token);
      return compare;
    }
    refuse(token, "槽名后面应当是 =、!=、>、>=、<、<= 或“属于”", "例如 车辆类型 = 货车；只看有没有，写“有 车牌号”");
  }

  void check_comparable(const Slot& slot, bool is_order, const Token& token) {
    const bool has_order = slot.type == SlotType::kNumber || slot.type == SlotType::kTime;
    if (is_order && !has_order) {
      faults_.add("E0307", "“" + slot.name + "”不是数字也不是时间，不能比大小", place_of(token), "用 =、!= 或“属于”");
    } else if (!is_order && slot.type == SlotType::kPhotos) {
      faults_.add("E0307", "“" + slot.name + "”是照片，不能比较", place_of(token),
                  "写“有 " + slot.name + "”或“没有 " + slot.name + "”");
    }
  }

  std::string value(const Slot* slot) {
    const Token token = now();
    if (token.kind == Token::Kind::kEnd) refuse(token, "到这里就断了", "补上要比较的值");
    if (token.kind == Token::Kind::kSign) refuse(token, "这里应当是一个值", "例如 车辆类型 = 货车");
    next();
    if (slot != nullptr) check_value(*slot, token);
    return token.text;
  }

  void members(Condition& condition, const Slot* slot) {
    if (slot != nullptr) check_comparable(*slot, false, now());
    if (!is_sign_now("[")) refuse(now(), "“属于”后面应当是 [ ]", "例如 车辆类型 属于 [货车, 网约车]");
    do {
      next();
      condition.values.push_back(value(slot));
    } while (is_sign_now(","));
    if (!is_sign_now("]")) refuse(now(), "少了“]”，或值之间少了逗号", "例如 [货车, 网约车]");
    next();
  }

  void check_value(const Slot& slot, const Token& token) {
    std::vector<std::string_view> known;
    if (slot.type == SlotType::kChoice) {
      for (const Option& option : slot.options) known.push_back(option.is);
    } else if (slot.type == SlotType::kYesNo) {
      known = {"是", "否"};
    } else {
      const bool is_bad = (slot.type == SlotType::kNumber && !parse_decimal(token.text)) ||
                          (slot.type == SlotType::kTime && !is_date(token.text));
      if (!is_bad) return;
      const char* fix = slot.type == SlotType::kNumber ? "写一个数字" : "写成 2025-03-08";
      faults_.add("E0307", "“" + slot.name + "”不能和“" + token.text + "”比较", place_of(token), fix);
      return;
    }
    if (known.empty() || std::find(known.begin(), known.end(), token.text) != known.end()) return;
    faults_.add("E0303", "“" + slot.name + "”没有“" + token.text + "”这个选项", place_of(token),
                option_fix(slot, token.text, known));
  }

  static std::string option_fix(const Slot& slot, const std::string& text, const std::vector<std::string_view>& known) {
    for (const Option& option : slot.options) {
      if (std::find(option.words.begin(), option.words.end(), text) != option.words.end())
        return "是不是“" + option.is + "”？";
    }
    return did_you_mean(text, known);
  }

  const Node& scalar_;
  const std::vector<Slot>& slots_;
  const Sources& sources_;
  Faults& faults_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

bool compares(const Condition& condition, const std::string& value) {
  const std::string& other = condition.values.front();
  const auto left = parse_decimal(value);
  const auto right = parse_decimal(other);
  int order = 0;
  if (left && right) {
    order = *left < *right ? -1 : *left > *right ? 1 : 0;
  } else {
    order = value.compare(0, std::string::npos, other);  // dates YYYY-MM-DD sort as text
    order = order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  switch (condition.compare) {
    case Condition::Compare::kEqual:
      return value == other;
    case Condition::Compare::kNotEqual:
      return value != other;
    case Condition::Compare::kGreater:
      return order > 0;
    case Condition::Compare::kGreaterEqual:
      return order >= 0;
    case Condition::Compare::kLess:
      return order < 0;
    case Condition::Compare::kLessEqual:
      return order <= 0;
  }
  return false;
}

}  // namespace

Condition read_condition(const Node& scalar, const std::vector<Slot>& slots, const Sources& sources, Faults& faults) {
  if (!scalar.is_scalar()) return {};
  if (base::count_code_points(scalar.text) > kConditionPointsMax) {
    faults.add("E0501", "条件写得不对：超过 600 个字", scalar.place, "拆成几个 if");
    return {};
  }
  try {
    return ConditionParser(scalar, slots, sources, faults).parse();
  } catch (const Refused&) {
    return {};
  }
}

bool holds(const Condition& condition, const SlotValues& values) {
  const auto child_holds = [&](const Condition& child) { return holds(child, values); };
  switch (condition.kind) {
    case Condition::Kind::kAlways:
      return true;
    case Condition::Kind::kAnd:
      return std::all_of(condition.children.begin(), condition.children.end(), child_holds);
    case Condition::Kind::kOr:
      return std::any_of(condition.children.begin(), condition.children.end(), child_holds);
    case Condition::Kind::kNot:
      return !child_holds(condition.children.front());
    case Condition::Kind::kHas:
      return values(condition.slot).has_value();
    case Condition::Kind::kHasNot:
      return !values(condition.slot).has_value();
    case Condition::Kind::kCompare: {
      const auto value = values(condition.slot);
      return value && compares(condition, *value);
    }
    case Condition::Kind::kIn: {
      const auto value = values(condition.slot);
      return value && std::find(condition.values.begin(), condition.values.end(), *value) != condition.values.end();
    }
  }
  return false;
}

}  // namespace dialogs
