// Short answers to a question that was asked: yes or no, a number of the menu, the name of an option.
#include <algorithm>
#include <array>

#include "dialogs/text/extract.hpp"
#include "dialogs/text/numerals.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

// ---- Yes and no ---------------------------------------------------------------------------------------------------

using namespace std::string_view_literals;

// Sorted by nothing: the lists are short and are only looked through when a yes/no question stands.
constexpr std::array kYes = {
    "是"sv,     "是的"sv,   "对"sv,     "对的"sv,   "嗯"sv,     "恩"sv,     "好"sv,     "好的"sv,     "行"sv,     "可以"sv,
    "可以的"sv, "同意"sv,   "同意的"sv, "要"sv,     "要的"sv,   "需要"sv,   "愿意"sv,   "我愿意"sv,   "没问题"sv, "没错"sv,
    "确认"sv,   "确定"sv,   "正确"sv,   "属实"sv,   "解决"sv,   "解决了"sv, "已解决"sv, "已经解决"sv, "满意"sv,   "有"sv,
    "有的"sv,   "接受"sv,   "授权"sv,   "提供"sv,   "当然"sv,   "必须"sv,   "必须的"sv, "成"sv,       "中"sv,     "得"sv,
    "妥"sv,     "ok"sv,     "okay"sv,   "yes"sv,    "y"sv,      "没意见"sv, "无误"sv,   "是这样"sv,   "就是"sv,   "想"sv,
    "方便"sv,   "能"sv,     "会"sv,     "是我"sv,   "办"sv,     "都同意"sv, "收到了"sv, "处理好了"sv, "好嘞"sv,   "好滴"sv};
constexpr std::array kNo = {
    "不"sv,       "不是"sv,     "不是的"sv,   "否"sv,       "没"sv,       "没有"sv,     "不用"sv,   "不要"sv,
    "不需要"sv,   "不同意"sv,   "不可以"sv,   "不行"sv,     "不好"sv,     "不对"sv,     "不愿意"sv, "不想"sv,
    "不必"sv,     "没解决"sv,   "没有解决"sv, "未解决"sv,   "还没解决"sv, "还没有解决"sv, "还没"sv,  "还没有"sv,
    "不满意"sv,   "不接受"sv,   "不授权"sv,   "不提供"sv,   "不确认"sv,   "不正确"sv,   "不属实"sv, "不方便"sv,
    "不能"sv,     "不会"sv,     "不中"sv,     "不得行"sv,   "不办"sv,     "无"sv,       "no"sv,     "n"sv,
    "别"sv,       "拒绝"sv,     "甭"sv,       "不想要"sv,   "解决不了"sv, "没处理"sv,   "没有处理"sv, "没处理好"sv,
    "没人管"sv,   "不愿"sv,     "木有"sv,     "才不是"sv,   "当然不"sv,   "算了"sv};
// Heard before the real answer: 「嗯，不用了」 is a no.
constexpr std::array kFillers = {"嗯"sv, "恩"sv, "哦"sv, "噢"sv, "啊"sv, "呃"sv, "额"sv, "好"sv, "好的"sv, "行"sv, "那"sv};
constexpr std::array kParticles = {"吧"sv, "了"sv, "啊"sv, "呀"sv, "呢"sv, "哦"sv, "嘛"sv, "哈"sv, "呗"sv, "啦"sv, "哒"sv, "谢谢"sv};
constexpr std::array kLeads = {"那"sv, "我"sv, "就"sv, "都"sv, "哦"sv, "嗯"sv, "呃"sv, "啊"sv};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_clause_end(char32_t c) {
  return c == U',' || c == U'.' || c == U'!' || c == U'?' || c == U';' || c == U':' || c == U' ' || c == U'\n' ||
         c == U'\t' || c == U'\r' || c == U'。' || c == U'、' || c == U'~' || c >= 0x1F000;
}

struct Clause {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The first clause at or behind `at`; empty at the end of the text.
Clause clause_from(std::string_view s, std::size_t at) {
  Clause clause{at, at};
  while (at < s.size()) {
    const Point point = point_at(s, at);
    if (is_clause_end(point.value)) {
      if (clause.end > clause.begin) break;
      clause.begin = clause.end = at + point.length;
    } else {
      clause.end = at + point.length;
    }
    at += point.length;
  }
  return clause;
}

// 好好好, 不不不: one character said again and again.
std::string_view without_echo(std::string_view word) {
  const std::size_t length = word.empty() ? 0 : point_at(word, 0).length;
  if (length == 0 || word.size() % length != 0 || word.size() > 8 * length) return word;
  for (std::size_t at = length; at < word.size(); at += length) {
    if (word.substr(at, length) != word.substr(0, length)) return word;
  }
  return word.substr(0, length);
}

char exact_yes_no(std::string_view word) {
  word = without_echo(word);
  if (is_one_of(word, kYes)) return 'y';
  return is_one_of(word, kNo) ? 'n' : '\0';
}

// 'y', 'n' or '\0'; particles behind and fillers before are taken off one by one.
char yes_no(std::string_view word) {
  for (int i = 0; i < 4; ++i) {
    if (const char answer = exact_yes_no(word); answer != '\0') return answer;
    const auto tail = std::find_if(kParticles.begin(), kParticles.end(),
                                   [&](std::string_view p) { return word.size() > p.size() && word.ends_with(p); });
    if (tail != kParticles.end()) {
      word.remove_suffix(tail->size());
      continue;
    }
    const auto lead = std::find_if(kLeads.begin(), kLeads.end(),
                                   [&](std::string_view p) { return word.size() > p.size() && word.starts_with(p); });
    if (lead == kLeads.end()) break;
    word.remove_prefix(lead->size());
  }
  return exact_yes_no(word);
}

constexpr std::size_t kAnswerBytesMax = 36;  // a yes/no phrase is never longer

// ---- Options ------------------------------------------------------------------------------------------------------

struct Named {
  std::size_t option = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

constexpr std::size_t kNamedMax = 64;  // occurrences looked at: a message that names more options names none

bool is_ascii_word(char c) { return is_ascii_digit(c) || is_ascii_lower(c); }

// T3 must not be seen in CT30.
bool stands_alone(std::string_view s, std::size_t begin, std::size_t end) {
  const bool before = begin > 0 && is_ascii_word(s[begin - 1]) && is_ascii_word(s[begin]);
  const bool after = end < s.size() && is_ascii_word(s[end]) && is_ascii_word(s[end - 1]);
  return !before && !after;
}

// True if `word` is its own folded form, as nearly every synonym is.
bool is_folded(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto byte = static_cast<unsigned char>(word[i]);
    if (byte < 0x80 ? !is_ascii_word(word[i]) : byte < 0xE4 || byte > 0xE9) return false;
    if (byte >= 0x80) i += 2;
  }
  return true;
}

void collect(std::string_view s, std::string_view word, std::size_t option, std::vector<Named>& named) {
  std::string folded;
  if (!is_folded(word)) {
    folded = normalise(word).folded;
    word = folded;
  }
  if (word.empty()) return;
  for (std::size_t at = s.find(word); at != std::string_view::npos && named.size() < kNamedMax;
       at = s.find(word, at + word.size())) {
    if (stands_alone(s, at, at + word.size())) named.push_back({option, at, at + word.size()});
  }
}

bool lies_inside(const Named& inner, const Named& outer) {
  return outer.begin <= inner.begin && inner.end <= outer.end && outer.end - outer.begin > inner.end - inner.begin;
}

}  // namespace

std::optional<Found> find_yes_no(const NormalText& text) {
  const std::string_view s = text.folded;
  const Clause first = clause_from(s, 0);
  if (first.end - first.begin == 0 || first.end - first.begin > kAnswerBytesMax) return std::nullopt;
  const std::string_view word = s.substr(first.begin, first.end - first.begin);
  Clause decided = first;
  char answer = yes_no(word);
  if (is_one_of(without_echo(word), kFillers)) {
    const Clause second = clause_from(s, first.end);
    if (second.end > second.begin && second.end - second.begin <= kAnswerBytesMax) {
      const char later = yes_no(s.substr(second.begin, second.end - second.begin));
      if (later != '\0') {
        answer = later;
        decided.end = second.end;
      }
    }
  }
  if (answer == '\0') return std::nullopt;
  // 可以吗? asks back.
  if (decided.end < s.size() && s[decided.end] == '?') return std::nullopt;
  return Found{answer == 'y' ? "是" : "否", text.original(decided.begin, decided.end)};
}

std::optional<int> whole_message_ordinal(std::string_view message) {
  if (message.size() > 64) return std::nullopt;
  const std::string folded = normalise(message).folded;
  std::string_view s = folded;
  const auto is_edge = [](char32_t c) { return is_clause_end(c) || c == U'(' || c == U')' || c == U'"' || c == U'#'; };
  while (!s.empty() && is_edge(point_at(s, 0).value)) s.remove_prefix(point_at(s, 0).length);
  while (!s.empty() && is_edge(point_before(s, s.size()).value)) s.remove_suffix(point_before(s, s.size()).length);
  for (const std::string_view head : {"我选择"sv, "我选"sv, "选择"sv, "就选"sv, "选"sv, "我要"sv, "就"sv, "要"sv}) {
    if (!s.starts_with(head)) continue;
    s.remove_prefix(head.size());
    break;
  }
  if (s.starts_with("第"sv)) s.remove_prefix("第"sv.size());
  const std::optional<Numeral> numeral = read_small_number(s, 0);
  if (!numeral || numeral->value < 1 || numeral->value > 99) return std::nullopt;
  if (numeral->chinese && numeral->digits > 1 && chinese_unit(point_at(s, point_at(s, 0).length).value) == 0 &&
      chinese_unit(point_at(s, 0).value) == 0) {
    return std::nullopt;  // 一二 names two options
  }
  s.remove_prefix(numeral->end);
  for (const std::string_view unit : {"个"sv, "项"sv, "条"sv, "号"sv, "种"sv}) {
    if (!s.starts_with(unit)) continue;
    s.remove_prefix(unit.size());
    break;
  }
  for (const std::string_view tail : {"吧"sv, "了"sv, "的"sv, "啊"sv, "呢"sv}) {
    if (s == tail) s = {};
  }
  if (!s.empty()) return std::nullopt;
  return static_cast<int>(numeral->value);
}

std::optional<Found> find_choice(const NormalText& text, const std::vector<ChoiceWords>& options, bool listening) {
  const std::string_view s = text.folded;
  std::vector<Named> named;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (listening && !options[i].heard) continue;
    collect(s, options[i].value, i, named);
    for (const std::string& word : options[i].words) collect(s, word, i, named);
  }
  const Named* best = nullptr;
  for (const Named& one : named) {
    const bool shadowed = std::any_of(named.begin(), named.end(), [&](const Named& other) { return lies_inside(one, other); });
    if (shadowed) continue;
    if (best != nullptr && best->option != one.option) return std::nullopt;
    const bool better = best == nullptr || one.end - one.begin > best->end - best->begin ||
                        (one.end - one.begin == best->end - best->begin && one.begin < best->begin);
    if (better) best = &one;
  }
  if (best == nullptr) return std::nullopt;
  return Found{options[best->option].value, text.original(best->begin, best->end)};
}

}  // namespace dialogs
