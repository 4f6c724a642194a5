// What an answer to a submission means: reliability reference §5.3 and §4 rows 53–55, peers reference §4.5.
#include <catch2/catch.hpp>

#include "integrations/hotlines/open311/open311.hpp"
#include "integrations/http_client.hpp"
#include "tests/integrations/hotlines/outcomes.hpp"

using namespace integrations;
using hotline_tests::show;

namespace {

std::string read(const base::Result<HttpResponse>& answer) {
  auto made = make_open311({"http://h/", "key", "", Ability::kKey});
  REQUIRE(made.ok());
  return show((*made)->read_submit(answer));
}

std::string read(int status, const std::string& body, Headers headers = {}) {
  return read(HttpResponse{status, std::move(headers), body});
}

struct Row {
  int status;
  const char* body;
  const char* outcome;
};

}  // namespace

TEST_CASE("A receipt is found in every form that servers write it in") {
  const Row rows[] = {
      {200, R"([{"service_request_id":"293944","service_notice":"x","account_id":null}])", "accepted 293944"},
      {201, R"([{"service_request_id":293944}])", "accepted 293944"},
      {202, R"({"service_requests":[{"service_request_id":"9"}]})", "accepted 9"},
      {200, R"({"service_requests":{"request":[{"service_request_id":"9"}]}})", "accepted 9"},
      {200, R"({"service_requests":{"request":{"service_request_id":9}}})", "accepted 9"},
      {200, R"({"service_requests":{"service_request_id":"9"}})", "accepted 9"},
      {200, R"({"service_requets":[{"service_request_id":"9"}]})", "accepted 9"},
      {200, R"({"service_request_id":"260115100000000427"})", "accepted 260115100000000427"},
      {200, R"([{"service_request_id":260115100000000427}])", "accepted 260115100000000427"},
      {200, R"([{"service_request_id":18446744073709551616000}])", "accepted 18446744073709551616000"},
      {200, R"([{"service_request_id":"济1234-号"}])", "accepted 济1234-号"},
      {200, R"([{"service_request_id":"9","token":null}])", "accepted 9"},
      {200, R"([{"service_request_id":"9"},{"service_request_id":9}])", "accepted 9"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(read(row.status, row.body) == row.outcome);
  }
}

TEST_CASE("A success without one valid receipt is an unknown outcome, never a delivery") {
  const Row rows[] = {
      {200, "", "unknown answer_not_understood"},
      {200, "<html>login</html>", "unknown answer_not_understood"},
      {200, "{\"service_request_id\":", "unknown answer_not_understood"},
      {200, R"([{"service_request_id":001}])", "unknown answer_not_understood"},
      {200, R"({"service_request_id":"1","service_request_id":"2"})", "unknown answer_not_understood"},
      {200, "[{\"service_request_id\":\"\xff\"}]", "unknown answer_not_understood"},
      {200, R"({"code":500})", "unknown no_receipt"},
      {200, "[]", "unknown no_receipt"},
      {200, "null", "unknown no_receipt"},
      {204, "", "unknown answer_not_understood"},
      {200, R"([{"service_request_id":""}])", "unknown no_receipt"},
      {200, R"([{"service_request_id":null}])", "unknown no_receipt"},
      {200, R"([{"service_request_id":{"a":"b"}}])", "unknown no_receipt"},
      {200, R"([{"service_request_id":"a b"}])", "unknown receipt_invalid"},
      {200, R"([{"service_request_id":"a\u0000b"}])", "unknown receipt_invalid"},
      {200, R"([{"service_request_id":"1"},{"service_request_id":"2"}])", "unknown receipt_ambiguous"},
      {200, R"([{"token":"t1"}])", "unknown token_pending"},
      {200, R"([{"service_request_id":"","token":77}])", "unknown token_pending"},
      {200, R"({"errors":[{"code":500,"description":"x"}],"service_request_id":"1"})", "unknown no_receipt"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(read(row.status, row.body) == row.outcome);
  }
  CHECK(read(200, "[{\"service_request_id\":\"" + std::string(65, '1') + "\"}]") == "unknown receipt_invalid");
}

TEST_CASE("An answer nested 33 deep is not understood, however little it weighs") {
  const std::string deep = std::string(33, '[') + std::string(33, ']');
  CHECK(read(200, deep) == "unknown answer_not_understood");
  CHECK(read(200, std::string(60'000, '[')) == "unknown answer_not_understood");
}

TEST_CASE("A status decides what is certain") {
  const Row rows[] = {
      {400, R"([{"code":400,"description":"缺少地点"}])", "rejected http_400 缺少地点"},
      {400, R"({"errors":{"code":400,"description":"bad"}})", "rejected http_400 bad"},
      {400, R"({"errors":[{"code":"400","description":"a"},{"description":"b"}]})", "rejected http_400 a; b"},
      {400, R"({"errors":{"error":[{"code":400,"description":"a"}]}})", "rejected http_400 a"},
      {400, "<html>no</html>", "rejected http_400 "},
      {413, "", "rejected http_413 "},
      {422, R"([{"code":422,"description":"base is a duplicate"}])", "rejected http_422 base is a duplicate"},
      {418, "", "rejected http_418 "},
      {400, R"({"errors":{"code":400,"description":"Bad request: api_key"}})", "misconfigured api_key_refused"},
      {400, R"([{"code":"403","description":"no"}])", "misconfigured api_key_refused"},
      {400, R"({"errors":{"code":400,"description":"already exists"}})", "unknown already_exists"},
      {401, "", "misconfigured http_401"},
      {403, "", "misconfigured http_403"},
      {404, "", "misconfigured http_404"},
      {410, "", "misconfigured http_410"},
      {301, "", "later 0 redirect"},
      {302, "", "later 0 redirect"},
      {307, "", "later 0 redirect"},
      {429, "", "later 0 http_429"},
      {503, "", "later 0 http_503"},
      {408, "", "unknown http_408"},
      {409, "", "unknown http_409"},
      {425, "", "unknown http_425"},
      {500, R"([{"service_request_id":"1"}])", "unknown http_500"},
      {502, "", "unknown http_502"},
      {504, "", "unknown http_504"},
      {599, "", "unknown http_599"},
      {101, "", "unknown http_101"},
      {0, "", "unknown http_0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status, row.body);
    CHECK(read(row.status, row.body) == row.outcome);
  }
}

TEST_CASE("A repeat that already exists is a success only with its number") {
  CHECK(read(400, R"({"service_request_id":"7","description":"Request already exists"})") == "accepted 7");
  CHECK(read(422, R"([{"code":422,"description":"already exists"}])") == "unknown already_exists");
}

TEST_CASE("The hotline's words are cut, not trusted to be short") {
  const std::string body = R"([{"description":")" + std::string(5000, 'x') + R"("}])";
  CHECK(read(400, body) == "rejected http_400 " + std::string(1000, 'x'));
}

TEST_CASE("Retry-After is obeyed up to two hours") {
  CHECK(read(503, "", {{"Retry-After", "120"}}) == "later 120000 http_503");
  CHECK(read(429, "", {{"retry-after", "99999"}}) == "later 7200000 http_429");
  CHECK(read(429, "", {{"Retry-After", "99999999999999999999"}}) == "later 7200000 http_429");
  CHECK(read(429, "", {{"Retry-After", "-5"}}) == "later 0 http_429");
  CHECK(read(429, "", {{"Retry-After", "soon"}}) == "later 0 http_429");
  const char* const sent = "Sun, 06 Nov 1994 08:49:37 GMT";
  CHECK(read(503, "", {{"Date", sent}, {"Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"}}) == "later 60000 http_503");
  CHECK(read(503, "", {{"Date", sent}, {"Retry-After", "Mon, 07 Nov 1994 08:50:37 GMT"}}) == "later 7200000 http_503");
  CHECK(read(503, "", {{"Date", sent}, {"Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT"}}) == "later 0 http_503");
  CHECK(read(503, "", {{"Retry-After", sent}}) == "later 0 http_503");
  CHECK(read(503, "", {{"Date", sent}, {"Retry-After", "Sun, 06 Noo 1994 08:00:00 GMT"}}) == "later 0 http_503");
}

TEST_CASE("What never left may be sent again; what may have arrived is unknown") {
  using base::Error;
  using base::ErrorCode;
  CHECK(read(Error{ErrorCode::kUnreached, "connect_failed"}) == "later 0 connect_failed");
  CHECK(read(Error{ErrorCode::kUnreached, ""}) == "later 0 unreached");
  CHECK(read(Error{ErrorCode::kUnreached, std::string(kHttpTlsCertificate)}) == "misconfigured tls_certificate");
  CHECK(read(Error{ErrorCode::kInvalid, std::string(kHttpRequestInvalid)}) == "misconfigured request_invalid");
  CHECK(read(Error{ErrorCode::kTimeout, "x"}) == "unknown timeout");
  CHECK(read(Error{ErrorCode::kUnknown, "x"}) == "unknown connection_lost");
  CHECK(read(Error{ErrorCode::kInternal, "x"}) == "unknown connection_lost");
}
