#include "bot/simulation/drivers.hpp"

#include <iterator>
#include <utility>

#include "bot/simulation/hotline.hpp"

namespace bot::simulation {
namespace {

constexpr std::string_view kPhoto = "(photo)";

/// What drivers come with. What follows depends on what they are asked.
constexpr std::string_view kOpenings[] = {
    "我要投诉，货主拖欠运费八千三，电话也不接",
    "货主拖欠运费两万，人也找不着",
    "我要投诉",
    "投诉平台抽成太高，一单扣了三成",
    "出租车公司乱收份子钱，每月多收八百",
    "平台派单不公平，好几天没单",
    "站长克扣骑手的工资，上个月的也没给",
    "物流园乱收停车费",
    "到哪一步了",
    "到哪一步了",
    "催办",
    "补充材料",
    "撤回",
    "我被公司辞退了，能要赔偿吗",
    "工伤怎么认定",
    "我有个建议，高速服务区多修几个货车车位",
    "忘记我",
    "看看我的信息",
    "你好",
    "转人工",
    "没解决",
    "解决了",
    "不满意",
    "我不想活了",
    "(photo)",
};
constexpr std::string_view kStories[] = {"货主拖欠运费八千三，电话也不接", "平台无故扣了我二百块", "公司乱收份子钱，每月多收八百"};
constexpr int kExchangesMax = 16;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

constexpr std::string_view kAskedByTemplate = "请回复解决了或没解决";

constexpr std::string_view kStray[] = {"？", "什么意思", "嗯", "上一步", "不知道", "等一下", "跳过", "2", "1"};

}  // namespace

Drivers::Drivers(World& world, Platform& platform, int drivers) : world_(world), platform_(platform) {
  for (int i = 1; i <= drivers; ++i) names_.push_back("driver-" + std::to_string(i));
}

std::string Drivers::phone_of(const std::string& driver) {
  std::string number = std::to_string(1000 + std::stoi(driver.substr(driver.find('-') + 1)));
  return "1300000" + number;
}

void Drivers::begin(base::UnixMs until) {
  until_ = until;
  for (const std::string& name : names_) {
    world_.after(world_.between(base::minutes(1), base::hours(20)), [this, name] { come(name); });
  }
}

void Drivers::come(const std::string& driver) {
  if (world_.now() >= until_) return;
  const std::uint64_t visit = ++visits_[driver];
  say(driver, std::string(kOpenings[world_.chance().below(std::size(kOpenings))]));
  go_on(driver, visit, kExchangesMax);
  world_.after(world_.one_in(6) ? world_.between(base::days(1), base::days(4)) : world_.between(base::minutes(30), base::hours(22)),
               [this, driver] { come(driver); });
}

/// After a pause he answers what he was asked, if he was; or he says something else, or nothing any more.
void Drivers::go_on(const std::string& driver, std::uint64_t visit, int exchanges) {
  const base::Millis pause = world_.one_in(12)   ? world_.between(base::minutes(4), base::hours(3))
                             : world_.one_in(8) ? world_.between({200}, base::seconds(3))
                                                 : world_.between(base::seconds(12), base::seconds(90));
  world_.after(pause, [this, driver, visit, exchanges] {
    if (visits_[driver] != visit || exchanges == 0 || world_.now() >= until_) return;
    if (world_.one_in(40)) {
      world_.sometimes("a driver vanished in the middle");
      return;
    }
    const std::string answer = world_.one_in(25) ? std::string(kStray[world_.chance().below(std::size(kStray))]) : answer_to(driver);
    if (answer.empty()) return;
    say(driver, answer);
    go_on(driver, visit, exchanges - 1);
  });
}

std::string Drivers::answer_to(const std::string& driver) {
  const std::string asked = std::exchange(asked_[driver], std::string());
  if (asked.empty()) return {};
  if (has(asked, "手机号")) return Drivers::phone_of(driver);
  if (has(asked, "不同意")) return world_.one_in(3) ? "不同意" : "同意";
  if (has(asked, "出了什么事") || has(asked, "再具体一点")) return std::string(kStories[world_.chance().below(std::size(kStories))]);
  if (has(asked, "记着吗")) return "是";
  if (has(asked, "照片") && world_.one_in(3)) return std::string(kPhoto);
  if (has(asked, "可回复“跳过”")) return world_.one_in(6) ? "1" : "跳过";
  if (has(asked, "1 ")) return world_.one_in(6) ? "2" : "1";
  if (has(asked, "回复“是”")) return "是";
  return {};
}

void Drivers::say(const std::string& driver, const std::string& words) {
  if (words == phone_of(driver)) phone_said_[driver] = world_.now();
  if (words == phone_of(driver)) forgotten_[driver] = false;
  const std::string text = words == kPhoto ? std::string() : words;
  platform_.send(driver, text);
  if (world_.one_in(20)) platform_.send(driver, text);  // impatient: the same again, as a message of its own
}

void Drivers::read(const std::string& driver, const std::string& text) {
  asked_[driver] = text;
  if (has(text, kForeignWords)) world_.broke("I8", driver + " was told of another's ticket");
  if (has(text, kAskedByTemplate) && !world_.one_in(4)) {
    world_.after(world_.between(base::minutes(10), base::hours(40)), [this, driver] {
      if (world_.now() >= until_) return;
      world_.sometimes("a revisit was answered late");
      say(driver, world_.one_in(2) ? "没解决" : "解决了");
    });
  }
  // What he said shortly before may still be on its way.
  const bool is_late = phone_said_.contains(driver) && world_.now() - phone_said_[driver] < base::hours(2);
  if (has(text, "都删了") && !is_late) {
    world_.sometimes("a driver was forgotten");
    forgotten_[driver] = true;
  }
}

}  // namespace bot::simulation
