// The stand-in as a program and as a server of the standard: peers reference §4.1–§4.4.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integrations/twins/twin_process.hpp"

using integrations::HttpResponse;
using nlohmann::json;
using twin_tests::Scratch;
using twin_tests::Twin;

namespace {

const char* const kForm =
    "api_key=xinsheng-demo-key&service_code=freight&address_string=x&description=a%3Cb&attribute[ticket_no]=JN1"
    "&attribute[group]=%E8%B4%A7%E8%BD%A6&attribute[appeal_type]=03&attribute[region]=370100&attribute[domain]=03"
    "&attribute[biz_class]=%E6%8A%95%E8%AF%89%E4%B8%BE%E6%8A%A5";

json body_of(const base::Result<HttpResponse>& answer, int status = 200) {
  REQUIRE(answer.ok());
  CHECK(answer->status == status);
  CHECK(answer->header("content-type") == "application/json; charset=utf-8");
  return json::parse(answer->body);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Discovery and services are served in both formats of the standard") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  const json discovery = body_of(twin.get("discovery.json"));
  CHECK(discovery["endpoints"][0]["url"] == twin.url());
  CHECK(discovery["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2");
  const auto xml = twin.get("discovery.xml");
  CHECK(xml->header("content-type") == "text/xml; charset=utf-8");
  CHECK(xml->body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<discovery><changeset>"));
  CHECK(contains(xml->body, "<formats><format>text/xml</format><format>application/json</format></formats>"));

  const json services = body_of(twin.get("services.json"));
  CHECK(services[0]["service_code"] == "freight");
  CHECK(services[0]["metadata"] == true);
  CHECK(contains(twin.get("services.xml")->body, "<services><service><service_code>freight</service_code>"));
  const json definition = body_of(twin.get("services/freight.json"));
  CHECK(definition["attributes"][0]["code"] == "ticket_no");
  CHECK(definition["attributes"][0]["required"] == true);
  CHECK(definition["attributes"][0]["order"] == 1);
  CHECK(body_of(twin.get("services/none.json"), 404)[0]["code"] == "404");
}

TEST_CASE("Each hotline has services of its own") {
  const Scratch scratch;
  const Twin general(scratch.file("a"), {}, "12345");
  const Twin legal(scratch.file("b"), {}, "12348");
  CHECK(body_of(general.get("services/general.json"))["service_code"] == "general");
  CHECK(body_of(legal.get("services/legal_aid.json"))["service_code"] == "legal_aid");
  CHECK(legal.get("services/freight.json")->status == 404);
}

TEST_CASE("A request is answered and listed as the standard says, and shows attributes only when asked") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  const json posted = body_of(twin.post("requests.json", kForm));
  REQUIRE(posted.size() == 1);
  const std::string id = posted[0]["service_request_id"];
  CHECK(posted[0]["account_id"].is_null());
  CHECK(contains(twin.post("requests.xml", kForm)->body, "<service_requests><request><service_request_id>"));

  const json list = body_of(twin.get("requests.json?service_request_id=" + id));
  REQUIRE(list.size() == 1);
  CHECK(list[0]["status"] == "open");
  CHECK(list[0]["description"] == "a<b");
  CHECK_FALSE(list[0].contains("attributes"));
  const json extended = body_of(twin.get("requests.json?extensions=true&service_request_id=" + id));
  CHECK(extended[0]["attributes"][0]["code"] == "ticket_no");
  CHECK(extended[0]["attributes"][0]["value"] == "JN1");
  CHECK(contains(twin.get("requests.xml")->body, "<description>a&lt;b</description>"));
  CHECK(body_of(twin.get("requests/" + id + ".json")).size() == 1);
  CHECK(body_of(twin.get("requests/1.json"), 404).size() == 1);
}

TEST_CASE("Lists are filtered by status, service, dates and ticket number") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  REQUIRE(twin.post("requests.json", kForm).ok());
  CHECK(body_of(twin.get("requests.json?status=open")).size() == 1);
  CHECK(body_of(twin.get("requests.json?status=closed")).empty());
  CHECK(body_of(twin.get("requests.json?status=open,closed&service_code=taxi,freight")).size() == 1);
  CHECK(body_of(twin.get("requests.json?service_code=taxi")).empty());
  CHECK(body_of(twin.get("requests.json?end_date=2020-01-01T00:00:00Z")).empty());
  CHECK(body_of(twin.get("requests.json?start_date=2020-01-01T00:00:00Z")).size() == 1);
  CHECK(body_of(twin.get("requests.json?attribute[ticket_no]=JN1")).size() == 1);
  CHECK(body_of(twin.get("requests.json?attribute[ticket_no]=JN2")).empty());
  CHECK(body_of(twin.get("requests.json?start_date=yesterday"), 400).size() == 1);
  CHECK(body_of(twin.get("servicerequestupdates.json?start_date=2020-01-01T00:00:00Z"), 400).size() == 1);
}

TEST_CASE("What is wrong with a request is refused with all reasons at once and not registered") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  CHECK(body_of(twin.post("requests.json", "service_code=freight"), 403)[0]["code"] == "403");
  CHECK(body_of(twin.post("requests.json", "api_key=wrong"), 403).size() == 1);
  CHECK(body_of(twin.post("requests.json", "api_key=xinsheng-demo-key"), 400).size() == 2);
  CHECK(
      body_of(twin.post("requests.json", "api_key=xinsheng-demo-key&service_code=freight&lat=91&long=1"), 400).size() ==
      7);
  CHECK(body_of(twin.post("requests.json", "%zz=1"), 400).size() == 1);
  CHECK(body_of(twin.post("requests.json", "a=%ff"), 400).size() == 1);
  CHECK(body_of(twin.get("nothing.json"), 404).size() == 1);
  CHECK(twin.get("nothing")->status == 404);
  CHECK(twin.post("services.json", "a=b")->status == 405);
  CHECK(twin.post("requests.json", std::string(70'000, 'a'))->status == 413);
  CHECK(twin.ledger().empty());
}

TEST_CASE("An update needs the key, a known request and a known status; the sender's id makes it one") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  const std::string id = body_of(twin.post("requests.json", kForm))[0]["service_request_id"];
  const std::string path = "servicerequestupdates.json";
  const std::string key = "api_key=xinsheng-demo-key&service_request_id=";
  CHECK(twin.post(path, "api_key=no&service_request_id=" + id + "&status=CLOSED")->status == 403);
  CHECK(twin.post(path, key + "1&status=CLOSED")->status == 404);
  CHECK(twin.post(path, key + id + "&status=EATEN")->status == 400);
  CHECK(twin.ledger().size() == 1);
  const json first = body_of(twin.post(path, key + id + "&status=CLOSED&update_id=u1"));
  CHECK(body_of(twin.post(path, key + id + "&status=CLOSED&update_id=u1")) == first);
  CHECK(twin.ledger().size() == 2);
  CHECK(body_of(twin.get(path))[0]["status"] == "closed");
  CHECK(contains(twin.get("servicerequestupdates.xml")->body, "<service_request_updates><request_update><update_id>"));
  CHECK(body_of(twin.get("requests.json?status=closed")).size() == 1);
}

TEST_CASE("The page lists requests harmlessly and its buttons work only from itself") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  const std::string id = body_of(twin.post("requests.json", kForm))[0]["service_request_id"];
  const auto page = twin.get("");
  CHECK(page->header("content-type") == "text/html; charset=utf-8");
  CHECK(contains(page->body, id));
  CHECK(contains(page->body, "a&lt;b"));
  CHECK(contains(page->body, "<button>办结</button>"));
  CHECK(twin.post("twin/move", "id=" + id + "&status=closed", {{"Sec-Fetch-Site", "cross-site"}})->status == 403);
  CHECK(twin.ledger().size() == 1);
  CHECK(twin.post("twin/move", "id=" + id + "&status=closed", {{"Sec-Fetch-Site", "same-origin"}})->status == 303);
  CHECK_FALSE(contains(twin.get("")->body, "<button>"));
}

TEST_CASE("Faults are planned, counted, shown and cleared; a plan that is none is refused") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"));
  twin.misbehave(R"({"mode":"status_503","count":2})");
  CHECK(twin.post("requests.json", kForm)->status == 503);
  CHECK(body_of(twin.get("twin/faults"))["count"] == 1);
  CHECK(twin.get("services.json")->status == 200);
  twin.misbehave(R"({"mode":"none"})");
  CHECK(twin.post("requests.json", kForm)->status == 200);
  for (const char* bad : {"", "{}", "[]", R"({"mode":"explode"})", R"({"mode":"junk","count":-1})",
                          R"({"mode":"junk","ms":1e9})", R"({"mode":"junk","on":"me"})", R"({"mode":1})"}) {
    CAPTURE(bad);
    CHECK(twin.post("twin/faults", bad)->status == 400);
  }
}

TEST_CASE("Requests of an automatic life move through it by themselves") {
  const Scratch scratch;
  const Twin twin(scratch.file("l"), {"--life", "auto", "--in-progress-after", "0", "--close-after", "0"});
  REQUIRE(twin.post("requests.json", kForm).ok());
  // Ends when the twin's own clock has done it; a twin that never moves is ended by the test's time limit.
  while (twin.ledger().size() < 3) {
  }
  const json updates = body_of(twin.get("servicerequestupdates.json"));
  REQUIRE(updates.size() == 2);
  CHECK(updates[0]["status"] == "in_progress");
  CHECK(updates[1]["status"] == "closed");
}

TEST_CASE("A torn last line is cut off, any other broken line stops the start") {
  const Scratch scratch;
  const std::string file = scratch.file("l");
  {
    const Twin twin(file);
    REQUIRE(twin.post("requests.json", kForm).ok());
  }
  { std::ofstream(file, std::ios::app) << R"({"v":1,"kind":"requ)"; }
  {
    Twin twin(file);
    CHECK(twin.ledger().size() == 1);
    CHECK(twin.post("requests.json", kForm)->status == 200);
    CHECK(twin.ledger().size() == 2);
    CHECK(twin.stop() == 0);
  }
  { std::ofstream(file, std::ios::app) << "rubbish\n"; }
  const auto ended = twin_tests::run_twin({"--code", "12328", "--port", "0", "--ledger", file});
  CHECK(ended.exit_code == 78);
  CHECK(contains(ended.output, "ledger line 3"));
}

TEST_CASE("Arguments that cannot work are refused with 78 and a reason, help is given with 0") {
  const Scratch scratch;
  const std::string file = scratch.file("l");
  using twin_tests::run_twin;
  CHECK(run_twin({"--help"}).exit_code == 0);
  CHECK(contains(run_twin({"--help"}).output, "/twin/faults"));
  CHECK(run_twin({}).exit_code == 78);
  CHECK(run_twin({"--code", "110", "--port", "0", "--ledger", file}).exit_code == 78);
  CHECK(run_twin({"--code", "12328", "--port", "0", "--ledger", file, "--life", "long"}).exit_code == 78);
  CHECK(run_twin({"--code", "12328", "--port", "0", "--ledger", file, "--address", "nowhere"}).exit_code == 78);
  CHECK(run_twin({"--code", "12328", "--port", "0", "--ledger", "/proc/none/l"}).exit_code == 78);
  const Twin twin(file);
  const auto second = run_twin({"--code", "12328", "--port", "0", "--ledger", file});
  CHECK(second.exit_code == 78);
  CHECK(contains(second.output, "another hotline-twin"));
  const std::string port = twin.url().substr(17, twin.url().size() - 18);
  CHECK(run_twin({"--code", "12328", "--port", port, "--ledger", scratch.file("m")}).exit_code == 78);
}
