#pragma once
// A WeCom group robot (企业微信群机器人): a text message that mentions the phone's owner. Taken: 200 with errcode 0; a
// robot that is over its 20 messages a minute answers errcode 45009 and has not taken it.
// Source: developer.work.weixin.qq.com/document/path/91770.
#include "integrations/alerts/alert_line.hpp"

namespace integrations {

std::unique_ptr<AlertLine> make_wecom_robot(AlertAddress address);

}  // namespace integrations
