#include "tickets/contents/contents.hpp"

#include <algorithm>
#include <charconv>

namespace tickets {
namespace {

constexpr std::string_view kAny = "*";
constexpr std::string_view kPersonal = "personal";
constexpr std::size_t kCharactersMax = 4000;

std::optional<Need> need_from(std::string_view letter) {
  if (letter == "R") return Need::kRequired;
  if (letter == "C") return Need::kConditional;
  if (letter == "O") return Need::kOptional;
  return std::nullopt;
}

template <class Map>
std::string_view find_or_any(const Map& words, std::string_view key) {
  auto found = words.find(key);
  if (found == words.end()) found = words.find(kAny);
  return found == words.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

class ContentsReader {
 public:
  LoadedContents read(std::string_view text) {
    Sheet sheet = read_sheet(text);
    faults_ = std::move(sheet.faults);
    for (const Section& section : sheet.sections) {
      if (section.kind == "fields") {
        for (const Entry& entry : section.entries) field(entry);
      } else if (section.kind == "regions") {
        for (const Entry& entry : section.entries) region(entry);
      } else if (section.kind == "services" || section.kind == "categories" || section.kind == "list") {
        words(section);
      } else if (!section.kind.empty()) {
        fault(section.line, "不认识的节：" + section.kind, "这里只有 [fields] [regions] [services 热线] [categories 热线] [list 名字]");
      }
    }
    if (faults_.empty() && made_.fields_.empty()) {
      fault(0, "没有 [fields]，工单就没有栏目", "写一节 [fields]，每行一个栏目，例如 title 标题 30 *=R");
    }
    if (!faults_.empty()) return {std::nullopt, std::move(faults_)};
    return {std::move(made_), {}};
  }

 private:
  void fault(std::size_t line, std::string what, std::string fix) {
    if (faults_.size() < kSheetFaultsMax) faults_.push_back({line, std::move(what), std::move(fix)});
  }

  void field(const Entry& entry) {
    if (entry.words.size() < 3) {
      return fault(entry.line, entry.key + " 没有写全", "写：栏目名 说法 最多字数 给谁，例如 plate 车牌 20 12328=C 12345=O");
    }
    ContentField made{.name = entry.key, .label = entry.words[0], .characters_max = 0, .personal = false, .needs = {}};
    const std::string& most = entry.words[1];
    const auto [end, error] = std::from_chars(most.data(), most.data() + most.size(), made.characters_max);
    if (error != std::errc() || end != most.data() + most.size() || made.characters_max == 0 || made.characters_max > kCharactersMax) {
      fault(entry.line, "最多字数不是 1 到 4000 的数：" + most, "例如 plate 车牌 20 12328=C");
    }
    for (std::size_t i = 2; i < entry.words.size(); ++i) recipient(entry, entry.words[i], made);
    if (made.needs.empty()) fault(entry.line, entry.key + " 没有写给谁", "例如 *=R 表示三条热线都必填");
    const bool known = std::any_of(made_.fields_.begin(), made_.fields_.end(), [&](const ContentField& one) { return one.name == made.name; });
    if (known) return fault(entry.line, entry.key + " 写了两次", "合成一行");
    made_.fields_.push_back(std::move(made));
  }

  void recipient(const Entry& entry, const std::string& word, ContentField& made) {
    if (word == kPersonal) {
      made.personal = true;
      return;
    }
    const std::size_t equals = word.find('=');
    const auto need = need_from(equals == std::string::npos ? std::string_view() : std::string_view(word).substr(equals + 1));
    if (!need || equals == 0) {
      return fault(entry.line, "看不懂“" + word + "”", "写成 热线=R、热线=C 或 热线=O，* 表示每条热线，企业写 company");
    }
    if (!made.needs.emplace(word.substr(0, equals), *need).second) fault(entry.line, word + " 写了两次", "留一个");
  }

  void region(const Entry& entry) {
    if (entry.words.size() != 1) return fault(entry.line, entry.key + " 后面要写一个区划代码", "例如 历下 370102");
    made_.regions_.emplace_back(entry.key, entry.words[0]);
  }

  void words(const Section& section) {
    if (section.name.empty()) {
      return fault(section.line, "[" + section.kind + "] 没有写名字", "例如 [services 12328] 或 [list domain]");
    }
    auto& all = section.kind == "services" ? made_.services_ : section.kind == "categories" ? made_.categories_ : made_.lists_;
    const auto [place, is_new] = all.try_emplace(section.name);
    if (!is_new) return fault(section.line, "[" + section.kind + " " + section.name + "] 写了两次", "合成一节");
    for (const Entry& entry : section.entries) {
      if (entry.words.empty()) {
        fault(entry.line, entry.key + " 后面没有代码", "写成 我们的说法 对方的代码");
      } else if (!place->second.emplace(entry.key, entry.words[0]).second) {
        fault(entry.line, entry.key + " 写了两次", "留一行");
      }
    }
  }

  Contents made_;
  std::vector<Fault> faults_;
};

Need ContentField::need_of(std::string_view recipient) const {
  auto found = needs.find(recipient);
  if (found == needs.end() && recipient != kCompany) found = needs.find(kAny);
  return found == needs.end() ? Need::kNever : found->second;
}

bool Contents::knows(std::string_view recipient) const { return recipient == kCompany || services_.contains(recipient); }

std::string_view Contents::service_of(std::string_view hotline, std::string_view group) const {
  const auto found = services_.find(hotline);
  return found == services_.end() ? std::string_view() : find_or_any(found->second, group);
}

std::string_view Contents::category_of(std::string_view hotline, std::string_view matter_code) const {
  const auto found = categories_.find(hotline);
  if (found == categories_.end() || matter_code.empty()) return {};
  if (const auto whole = found->second.find(matter_code); whole != found->second.end()) return whole->second;
  for (std::size_t length = matter_code.size(); length > 0; --length) {
    const auto part = found->second.find(std::string(matter_code.substr(0, length)) + std::string(kAny));
    if (part != found->second.end()) return part->second;
  }
  const auto any = found->second.find(kAny);
  return any == found->second.end() ? std::string_view() : std::string_view(any->second);
}

std::string_view Contents::region_in(std::string_view text) const {
  std::string_view code;
  std::size_t first = std::string_view::npos;
  for (const auto& [name, one] : regions_) {
    const std::size_t at = name == kAny ? std::string_view::npos : text.find(name);
    if (at < first) {
      first = at;
      code = one;
    } else if (name == kAny && code.empty()) {
      code = one;
    }
  }
  return code;
}

std::string_view Contents::code_in(std::string_view list, std::string_view key) const {
  const auto found = lists_.find(list);
  return found == lists_.end() ? std::string_view() : find_or_any(found->second, key);
}

std::string_view Contents::name_in(std::string_view list, std::string_view code) const {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return {};
  for (const auto& [name, one] : found->second) {
    if (one == code && name != kAny) return name;
  }
  return {};
}

std::string_view Contents::region_name(std::string_view code) const {
  for (const auto& [name, one] : regions_) {
    if (one == code && name != kAny) return name;
  }
  return {};
}

LoadedContents load_contents(std::string_view text) { return ContentsReader().read(text); }

}  // namespace tickets
