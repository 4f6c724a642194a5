#include "dialogs/language/texts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

struct Placeholder {
  std::size_t begin = 0;  // of '<'
  std::size_t end = 0;    // behind '>'
  std::string_view name;
  std::optional<std::string> fallback;
};

constexpr std::string_view kOr = "|或:";
constexpr std::string_view kOrFullWidth = "|或：";

// Bounded, so that a text full of '<' costs no more than its length.
constexpr std::size_t kNameBytesMax = 16 * 4;
constexpr std::size_t kFallbackBytesMax = 200;

std::optional<Placeholder> placeholder_at(std::string_view text, std::size_t begin) {
  const std::size_t name_end = text.substr(0, begin + 2 + kNameBytesMax).find_first_of("<|>", begin + 1);
  if (name_end == std::string_view::npos || text[name_end] == '<') return std::nullopt;
  Placeholder found{begin, name_end + 1, text.substr(begin + 1, name_end - begin - 1), std::nullopt};
  if (!is_slot_name(found.name)) return std::nullopt;
  if (text[name_end] == '>') return found;
  const std::string_view rest = text.substr(name_end, kFallbackBytesMax);
  const std::size_t close = rest.find('>');
  if (close == std::string_view::npos) return std::nullopt;
  for (const std::string_view either : {kOr, kOrFullWidth}) {
    if (!rest.starts_with(either)) continue;
    found.fallback = std::string(rest.substr(either.size(), close - either.size()));
    found.end = name_end + close + 1;
    return found;
  }
  return std::nullopt;
}

std::vector<Placeholder> placeholders_of(std::string_view text) {
  std::vector<Placeholder> all;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    if (auto found = placeholder_at(text, at)) {
      at = found->end;
      all.push_back(std::move(*found));
    } else {
      ++at;
    }
  }
  return all;
}

class TextReader {
 public:
  TextReader(const TextNames& names, const Sources& sources, Faults& faults)
      : names_(names), sources_(sources), faults_(faults) {}

  void add(const Node& scalar, std::vector<TextTemplate>& variants) {
    if (!scalar.is_scalar() || base::count_code_points(scalar.text) > kScriptTextPointsMax) return;
    for (const Placeholder& found : placeholders_of(scalar.text)) check(scalar, found);
    warn_brackets(scalar);
    variants.push_back(parse_template(scalar.text));
  }

 private:
  void check(const Node& scalar, const Placeholder& found) {
    if (names_.knows(found.name)) return;
    std::vector<std::string_view> known(names_.slots.begin(), names_.slots.end());
    known.insert(known.end(), names_.built_in.begin(), names_.built_in.end());
    std::string fix = did_you_mean(found.name, known);
    if (nearest(found.name, known).empty())
      fix += (fix.empty() ? "" : "；") + std::string("如果是普通文字，不要用尖括号");
    faults_.add("E0302", "没有“" + std::string(found.name) + "”这个槽，<" + std::string(found.name) + "> 填不出来",
                sources_.inside(scalar, found.begin, found.end - found.begin), std::move(fix));
  }

  void warn_brackets(const Node& scalar) {
    constexpr std::pair<std::string_view, std::string_view> kBrackets[] = {{"《", "》"}, {"｛", "｝"}, {"＜", "＞"}};
    for (const auto& [open, close] : kBrackets) {
      const std::string_view text = scalar.text;
      for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at + open.size())) {
        const std::size_t end = text.find(close, at);
        if (end == std::string_view::npos) break;
        const std::string_view name = text.substr(at + open.size(), end - at - open.size());
        if (std::find(names_.slots.begin(), names_.slots.end(), name) == names_.slots.end()) continue;
        faults_.add("W0302",
                    "“" + std::string(open) + std::string(name) + std::string(close) + "”会原样说出来，不会填成槽的值",
                    sources_.inside(scalar, at, end + close.size() - at), "要填值就写成 <" + std::string(name) + ">");
      }
    }
  }

  const TextNames& names_;
  const Sources& sources_;
  Faults& faults_;
};

}  // namespace

bool TextNames::knows(std::string_view name) const {
  const auto in = [name](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  return in(slots) || in(built_in);
}

const std::vector<std::string>& dialog_built_ins() {
  static const std::vector<std::string> kNames{"标题", "汇总", "今天"};
  return kNames;
}

TextTemplate parse_template(std::string_view text) {
  TextTemplate parts;
  std::size_t done = 0;
  const auto add_literal = [&](std::size_t end) {
    if (end > done)
      parts.push_back({TextPart::Kind::kLiteral, std::string(text.substr(done, end - done)), std::nullopt});
  };
  for (Placeholder& found : placeholders_of(text)) {
    add_literal(found.begin);
    parts.push_back({TextPart::Kind::kPlaceholder, std::string(found.name), std::move(found.fallback)});
    done = found.end;
  }
  add_literal(text.size());
  return parts;
}

Text read_text(const Node& node, const TextNames& names, const Sources& sources, Faults& faults) {
  Text text;
  text.place = node.place;
  TextReader reader(names, sources, faults);
  reader.add(node, text.zh);
  if (node.is_map()) {
    if (const Node* any = node.find("any")) {
      for (const Node& item : any->items) reader.add(item, text.zh);
    }
    if (const Node* zh = node.find("zh")) reader.add(*zh, text.zh);
    if (const Node* en = node.find("en")) reader.add(*en, text.en);
  }
  if (text.zh.empty()) text.zh.emplace_back();
  return text;
}

std::vector<Text> read_texts(const Node& node, const TextNames& names, const Sources& sources, Faults& faults) {
  std::vector<Text> texts;
  if (!node.is_list()) {
    texts.push_back(read_text(node, names, sources, faults));
    return texts;
  }
  for (const Node& item : node.items) texts.push_back(read_text(item, names, sources, faults));
  return texts;
}

}  // namespace dialogs
