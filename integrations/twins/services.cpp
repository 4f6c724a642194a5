#include "integrations/twins/services.hpp"

namespace twins {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Attribute line(std::string code, bool required, std::string description, std::size_t characters_max) {
  return {std::move(code), "string", required, std::move(description), {}, characters_max, 0};
}

Attribute list(std::string code, bool required, std::string description, Values values) {
  return {std::move(code), "singlevaluelist", required, std::move(description), std::move(values), 40, 0};
}

/// What every hotline wants to know (domain reference §6.1–§6.3 and the code lists of §6.5).
std::vector<Attribute> common_attributes() {
  return {
      line("ticket_no", true, "转来单位的工单编号", 20),
      line("group", true, "司机群体:货车、出租车、网约车、配送员、快递员、其他、未知", 12),
      list("appeal_type", true, "诉求类别",
           {{"01", "咨询"}, {"02", "求助"}, {"03", "投诉"}, {"04", "举报"}, {"05", "建议"}, {"06", "申诉"}, {"07", "表扬"}}),
      {"region", "string", true, "事发地区划代码,6位数字", {}, 6, 6},
      line("title", false, "标题,30字以内", 30),
      list("urgency", false, "紧急程度", {{"U0", "特急"}, {"U1", "紧急"}, {"U2", "加急"}, {"U3", "一般"}, {"U4", "不急"}}),
      list("anonymity", false, "保密要求", {{"1", "实名可告知"}, {"2", "对被反映单位保密"}, {"3", "匿名"}}),
      {"accepted_at", "datetime", false, "受理时间", {}, 40, 0},
      {"demand", "text", false, "诉求", {}, 200, 0},
      line("plate", false, "车牌号", 20),
      line("round", false, "第几轮:再次转来的工单才有", 4),
      line("earlier_number", false, "上一轮的受理编号", 64),
      {"earlier_answer", "text", false, "上一轮的答复", {}, 500, 0},
      {"reopen_reason", "text", false, "为什么再次转来", {}, 200, 0},
  };
}

std::vector<Attribute> with(std::vector<Attribute> more) {
  std::vector<Attribute> all = common_attributes();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<Attribute> transport_attributes() {
  return with({list("biz_class", true, "业务类别", {{"投诉举报", "投诉举报"}, {"信息咨询", "信息咨询"}, {"意见建议", "意见建议"}}),
               list("domain", true, "业务领域",
                    {{"01", "公路"}, {"02", "水路"}, {"03", "道路运输"}, {"04", "城市客运"}, {"09", "其他"}}),
               line("platform", false, "平台名称", 40),
               line("company", false, "企业名称", 60),
               line("occurred_at", false, "发生时间", 40),
               line("amount", false, "涉及金额", 40)});
}

std::vector<Attribute> legal_attributes() {
  return with({line("legal_area", false, "法律领域", 20),
               line("topic", false, "想了解的问题", 200),
               line("amount", false, "争议金额", 40)});
}

Catalogue transport() {
  const auto a = transport_attributes();
  return {"12328",
          "交通运输服务监督电话 12328",
          {{"freight", "货运", "运费、压车、货运平台、超限治理", "投诉举报", "货车,运费,平台", a},
           {"taxi", "出租汽车", "出租车经营、份子钱、运营秩序", "投诉举报", "出租车", a},
           {"ride_hailing", "网约车", "网约车平台派单、抽成、封号", "投诉举报", "网约车,平台", a},
           {"road", "公路与站场", "公路、收费站、服务区、客货运站场", "投诉举报", "高速,服务区", a},
           {"suggestion", "意见建议", "对行业管理的建议", "意见建议", "建议", a},
           {"other", "其他交通运输事项", "其他", "信息咨询", "其他", a}}};
}

Catalogue general() {
  const auto a = with({line("legal_area", false, "法律领域", 20)});
  return {"12345",
          "济南市 12345 政务服务便民热线",
          {{"general", "综合诉求", "未分类的诉求", "综合", "诉求", a},
           {"consult", "咨询", "政策与办事咨询", "综合", "咨询", a},
           {"help", "求助", "求助", "综合", "求助", a},
           {"complaint", "投诉", "对企业或部门的投诉", "综合", "投诉", a},
           {"report", "举报", "违法行为举报", "综合", "举报", a},
           {"suggestion", "建议", "意见建议", "综合", "建议", a}}};
}

Catalogue legal() {
  const auto a = legal_attributes();
  return {"12348",
          "公共法律服务热线 12348",
          {{"legal_advice", "法律咨询", "值班律师解答", "咨询", "劳动,合同,交通事故", a},
           {"legal_aid", "法律援助", "申请法律援助", "援助", "援助", a},
           {"mediation", "人民调解", "预约调解", "调解", "调解", a}}};
}

}  // namespace

const Service* Catalogue::find(std::string_view service_code) const {
  for (const Service& service : services) {
    if (service.code == service_code) return &service;
  }
  return nullptr;
}

const Catalogue* find_catalogue(std::string_view hotline_code) {
  static const std::vector<Catalogue> catalogues{transport(), general(), legal()};
  for (const Catalogue& catalogue : catalogues) {
    if (catalogue.code == hotline_code) return &catalogue;
  }
  return nullptr;
}

}  // namespace twins
