// "Absent" sends a ticket a second time: it must be said only when it is certain (reliability reference §5.3).
#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "integrations/hotlines/open311/open311.hpp"
#include "tests/integrations/hotlines/outcomes.hpp"

using namespace integrations;
using hotline_tests::show;

namespace {

std::unique_ptr<Hotline> hotline() {
  auto made = make_open311({"http://h/", "key", "", Ability::kQuery});
  REQUIRE(made.ok());
  return std::move(*made);
}

std::string look(const std::string& body, int status = 200) {
  return show(hotline()->read_lookup({.ticket = "JN1"}, HttpResponse{status, {}, body}));
}

std::vector<HotlineUpdate> updates(const std::string& body) {
  auto read = hotline()->read_updates(HttpResponse{200, {}, body});
  REQUIRE(read.ok());
  return *read;
}

}  // namespace

TEST_CASE("A record is ours only if it shows our ticket number") {
  const char* const ours[] = {
      R"([{"service_request_id":"7","attributes":[{"code":"ticket_no","value":"JN1"}]}])",
      R"([{"service_request_id":7,"attributes":[{"name":"ticket_no","value":"JN1"}]}])",
      R"([{"service_request_id":"7","extended_attributes":{"ticket_no":"JN1"}}])",
      R"([{"service_request_id":"7","attributes":{"attribute":[{"code":"ticket_no","value":"JN1"}]}}])",
      R"([{"service_request_id":"7","ticket_no":"JN1"}])",
      R"({"service_requests":[{"service_request_id":"7","ticket_no":"JN1"}]})",
      R"([{"service_request_id":"6","attributes":[{"code":"ticket_no","value":"JN10"}]},
          {"service_request_id":"7","attributes":[{"code":"plate","value":"x"},{"code":"ticket_no","value":"JN1"}]}])",
      R"([{"service_request_id":"6","attributes":null},{"service_request_id":"7","ticket_no":"JN1"}])",
  };
  for (const char* body : ours) {
    CAPTURE(body);
    CHECK(look(body) == "found 7");
  }
}

TEST_CASE("Of a ticket that was re-opened only the record of this round is found") {
  const auto look_for = [](const Sought& sought, const std::string& body) {
    return show(hotline()->read_lookup(sought, HttpResponse{200, {}, body}));
  };
  const std::string first = R"({"service_request_id":"7","attributes":[{"code":"ticket_no","value":"JN1"}]})";
  const std::string second =
      R"({"service_request_id":"8","attributes":[{"code":"ticket_no","value":"JN1"},{"code":"round","value":"2"}]})";
  const Sought round_two{.ticket = "JN1", .round = 2, .earlier = {"7"}};
  CHECK(look_for(round_two, "[" + first + "," + second + "]") == "found 8");
  CHECK(look_for(round_two, "[" + first + "]") == "absent");
  CHECK(look_for({.ticket = "JN1"}, "[" + second + "," + first + "]") == "found 7");
  CHECK(look_for({.ticket = "JN1", .round = 3, .earlier = {"7", "8"}}, "[" + first + "," + second + "]") == "absent");
  // A record that does not say which round it is may be this one: neither found nor absent.
  CHECK(look_for({.ticket = "JN1", .round = 2}, "[" + first + "]") == "failed round_not_shown");
}

TEST_CASE("Absent is said of a list that could have shown it") {
  CHECK(look("[]") == "absent");
  CHECK(look(R"({"service_requests":[]})") == "absent");
  CHECK(look(R"({"service_requests":null})") == "absent");
  CHECK(look(R"({"service_requests":{"request":[]}})") == "absent");
  CHECK(look(R"([{"service_request_id":"7","attributes":[]}])") == "absent");
  CHECK(look(R"([{"service_request_id":"7","attributes":[{"code":"ticket_no","value":"JN2"}]}])") == "absent");
}

TEST_CASE("Any other answer to a look-up proves nothing") {
  CHECK(look("[]", 404) == "failed http_404");
  CHECK(look("[]", 500) == "failed http_500");
  CHECK(look("[]", 302) == "failed http_302");
  CHECK(look("") == "failed answer_not_understood");
  CHECK(look("null") == "failed answer_not_understood");
  CHECK(look("{}") == "failed answer_not_understood");
  CHECK(look("<html/>") == "failed answer_not_understood");
  CHECK(look(R"({"code":500,"data":null})") == "failed answer_not_understood");
  CHECK(look(R"({"code":500,"data":[]})") == "failed answer_not_understood");
  CHECK(look(R"({"errors":[{"code":400}],"service_requests":[]})") == "failed answer_not_understood");
  CHECK(look(R"([{"code":"400","description":"bad"}])") == "failed answer_not_understood");
  CHECK(look(R"([{"service_request_id":"7"}])") == "failed not_verifiable");
  CHECK(look(R"([{"token":"t","ticket_no":"JN1"}])") == "failed token_pending");
  std::string full = "[";
  for (int i = 0; i < 1000; ++i)
    full += std::string(i > 0 ? "," : "") + R"({"service_request_id":"7","attributes":[]})";
  CHECK(look(full + "]") == "failed list_cut");
  CHECK(show(hotline()->read_lookup({.ticket = "JN1"}, base::Error{base::ErrorCode::kTimeout, "total_deadline"})) ==
        "failed total_deadline");
}

TEST_CASE("Updates are read with their ids as text, their time and their words") {
  const auto list = updates(R"([{"update_id":1,"service_request_id":42,"status":"closed",
      "updated_datetime":"2026-01-15T10:00:00+08:00","description":"已处理","media_url":null}])");
  REQUIRE(list.size() == 1);
  CHECK(list[0].update_id == "1");
  CHECK(list[0].external_number == "42");
  CHECK(list[0].status == HotlineStatus::kClosed);
  CHECK(list[0].at == *base::from_rfc3339("2026-01-15T02:00:00Z"));
  CHECK(list[0].text == "已处理");
  CHECK(updates(R"({"service_request_updates":{"update_id":"1","service_request_id":"2"}})").size() == 1);
  CHECK(updates(R"({"service_requests_updates":[{"update_id":"1","service_request_id":"2"}]})").size() == 1);
  CHECK(updates("[]").empty());
}

TEST_CASE("Statuses are compared without case and with _ as a space; an unknown one means that they are at it") {
  const std::pair<const char*, HotlineStatus> rows[] = {
      {"open", HotlineStatus::kReceived},
      {"OPEN", HotlineStatus::kReceived},
      {"For_Triage", HotlineStatus::kReceived},
      {"closed", HotlineStatus::kClosed},
      {"CLOSED", HotlineStatus::kClosed},
      {"Fixed", HotlineStatus::kClosed},
      {"NO_FURTHER ACTION", HotlineStatus::kClosed},
      {"已办结", HotlineStatus::kClosed},
      {"in_progress", HotlineStatus::kInProgress},
      {"In Progress", HotlineStatus::kInProgress},
      {"reopen", HotlineStatus::kInProgress},
      {"whatever", HotlineStatus::kInProgress},
      {"", HotlineStatus::kInProgress},
  };
  for (const auto& [word, status] : rows) {
    CAPTURE(word);
    const auto list = updates(std::string(R"([{"update_id":"1","service_request_id":"2","status":")") + word + "\"}]");
    REQUIRE(list.size() == 1);
    CHECK(list[0].status == status);
  }
}

TEST_CASE("An update without an id of its own has the same id every time, and another one differs") {
  const std::string one = R"([{"service_request_id":"2","status":"open","updated_datetime":"2026-01-15T10:00:00Z"}])";
  const std::string other = R"([{"service_request_id":"2","status":"open","updated_datetime":"2026-01-15T10:00:01Z"}])";
  CHECK_FALSE(updates(one)[0].update_id.empty());
  CHECK(updates(one)[0].update_id == updates(one)[0].update_id);
  CHECK(updates(one)[0].update_id != updates(other)[0].update_id);
}

TEST_CASE("Updates that name no request are dropped, the others stay") {
  const auto list = updates(R"([{"update_id":"1"},{"update_id":"2","service_request_id":"9"}])");
  REQUIRE(list.size() == 1);
  CHECK(list[0].update_id == "2");
}

TEST_CASE("A failed poll says why, and junk is no empty list") {
  const auto code = [](int status, const char* body) {
    return hotline()->read_updates(HttpResponse{status, {}, body}).error().code;
  };
  CHECK(code(403, "") == base::ErrorCode::kUnauthenticated);
  CHECK(code(404, "") == base::ErrorCode::kNotFound);
  CHECK(code(503, "") == base::ErrorCode::kBusy);
  CHECK(code(500, "") == base::ErrorCode::kUnknown);
  CHECK(code(302, "[]") == base::ErrorCode::kUnknown);
  CHECK(code(200, "<html/>") == base::ErrorCode::kInvalid);
  CHECK(code(200, R"({"data":[]})") == base::ErrorCode::kInvalid);
  CHECK(hotline()->read_updates(base::Error{base::ErrorCode::kUnreached, "x"}).error().code ==
        base::ErrorCode::kUnreached);
}
