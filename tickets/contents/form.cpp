#include "tickets/contents/form.hpp"

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "tickets/contents/mask.hpp"

namespace tickets {
namespace {

constexpr std::string_view kSchemaVersion = "1";
constexpr std::string_view kConsented = "是";
constexpr std::string_view kReport = "举报";
constexpr std::string_view kHidden = "对被反映单位保密";
constexpr std::string_view kAnonymous = "匿名";
constexpr std::string_view kUsualUrgency = "普通";
constexpr std::string_view kYes = "是";
constexpr std::string_view kNo = "否";

/// Free text, in which a driver may have written anything.
bool is_free_text(std::string_view name) {
  return name == "title" || name == "content" || name == "demand" || name == "place" || name == "urgency_reason" || name == "topic" ||
         name == "earlier_answer" || name == "reopen_reason";
}

class Filler {
 public:
  Filler(const Contents& contents, const Ticket& ticket, const Deadlines& deadlines, std::string_view recipient)
      : contents_(contents),
        ticket_(ticket),
        deadlines_(deadlines),
        recipient_(recipient),
        knows_person_(recipient != kCompany && ticket.field("consent") == kConsented) {}

  FilledForm fill() const {
    FilledForm form;
    for (const ContentField& field : contents_.fields()) {
      const Need need = field.need_of(recipient_);
      if (need == Need::kNever) continue;
      std::string value;
      if (!field.personal || knows_person_) value = base::prefix_of_points(clean(field.name, value_of(field.name)), field.characters_max);
      if (!value.empty()) {
        std::string spoken = spoken_for(field.name, value);
        form.lines.push_back({field.name, field.label, std::move(value), std::move(spoken)});
      } else if (need == Need::kRequired) {
        form.missing.push_back(field.label);
      }
    }
    return form;
  }

 private:
  std::string clean(std::string_view name, std::string value) const {
    if (!is_free_text(name)) return value;
    return mask_text(value, {.phones = !knows_person_, .plates = !knows_person_});
  }

  /// The list's code for a word of ours; what is no word of the list is its code already.
  std::string code_of(std::string_view list, std::string_view said) const {
    const std::string_view code = contents_.code_in(list, said);
    return std::string(code.empty() ? said : code);
  }

  std::string appeal_type() const {
    return code_of("appeal", appeal_of(ticket_.hotline, ticket_.field("appeal_type")));
  }

  std::string urgency() const {
    const std::string_view level = ticket_.field("urgency_level");
    if (!level.empty()) return std::string(level);
    return code_of("urgency", ticket_.urgency.empty() ? kUsualUrgency : std::string_view(ticket_.urgency));
  }

  std::string group() const {
    const std::string_view said = ticket_.field("group");
    return std::string(said.empty() ? "未知" : said);
  }

  /// 举报 hides who reported whatever was agreed; without a way to reach him the driver is anonymous.
  std::string anonymity() const {
    const std::string_view said = ticket_.field("anonymity");
    if (appeal_type() == code_of("appeal", kReport)) return code_of("anonymity", kHidden);
    return code_of("anonymity", said.empty() ? kAnonymous : said);
  }

  std::string spoken_for(std::string_view name, std::string_view value) const {
    if (name == "appeal_type") return std::string(contents_.name_in("appeal", value));
    if (name == "urgency") return std::string(contents_.name_in("urgency", value));
    if (name == "anonymity") return std::string(contents_.name_in("anonymity", value));
    if (name == "region") return std::string(contents_.region_name(value));
    if (name == "reply_wanted") return std::string(value == "true" ? kYes : kNo);
    if (name == "round") return "第" + std::string(value) + "轮";
    const auto instant = base::from_rfc3339(value);
    return instant ? base::to_minute_text(*instant) : std::string();
  }

  std::string region() const {
    std::string text(ticket_.field("place"));
    text += '\n';
    text += ticket_.field("content");
    return std::string(contents_.region_in(text));
  }

  std::string value_of(std::string_view name) const {
    for (const auto& [field, instant] : deadlines_) {
      if (field == name) return base::to_rfc3339(instant);
    }
    if (name == "ticket_no") return ticket_.number;
    if (name == "schema_ver") return std::string(kSchemaVersion);
    if (name == "dest") return ticket_.hotline;
    if (name == "first_msg_at") return base::to_rfc3339(ticket_.first_message_at);
    if (name == "accepted_at") return base::to_rfc3339(ticket_.accepted_at);
    if (name == "promise") return ticket_.promise;
    if (name == "title") return ticket_.title;
    if (name == "urgency") return urgency();
    if (name == "group") return group();
    if (name == "appeal_type") return appeal_type();
    if (name == "biz_class") return std::string(contents_.code_in("biz", appeal_type()));
    if (name == "domain") return std::string(contents_.code_in("domain", group()));
    if (name == "ext_category") return std::string(contents_.category_of(recipient_, ticket_.field("matter_code")));
    if (name == "region") return region();
    if (name == "anonymity") return anonymity();
    if (name == "reply_wanted") return ticket_.field("phone").empty() ? "false" : "true";
    if (name == "consent") return std::string(ticket_.field(name).empty() ? "否" : ticket_.field(name));
    if (name == "consent_scope") return knows_person_ ? std::string(recipient_) : std::string("无");
    return std::string(ticket_.field(name));
  }

  const Contents& contents_;
  const Ticket& ticket_;
  const Deadlines& deadlines_;
  const std::string_view recipient_;
  const bool knows_person_;
};

}  // namespace

std::string_view FilledForm::value_of(std::string_view name) const {
  for (const FormLine& line : lines) {
    if (line.name == name) return line.value;
  }
  return {};
}

FilledForm fill_form(const Contents& contents, const Ticket& ticket, const Deadlines& deadlines, std::string_view recipient) {
  return Filler(contents, ticket, deadlines, recipient).fill();
}

std::string to_text(const FilledForm& form) {
  std::string text;
  for (const FormLine& line : form.lines) {
    text += line.label + "：" + (line.spoken.empty() ? line.value : line.spoken + "（" + line.value + "）") + "\n";
  }
  if (form.missing.empty()) return text;
  text += "还缺：";
  for (std::size_t i = 0; i < form.missing.size(); ++i) text += (i > 0 ? "、" : "") + form.missing[i];
  return text + "\n";
}

}  // namespace tickets
