#include "integrations/alerts/alert_line.hpp"
#include "integrations/alerts/webhook/webhook.hpp"
#include "integrations/alerts/wecom_robot/wecom_robot.hpp"

namespace integrations {
namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<AlertLine> (*make)(AlertAddress);
};

constexpr Entry kLines[] = {
    {"webhook", make_alert_webhook},
    {"wecom_robot", make_wecom_robot},
};

}  // namespace

base::Result<std::unique_ptr<AlertLine>> make_alert_line(std::string_view name, AlertAddress address) {
  std::string known;
  for (const Entry& entry : kLines) {
    if (entry.name == name) return entry.make(std::move(address));
    known += (known.empty() ? "" : "、") + std::string(entry.name);
  }
  return base::Error{base::ErrorCode::kNotFound, "没有叫“" + std::string(name) + "”的呼叫方式，只有：" + known};
}

}  // namespace integrations
