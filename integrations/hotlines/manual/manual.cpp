#include "integrations/hotlines/manual/manual.hpp"

namespace integrations {
namespace {

constexpr base::Millis kNever = base::hours(2);

/// What was said of the round before is read aloud: it has names.
std::string_view label_of(std::string_view code) {
  if (code == "earlier_number") return "上一轮编号";
  if (code == "earlier_answer") return "上一轮答复";
  if (code == "reopen_reason") return "为什么重办";
  return code;
}

class Manual final : public Hotline {
 public:
  std::string_view protocol() const noexcept override { return "manual"; }
  Ability ability() const noexcept override { return Ability::kNone; }
  bool is_called() const noexcept override { return false; }

  std::optional<std::string> for_person(const Submission& submission) const override {
    std::string form;
    const auto add = [&form](std::string_view label, std::string_view value) {
      if (!value.empty()) form.append(label).append("：").append(value).append("\n");
    };
    add("工单编号", submission.ticket);
    if (submission.round > 1) add("第几轮", "第" + std::to_string(submission.round) + "轮（司机说没解决，再次交办）");
    add("分类", submission.service_code);
    add("标题", submission.title);
    add("内容", submission.description);
    add("地点", submission.address);
    add("称呼", submission.name);
    add("电话", submission.phone);
    for (const auto& [code, value] : submission.attributes) {
      if (code != "ticket_no" && code != "title" && code != "round") add(label_of(code), value);
    }
    return form;
  }

  // A program that calls all the same reaches nobody.
  HttpRequest submit(const Submission&) const override {
    HttpRequest request;
    request.url = "manual:";
    return request;
  }
  SubmitOutcome read_submit(const base::Result<HttpResponse>&) const override { return TryLater{kNever, "manual"}; }
  std::optional<HttpRequest> lookup(std::string_view) const override { return std::nullopt; }
  LookupOutcome read_lookup(const Sought&, const base::Result<HttpResponse>&) const override {
    return LookupFailed{"manual"};
  }
  std::optional<HttpRequest> updates(base::UnixMs, base::UnixMs) const override { return std::nullopt; }
  base::Result<std::vector<HotlineUpdate>> read_updates(const base::Result<HttpResponse>&) const override {
    return std::vector<HotlineUpdate>{};
  }
};

}  // namespace

std::unique_ptr<Hotline> make_manual() { return std::make_unique<Manual>(); }

}  // namespace integrations
