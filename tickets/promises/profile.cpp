#include "tickets/promises/profile.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tickets {
namespace {

struct ClockWords {
  ClockKind clock;
  std::string_view name;
  std::string_view chinese;
};
constexpr std::array kClockWords{
    ClockWords{ClockKind::kAck, "ACK", "应答"},      ClockWords{ClockKind::kResp, "RESP", "响应"},
    ClockWords{ClockKind::kDisp, "DISP", "处置"},    ClockWords{ClockKind::kClose, "CLOSE", "办结"},
    ClockWords{ClockKind::kRevisit, "REVISIT", "回访"}, ClockWords{ClockKind::kXfer, "XFER", "转办"}};

struct LevelWords {
  Level level;
  std::string_view name;
  std::string_view chinese;
};
constexpr std::array kLevelWords{LevelWords{Level::kRemind, "remind", "提醒"}, LevelWords{Level::kBreach, "breach", "超时"},
                                 LevelWords{Level::kSupervise1, "supervise1", "督办一级"},
                                 LevelWords{Level::kSupervise2, "supervise2", "督办二级"},
                                 LevelWords{Level::kBulletin, "bulletin", "通报"}};

struct Unit {
  std::string_view letters;
  base::Millis length;
  bool working;
  std::string_view chinese;
};
// The longest first: 48 hours are 2 days to a reader.
constexpr std::array kUnits{Unit{"wd", base::days(1), true, "个工作日"}, Unit{"d", base::days(1), false, "天"},
                            Unit{"h", base::hours(1), false, "小时"}, Unit{"m", base::minutes(1), false, "分钟"},
                            Unit{"s", base::seconds(1), false, "秒"}};
constexpr base::Millis kSpanMax = base::days(366);

// Whom the city has promised times in minutes and hours (the owner's decision; domain reference §3.3).
constexpr std::array<std::string_view, 2> kPromisedGroups{"货车", "出租车"};

class ProfileReader {
 public:
  LoadedProfiles read(std::string_view text) {
    Sheet sheet = read_sheet(text);
    faults_ = std::move(sheet.faults);
    for (const Section& section : sheet.sections) {
      if (section.kind == "promise") {
        promise(section);
      } else if (!section.kind.empty()) {
        fault(section.line, "不认识的节：" + section.kind, "这里只有 [promise 名字]");
      }
    }
    if (faults_.empty() && all_.empty()) fault(0, "一个承诺也没有", "至少写一节 [promise JN12345_5WD]");
    if (!faults_.empty()) return {std::nullopt, std::move(faults_)};
    return {Profiles(std::move(all_)), {}};
  }

 private:
  void fault(std::size_t line, std::string what, std::string fix) {
    if (faults_.size() < kSheetFaultsMax) faults_.push_back({line, std::move(what), std::move(fix)});
  }

  void promise(const Section& section) {
    Profile profile;
    profile.name = section.name;
    if (section.name.empty()) fault(section.line, "承诺没有名字", "写成 [promise FRT_3083]");
    for (const Profile& other : all_) {
      if (other.name == section.name) fault(section.line, "承诺 " + section.name + " 写了两次", "合成一节");
    }
    for (const Entry& entry : section.entries) line(profile, entry);
    if (profile.title.empty()) fault(section.line, section.name + " 没有 name", "加一行 name，写给人看的名称");
    if (profile.clocks.empty()) fault(section.line, section.name + " 没有任何时限", "至少写一行，例如 CLOSE 5wd");
    const ClockRule* revisit = profile.rule_of(ClockKind::kRevisit);
    if (revisit != nullptr && profile.rule_of(revisit->starts_after) == nullptr) {
      fault(section.line, section.name + " 的回访没有起点", "加上它所等的 CLOSE 或 DISP");
    }
    if (profile.told) check_told(section.line, profile);
    all_.push_back(std::move(profile));
  }

  void check_told(std::size_t line, const Profile& profile) {
    for (const std::string& group : profile.groups) {
      if (std::find(kPromisedGroups.begin(), kPromisedGroups.end(), group) != kPromisedGroups.end()) continue;
      fault(line, "没有对“" + group + "”司机承诺过时限，不能对他们说", "去掉 tell yes，或去掉这个群体");
    }
  }

  void line(Profile& profile, const Entry& entry) {
    if (const auto clock = clock_from_name(entry.key)) return rule(profile, *clock, entry);
    if (entry.key == "name" && !entry.words.empty()) {
      profile.title = entry.text();
    } else if (entry.key == "for" && !entry.words.empty()) {
      groups(profile, entry);
    } else if (entry.key == "tell" && entry.text() == "yes") {
      profile.told = true;
    } else {
      fault(entry.line, "看不懂：" + entry.key + " " + entry.text(),
            "可以写 name、for、tell yes，或时限 ACK RESP DISP CLOSE REVISIT XFER");
    }
  }

  void groups(Profile& profile, const Entry& entry) {
    for (const std::string& group : entry.words) {
      const auto [owner, is_new] = owners_.emplace(group, profile.name);
      if (!is_new) fault(entry.line, "“" + group + "”已经属于 " + owner->second, "一类司机只能有一个承诺");
      profile.groups.push_back(group);
    }
  }

  void rule(Profile& profile, ClockKind clock, const Entry& entry) {
    const char* fix = "写成 CLOSE 8h remind 6h supervise1 12h；单位 s m h d（自然）、wd（工作日）；相对到期写 -12h 或 +12h";
    if (profile.rule_of(clock) != nullptr) return fault(entry.line, entry.key + " 写了两次", "留一行");
    ClockRule rule;
    rule.clock = clock;
    const auto promised = entry.words.empty() ? std::nullopt : span_from_text(entry.words.front());
    if (!promised) return fault(entry.line, entry.key + " 后面要写时限", fix);
    rule.promised = *promised;
    for (std::size_t i = 1; i + 1 < entry.words.size(); i += 2) {
      if (!pair(rule, entry.words[i], entry.words[i + 1])) {
        fault(entry.line, "看不懂：" + entry.words[i] + " " + entry.words[i + 1], fix);
      }
    }
    if (entry.words.size() % 2 == 0) fault(entry.line, "多出一个词：" + entry.words.back(), fix);
    check_order(rule, entry);
    profile.clocks.push_back(std::move(rule));
  }

  static bool pair(ClockRule& rule, std::string_view word, std::string_view value) {
    if (word == "after") {
      const auto clock = clock_from_name(value);
      if (rule.clock != ClockKind::kRevisit || (clock != ClockKind::kClose && clock != ClockKind::kDisp)) return false;
      rule.starts_after = *clock;
      return true;
    }
    const auto level = level_from_name(word);
    if (!level || *level == Level::kBreach) return false;  // the breach is the deadline itself
    Rung rung;
    rung.level = *level;
    if (value.starts_with('-') || value.starts_with('+')) {
      rung.from = Rung::From::kDue;
      rung.before = value.front() == '-';
      value.remove_prefix(1);
    }
    const auto span = span_from_text(value);
    if (!span || (rung.from == Rung::From::kDue && span->working)) return false;
    if (rung.from == Rung::From::kStart && span->working != rule.promised.working) return false;
    rung.span = *span;
    rule.ladder.push_back(rung);
    return true;
  }

  /// A reminder comes before the deadline, supervision after it, each rung later than the one below.
  void check_order(const ClockRule& rule, const Entry& entry) {
    const auto offset = [&](const Rung& rung) {
      if (rung.from == Rung::From::kStart) return rung.span.length - rule.promised.length;
      return base::Millis{rung.before ? -rung.span.length.count : rung.span.length.count};
    };
    const Rung* lower = nullptr;
    for (const Rung& rung : rule.ladder) {
      const bool early = offset(rung) < base::Millis{0};
      const bool above = lower == nullptr || (rung.level > lower->level && offset(rung) > offset(*lower));
      if (early != (rung.level == Level::kRemind) || !above) {
        fault(entry.line, std::string(to_name(rung.level)) + " 的时间不对", "提醒在到期之前，督办在到期之后，一级比一级晚");
      }
      lower = &rung;
    }
  }

  std::vector<Profile> all_;
  std::map<std::string, std::string> owners_;
  std::vector<Fault> faults_;
};

}  // namespace

std::string_view to_name(ClockKind clock) { return kClockWords[static_cast<std::size_t>(clock)].name; }
std::string_view to_chinese(ClockKind clock) { return kClockWords[static_cast<std::size_t>(clock)].chinese; }
std::optional<ClockKind> clock_from_name(std::string_view name) {
  for (const ClockWords& words : kClockWords) {
    if (words.name == name) return words.clock;
  }
  return std::nullopt;
}
bool may_pause(ClockKind clock) { return clock == ClockKind::kClose || clock == ClockKind::kDisp; }

std::string_view to_name(Level level) { return kLevelWords[static_cast<std::size_t>(level)].name; }
std::string_view to_chinese(Level level) { return kLevelWords[static_cast<std::size_t>(level)].chinese; }
std::optional<Level> level_from_name(std::string_view name) {
  for (const LevelWords& words : kLevelWords) {
    if (words.name == name) return words.level;
  }
  return std::nullopt;
}

std::optional<Span> span_from_text(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number <= 0) return std::nullopt;
  const std::string_view letters = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : kUnits) {
    if (letters != unit.letters) continue;
    if (number > kSpanMax.count / unit.length.count) return std::nullopt;
    return Span{unit.length * number, unit.working};
  }
  return std::nullopt;
}

std::string to_chinese(const Span& span) {
  for (const Unit& unit : kUnits) {
    if (unit.working != span.working || span.length.count % unit.length.count != 0) continue;
    return std::to_string(span.length.count / unit.length.count) + std::string(unit.chinese);
  }
  return std::to_string(span.length.count) + "毫秒";
}

const ClockRule* Profile::rule_of(ClockKind clock) const {
  for (const ClockRule& rule : clocks) {
    if (rule.clock == clock) return &rule;
  }
  return nullptr;
}

const Profile* Profiles::find(std::string_view name) const {
  for (const Profile& profile : all_) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

const Profile* Profiles::of_group(std::string_view group) const {
  for (const Profile& profile : all_) {
    if (std::find(profile.groups.begin(), profile.groups.end(), group) != profile.groups.end()) return &profile;
  }
  return nullptr;
}

LoadedProfiles load_profiles(std::string_view text) { return ProfileReader().read(text); }

}  // namespace tickets
