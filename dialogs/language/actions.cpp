#include "dialogs/language/actions.hpp"

#include <algorithm>
#include <array>

namespace dialogs {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 1> kOk{"ok"};
constexpr std::array<std::string_view, 2> kOkDuplicate{"ok", "duplicate"};
constexpr std::array<std::string_view, 2> kOkNone{"ok", "none"};
constexpr std::array<std::string_view, 3> kOkManyNone{"ok", "many", "none"};
constexpr std::array<std::string_view, 2> kOkClosed{"ok", "closed"};
constexpr std::array<std::string_view, 2> kOkAgain{"ok", "again"};
constexpr std::array<std::string_view, 2> kOkNotFound{"ok", "not_found"};
constexpr std::array<std::string_view, 2> kRegistered{"工单号", "承诺"};
constexpr std::array<std::string_view, 3> kChosenTicket{"工单号", "事项", "工单列表"};
constexpr std::array<std::string_view, 1> kFindings{"查询结果"};
constexpr std::array<std::string_view, 1> kAnswer{"要点"};
constexpr std::array<std::string_view, 1> kLimits{"期限"};

// Dialog language §3.5, and what a driver may do to his tickets and his data.
constexpr std::array kActions{
    Action{"submit_ticket", "登记工单", true, Words(kOkDuplicate), Words(kRegistered)},
    Action{"append_evidence", "补充证据", true, Words(kOk), {}},
    Action{"withdraw_ticket", "撤回工单", true, Words(kOkClosed), {}},
    Action{"urge_ticket", "催办", true, Words(kOkAgain), {}},
    Action{"reopen_ticket", "重新交办", true, Words(kOk), {}},
    Action{"save_rating", "保存评价", true, Words(kOk), {}},
    Action{"correct_my_data", "更正我的信息", true, Words(kOk), {}},
    Action{"forget_me", "忘记我", true, Words(kOk), {}},
    Action{"withdraw_consent", "撤回同意", true, Words(kOkNone), {}},
    Action{"find_ticket", "找是哪件工单", false, Words(kOkManyNone), Words(kChosenTicket)},
    Action{"query_ticket", "查工单进度", false, Words(kOkNone), Words(kFindings)},
    Action{"show_my_data", "看我的信息", false, Words(kOkNone), Words(kFindings)},
    Action{"find_legal_answer", "找法律要点", false, Words(kOkNone), Words(kAnswer)},
    Action{"find_time_limits", "算法定期限", false, Words(kOkNone), Words(kLimits)},
    Action{"check_plate", "核对车牌", false, Words(kOkNotFound), {}},
    Action{"lookup_service", "找附近服务点", false, Words(kOkNone), Words(kFindings)},
};

}  // namespace

std::span<const Action> actions() { return kActions; }

const Action* find_action(std::string_view name) {
  const auto found = std::find_if(kActions.begin(), kActions.end(), [name](const Action& a) { return a.name == name; });
  return found == kActions.end() ? nullptr : &*found;
}

}  // namespace dialogs
