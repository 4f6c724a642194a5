#include "bot/duty/roster.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/civil_time.hpp"
#include "bot/files.hpp"
#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/source_text.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace bot {
namespace {

using dialogs::Faults;
using dialogs::Node;

constexpr std::array<std::string_view, 7> kWeekdays{"日", "一", "二", "三", "四", "五", "六"};
constexpr int kMinutesOfDay = 24 * 60;
constexpr int kMinutesOfWeek = 7 * kMinutesOfDay;
constexpr int kRoundsMax = 100;

// E0901 unknown key · E0902 missing · E0903 value not understood · E0904 not allowed in this mode · E0905 given twice.

void check_keys(const Node& node, std::initializer_list<std::string_view> known, Faults& faults) {
  const std::vector<std::string_view> names(known);
  for (const Node::Entry& entry : node.entries) {
    if (entry.key == "note" || std::find(names.begin(), names.end(), entry.key) != names.end()) continue;
    faults.add("E0901", "值班表里没有“" + entry.key + "”这一项", entry.key_place, dialogs::did_you_mean(entry.key, names));
  }
}

std::string shown_minute(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return "周" + std::string(kWeekdays[static_cast<std::size_t>(minute / kMinutesOfDay)]) + " " +
         two(minute % kMinutesOfDay / 60) + ":" + two(minute % 60);
}

class RosterReader {
 public:
  RosterReader(Faults& faults, bool secrets_in_file) : faults_(faults), secrets_in_file_(secrets_in_file) {}

  Roster read(const Node& root) {
    check_keys(root, {"people", "shifts", "next_u0", "next_u1", "rounds", "acknowledge"}, faults_);
    duration(root, "next_u0", roster_.next_u0);
    duration(root, "next_u1", roster_.next_u1);
    if (const Node* rounds = root.find("rounds")) {
      const auto number = dialogs::parse_whole(rounds->text);
      if (!number || *number < 1 || *number > kRoundsMax) {
        faults_.add("E0903", "“rounds”应该是 1 到 " + std::to_string(kRoundsMax) + " 的整数", rounds->place, "例如 rounds: 10");
      } else {
        roster_.rounds = *number;
      }
    }
    if (const Node* link = root.find("acknowledge")) {
      roster_.acknowledge = link->text;
      if (!link->text.starts_with("https://") && !(secrets_in_file_ && link->text.starts_with("http://"))) {
        faults_.add("E0903", "“acknowledge”应该是 https:// 开头的地址", link->place, "例如 https://xinsheng.example.cn/duty/");
      }
    }
    for (const Node* person : dialogs::maps_at(root, "people")) read_person(*person);
    for (const Node* shift : dialogs::maps_at(root, "shifts")) read_shift(*shift);
    if (roster_.people.empty()) faults_.add("E0902", "值班表里没有人", root.place, "写 people: 和 shifts:，参照 config/duty.example.yaml");
    if (!roster_.people.empty() && !faults_.any_error()) check_coverage(root);
    return std::move(roster_);
  }

 private:
  void duration(const Node& root, std::string_view key, base::Millis& out) {
    const Node* value = root.find(key);
    if (value == nullptr) return;
    const auto length = dialogs::parse_duration(value->text);
    if (!length || length->count <= 0) {
      return faults_.add("E0903", "“" + std::string(key) + "”应该是一段时间", value->place, "例如 2m、10m");
    }
    out = *length;
  }

  /// `key` in the open (mode: dev) or `key_file` naming a file only its owner may read.
  std::string secret(const Node& node, const std::string& key) {
    const Node* open = node.find(key);
    const Node* file = node.find(key + "_file");
    if (open != nullptr && !secrets_in_file_) {
      faults_.add("E0904", "“" + key + "”不能直接写在正式环境的值班表里", open->place,
                  "写进只有本人可读的文件，改用 " + key + "_file: 路径");
      return {};
    }
    if (open != nullptr) return open->text;
    if (file == nullptr) return {};
    base::Result<std::string> read = read_secret(file->text);
    if (read) return std::move(*read);
    faults_.add("E0903", "密钥文件读不出来：" + read.error().text, file->place, "");
    return {};
  }

  void read_person(const Node& node) {
    check_keys(node, {"person", "by", "url", "url_file", "phone", "phone_file"}, faults_);
    const std::string name(dialogs::text_at(node, "person"));
    if (name.empty()) return faults_.add("E0902", "缺少“person”", node.place, "写上怎么称呼，例如 person: 值班甲");
    if (!places_.try_emplace(name, roster_.people.size()).second) {
      return faults_.add("E0905", "值班员“" + name + "”写了两次", node.place, "");
    }
    integrations::AlertAddress address{secret(node, "url"), secret(node, "phone")};
    if (address.url.empty()) {
      faults_.add("E0902", "值班员“" + name + "”没有写怎么呼叫", node.place, "加一行 url_file: 存着呼叫地址的文件");
    }
    auto line = integrations::make_alert_line(dialogs::text_at(node, "by"), std::move(address));
    if (!line) faults_.add("E0903", line.error().text, node.place, "加一行 by: webhook 或 by: wecom_robot");
    roster_.people.push_back({name, line ? std::move(*line) : nullptr});
  }

  std::optional<int> minute(const Node& node, const char* key) {
    const Node* value = node.find(key);
    if (value == nullptr) {
      faults_.add("E0902", "班次缺少“" + std::string(key) + "”", node.place, "例如 from: 08:00 和 to: 20:00；整天写 00:00 到 24:00");
      return std::nullopt;
    }
    const std::string& text = value->text;
    const auto hour = text.size() == 5 && text[2] == ':' ? dialogs::parse_whole(text.substr(0, 2)) : std::nullopt;
    const auto rest = hour ? dialogs::parse_whole(text.substr(3)) : std::nullopt;
    const int whole = rest ? *hour * 60 + *rest : -1;
    if (!rest || *rest > 59 || *rest < 0 || whole < 0 || whole > kMinutesOfDay) {
      faults_.add("E0903", "“" + std::string(key) + "”应该是几点几分", value->place, "例如 08:00");
      return std::nullopt;
    }
    return whole;
  }

  void read_shift(const Node& node) {
    check_keys(node, {"days", "from", "to", "ladder"}, faults_);
    DutyShift shift;
    for (const std::string& day : dialogs::words_at(node, "days")) {
      const auto known = std::find(kWeekdays.begin(), kWeekdays.end(), day);
      if (known == kWeekdays.end()) {
        faults_.add("E0903", "“" + day + "”不是星期几", node.place, "写成 days: [一, 二, 三, 四, 五, 六, 日]");
      } else {
        shift.weekdays.push_back(static_cast<int>(known - kWeekdays.begin()));
      }
    }
    if (node.find("days") == nullptr) shift.weekdays = {0, 1, 2, 3, 4, 5, 6};
    const auto from = minute(node, "from");
    const auto to = minute(node, "to");
    for (const std::string& name : dialogs::words_at(node, "ladder")) {
      const auto person = places_.find(name);
      if (person == places_.end()) {
        faults_.add("E0903", "值班员“" + name + "”不在 people 里", node.place, "先在 people 里写这个人");
      } else {
        shift.ladder.push_back(person->second);
      }
    }
    if (shift.ladder.empty()) faults_.add("E0902", "这个班次没有人", node.place, "写 ladder: [先叫谁, 再叫谁]");
    if (!from || !to) return;
    shift.from_minute = *from;
    shift.to_minute = *to;
    roster_.shifts.push_back(std::move(shift));
  }

  /// Nobody on duty at some hour is a fault at the start, not a surprise at night.
  void check_coverage(const Node& root) {
    std::vector<bool> covered(kMinutesOfWeek, false);
    for (const DutyShift& shift : roster_.shifts) {
      const int length = shift.to_minute > shift.from_minute ? shift.to_minute - shift.from_minute
                                                             : shift.to_minute - shift.from_minute + kMinutesOfDay;
      for (const int weekday : shift.weekdays) {
        for (int i = 0; i < length; ++i) {
          covered[static_cast<std::size_t>((weekday * kMinutesOfDay + shift.from_minute + i) % kMinutesOfWeek)] = true;
        }
      }
    }
    const auto gap = std::find(covered.begin(), covered.end(), false);
    if (gap == covered.end()) return;
    const auto end = std::find(gap, covered.end(), true);
    faults_.add("E0902",
                shown_minute(static_cast<int>(gap - covered.begin())) + " 到 " +
                    shown_minute(static_cast<int>(end - covered.begin()) % kMinutesOfWeek) + " 没有人值班",
                root.place, "给这段时间加一个班次");
  }

  Faults& faults_;
  bool secrets_in_file_;
  Roster roster_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

bool holds(const DutyShift& shift, int weekday, int minute) {
  const auto on = [&](int day) { return std::find(shift.weekdays.begin(), shift.weekdays.end(), day) != shift.weekdays.end(); };
  if (shift.to_minute > shift.from_minute) return on(weekday) && minute >= shift.from_minute && minute < shift.to_minute;
  return (on(weekday) && minute >= shift.from_minute) || (on((weekday + 6) % 7) && minute < shift.to_minute);
}

}  // namespace

const std::vector<std::size_t>& Roster::ladder_at(base::UnixMs now) const {
  static const std::vector<std::size_t> nobody;
  const base::CivilTime civil = base::to_civil(now);
  const int minute = civil.hour * 60 + civil.minute;
  for (const DutyShift& shift : shifts) {
    if (holds(shift, civil.weekday, minute)) return shift.ladder;
  }
  return nobody;
}

ReadRoster read_roster(const std::string& path, const std::string& text, bool secrets_in_file) {
  ReadRoster read;
  Faults faults;
  const dialogs::SourceText source(path, text);
  if (const std::optional<Node> root = dialogs::read_yaml(source, faults)) {
    read.roster = RosterReader(faults, secrets_in_file).read(*root);
  }
  read.faults = faults.sorted();
  if (!read.faults.empty()) read.roster = {};
  return read;
}

}  // namespace bot
