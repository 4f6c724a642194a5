// What we send: peers reference §4.3, §4.4.
#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "integrations/hotlines/open311/open311.hpp"

using namespace integrations;

namespace {

std::unique_ptr<Hotline> hotline(Open311Options options) {
  auto made = make_open311(options);
  REQUIRE(made.ok());
  return std::move(*made);
}

Open311Options options() { return {"http://127.0.0.1:12328/", "key", "", Ability::kKey}; }

Submission submission() {
  Submission s;
  s.ticket = "JN2601150000427";
  s.key = "k-1";
  s.service_code = "freight";
  s.title = "拖欠运费";
  s.description = "货已签收&未付=8300";
  s.phone = "13000000001";
  s.name = "张师傅";
  s.attributes = {{"plate", "鲁A0I00O"}, {"ticket_no", "forged"}, {"empty", ""}};
  return s;
}

bool has(const std::string& body, const std::string& field) {
  return ("&" + body + "&").find("&" + field + "&") != std::string::npos;
}

std::string header(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

TEST_CASE("A submission is one form with its key, its place and our ticket number") {
  const HttpRequest request = hotline(options())->submit(submission());
  CHECK(request.method == "POST");
  CHECK(request.url == "http://127.0.0.1:12328/requests.json");
  CHECK(header(request, "Content-Type") == "application/x-www-form-urlencoded; charset=utf-8");
  CHECK(header(request, "Idempotency-Key") == "k-1");
  CHECK(header(request, "X-Ref") == "JN2601150000427");
  CHECK(has(request.body, "api_key=key"));
  CHECK(has(request.body, "service_code=freight"));
  CHECK(has(request.body, "phone=13000000001"));
  CHECK(has(request.body, "first_name=" + percent_encode("张师傅")));
  CHECK(has(request.body, "description=" + percent_encode("货已签收&未付=8300")));
  CHECK(has(request.body, "address_string=" + percent_encode("无固定地点")));
  CHECK(has(request.body, "attribute%5Bticket_no%5D=JN2601150000427"));
  CHECK(has(request.body, "attribute%5Btitle%5D=" + percent_encode("拖欠运费")));
  CHECK(has(request.body, "attribute%5Bplate%5D=" + percent_encode("鲁A0I00O")));
}

TEST_CASE("An attribute cannot displace our ticket number, and empty values are not sent") {
  Submission s = submission();
  s.phone.clear();
  s.name.clear();
  const std::string body = hotline(options())->submit(s).body;
  CHECK(body.find("forged") == std::string::npos);
  CHECK(body.find("empty") == std::string::npos);
  CHECK(body.find("phone=") == std::string::npos);
  CHECK(body.find("first_name=") == std::string::npos);
  CHECK(body.find("jurisdiction_id=") == std::string::npos);
}

TEST_CASE("A place with coordinates is sent with both of them or with neither") {
  Submission s = submission();
  s.latitude = 36.651216;
  s.longitude = 117.12;
  const std::string both = hotline(options())->submit(s).body;
  CHECK(has(both, "lat=36.651216"));
  CHECK(has(both, "long=117.120000"));
  CHECK(both.find("address_string") == std::string::npos);

  s.address = "经十路";
  CHECK(has(hotline(options())->submit(s).body, "address_string=" + percent_encode("经十路")));

  s.longitude.reset();
  CHECK(hotline(options())->submit(s).body.find("lat=") == std::string::npos);
}

TEST_CASE("A description is cut at 4000 characters, on a character") {
  Submission s = submission();
  s.description.clear();
  for (int i = 0; i < 4001; ++i) s.description += "字";
  const std::string body = hotline(options())->submit(s).body;
  const std::string one = percent_encode("字");
  std::size_t count = 0;
  for (std::size_t at = body.find(one); at != std::string::npos; at = body.find(one, at + one.size())) ++count;
  CHECK(count == 4000);
}

TEST_CASE("Look-up and updates are asked by ticket number and by dates with their zone") {
  Open311Options o = options();
  o.base_url = "https://hotline.example/v2";  // without its last slash
  o.jurisdiction = "jn.example";
  const auto made = hotline(o);
  const auto lookup = made->lookup("JN2601150000427");
  REQUIRE(lookup);
  CHECK(lookup->method == "GET");
  CHECK(lookup->url ==
        "https://hotline.example/v2/"
        "requests.json?jurisdiction_id=jn.example&extensions=true&attribute%5Bticket_no%5D=JN2601150000427");
  const auto updates = made->updates(*base::from_rfc3339("2026-01-15T10:00:00+08:00"),
                                     *base::from_rfc3339("2026-01-15T10:00:00+08:00") + base::Millis{1});
  REQUIRE(updates);
  CHECK(updates->url ==
        "https://hotline.example/v2/servicerequestupdates.json?jurisdiction_id=jn.example"
        "&start_date=2026-01-15T10%3A00%3A00%2B08%3A00&end_date=2026-01-15T10%3A00%3A01%2B08%3A00");
  CHECK(lookup->url.find("key") == std::string::npos);
}

TEST_CASE("A hotline that promises nothing is not asked") {
  Open311Options o = options();
  o.ability = Ability::kNone;
  const auto made = hotline(o);
  CHECK(made->ability() == Ability::kNone);
  CHECK_FALSE(made->lookup("JN2601150000427"));
}

TEST_CASE("Options that cannot work are refused at the start") {
  for (const char* url : {"", "127.0.0.1:12328", "ftp://x/", "http://x/?a=b", "http://x/ y/", "http://x/#a"}) {
    CAPTURE(url);
    CHECK_FALSE(make_open311({url, "key", "", Ability::kKey}).ok());
  }
  CHECK_FALSE(make_open311({"http://x/", "", "", Ability::kKey}).ok());
}

TEST_CASE("From the second round on the hotline is told which one it is, whatever the form holds") {
  const auto made = make_open311({"http://h/", "key", "", Ability::kQuery});
  Submission again;
  again.ticket = "JN1";
  again.key = "k2";
  again.attributes = {{"round", "9"}, {"earlier_number", "H1"}};
  CHECK((*made)->submit(again).body.find("round") == std::string::npos);
  again.round = 2;
  const std::string body = (*made)->submit(again).body;
  CHECK(body.find("attribute%5Bround%5D=2") != std::string::npos);
  CHECK(body.find("=9") == std::string::npos);
  CHECK(body.find("attribute%5Bearlier_number%5D=H1") != std::string::npos);
}
