#include "dialogs/language/system_texts.hpp"

#include <array>

namespace dialogs {
namespace {

// Dialog language §3.6 and its example set.
constexpr std::array kSystemTexts{
    SystemText{"menu", "我可以帮您登记投诉、解答法律问题、查进度，直接说事就行。", ""},
    SystemText{"resumed", "刚才问到：", ""},
    SystemText{"nomatch", "没太明白。", ""},
    SystemText{"cancel_ask", "已填的内容会清空，确定不办了吗？", "标题"},
    SystemText{"cancelled", "好的，已取消「<标题>」。需要时随时再来。", "标题"},
    SystemText{"first_step", "已经是第一步了。", "标题"},
    SystemText{"human", "正在为您转接人工，请稍候，之前填的内容都已带过去。", "标题"},
    SystemText{"human_over", "人工服务已结束。", ""},
    SystemText{"danger_over", "您现在还好吗？有危险请打 110 或 120。有事直接说就行，我在。", ""},
    SystemText{"hold", "好的，您先忙（开车时请勿看手机），方便时回复“继续”。", "标题"},
    SystemText{"remind", "您的「<标题>」还差几项没填完，", "标题"},
    SystemText{"expired", "您的「<标题>」先存为草稿，7 天内回复“继续”即可接着办。", "标题"},
    SystemText{"draft_ask", "您有一份没办完的「<标题>」，要接着办吗？", "标题"},
    SystemText{"overwrite", "您之前填的<槽位>是<旧值>，要改成<新值>吗？", "标题 槽位 旧值 新值"},
    SystemText{"corrected", "已把<槽位>改为<新值>。", "标题 槽位 旧值 新值"},
    SystemText{"interrupt", "您正在办「<标题>」。要先办「<新标题>」吗？办完会自动回来。", "标题 新标题"},
    SystemText{"back_to", "我们继续「<标题>」。", "标题"},
    SystemText{"busy", "正在提交，请稍候。", "标题"},
    SystemText{"edit_ask", "要改哪一项？", "标题"},
    SystemText{"optional_hint", "（没有可回复“跳过”）", "槽位"},
    SystemText{"not_optional", "这一项暂时不能跳过。", "槽位"},
    SystemText{"why_default", "这一项是办理所需的信息，仅用于本次受理。", "标题 槽位"},
    SystemText{"got_media", "图片收到了，先帮您存着。", "标题"},
    SystemText{"late_ask", "要把这张图片补充到工单 <工单号> 吗？", "工单号"},
    SystemText{"late_done", "已补充到工单 <工单号>。", "工单号"},
    SystemText{"submitted", "工单已提交，不能直接修改；要补充请回复“转人工”。", "标题"},
    SystemText{"offer", "还是用上次的<槽位> <旧值> 吗？", "标题 槽位 旧值"},
    SystemText{"cant_now", "先把手头这件办完，好吗？", "标题"},
    SystemText{"fail", "系统暂时提交不上，已转人工处理。", "标题"},
};

}  // namespace

std::span<const SystemText> system_texts() { return kSystemTexts; }

}  // namespace dialogs
