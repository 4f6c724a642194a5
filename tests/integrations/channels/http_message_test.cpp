#include "integrations/http_message.hpp"

#include <catch2/catch.hpp>

using namespace integrations;

TEST_CASE("A header is found whatever its case") {
  const HttpResponse response{200, {{"Content-Type", "text/xml"}, {"Retry-After", "5"}}, ""};
  CHECK(response.header("retry-after") == "5");
  CHECK(response.header("CONTENT-TYPE") == "text/xml");
  CHECK(response.header("Retry").empty());
}

TEST_CASE("A parameter given twice counts as absent") {
  const Webhook call{"GET", {{"a", "1"}, {"b", "2"}, {"b", "2"}, {"c", ""}}, "", ""};
  REQUIRE(call.parameter("a") != nullptr);
  CHECK(*call.parameter("a") == "1");
  CHECK(call.parameter("b") == nullptr);
  CHECK(call.parameter("A") == nullptr);
  REQUIRE(call.parameter("c") != nullptr);
  CHECK(call.parameter("c")->empty());
}

TEST_CASE("Percent encoding leaves only unreserved characters") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("a b+c/d?e=f&g%") == "a%20b%2Bc%2Fd%3Fe%3Df%26g%25");
  CHECK(percent_encode("鲁A") == "%E9%B2%81A");
  CHECK(percent_encode(std::string_view("\0\xFF", 2)) == "%00%FF");
}
