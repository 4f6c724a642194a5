#include "bot/turns/promise_words.hpp"

#include <algorithm>
#include <array>

#include "base/civil_time.hpp"

namespace bot {
namespace {

struct Clocked {
  std::string_view promise;
  base::Millis response;
  base::Millis close;
  std::string_view closes;  // what the promise calls it
  int revisit_days;
};

// 3083: 30 minutes, 8 hours, 3 days. 3012: 30 minutes, 1 hour, 2 days (domain reference §3.1).
constexpr std::array<Clocked, 2> kClocked{{{"FRT_3083", base::minutes(30), base::hours(8), "办结", 3},
                                           {"TAXI_3012", base::minutes(30), base::hours(1), "处置", 2}}};

const Clocked* clocked(std::string_view promise) {
  const auto found = std::find_if(kClocked.begin(), kClocked.end(), [&](const Clocked& c) { return c.promise == promise; });
  return found == kClocked.end() ? nullptr : &*found;
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

base::UnixMs midnight(base::UnixMs at) {
  base::CivilTime day = base::to_civil(at);
  day.hour = day.minute = day.second = 0;
  return base::to_unix(day);
}

}  // namespace

std::string clock_words(base::UnixMs at, base::UnixMs now) {
  const base::CivilTime civil = base::to_civil(at);
  const std::string clock = two_digits(civil.hour) + ":" + two_digits(civil.minute);
  const std::int64_t days = (midnight(at) - midnight(now)).count / base::days(1).count;
  switch (days) {
    case 0:
      return "今天" + clock;
    case 1:
      return "明天" + clock;
    case -1:
      return "昨天" + clock;
    default:
      return std::to_string(civil.month) + "月" + std::to_string(civil.day) + "日" + clock;
  }
}

std::optional<base::UnixMs> promised_close(std::string_view promise, base::UnixMs accepted_at) {
  const Clocked* found = clocked(promise);
  if (found == nullptr) return std::nullopt;
  return accepted_at + found->close;
}

std::string promise_words(std::string_view promise, base::UnixMs accepted_at) {
  if (const Clocked* found = clocked(promise)) {
    return clock_words(accepted_at + found->response, accepted_at) + "前有人联系您，" +
           clock_words(accepted_at + found->close, accepted_at) + "前" + std::string(found->closes) + "，" +
           std::to_string(found->revisit_days) + " 天内回访。";
  }
  if (promise == "CONSULT") return "会有法律服务人员答复您，也可以直接拨打 12348。";
  if (promise == "SUGGEST") return "建议会转给主管部门，采纳没采纳，有答复就在这里告诉您。";
  return "一般 5 个工作日内答复，进展会在这里告诉您。";
}

}  // namespace bot
