#include "bot/server/wire.hpp"

#include <catch2/catch.hpp>

namespace {

std::string bytes_of(const bot::Response& response, bot::WireOptions options = {}) {
  std::string out;
  bot::append_response(out, response, options);
  return out;
}

}  // namespace

TEST_CASE("An answer is one run of bytes") {
  const bot::Response response{200, "text/plain", {{"X-A", "b"}}, "hello"};
  CHECK(bytes_of(response) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nX-A: b\r\nContent-Length: "
        "5\r\n\r\nhello");
  CHECK(bytes_of(response, {true, false}) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nX-A: b\r\nContent-Length: "
        "5\r\n"
        "Connection: close\r\n\r\n");
}

TEST_CASE("An answer without content has neither length nor body") {
  CHECK(bytes_of({204, "", {}, "ignored"}) == "HTTP/1.1 204 No Content\r\nX-Content-Type-Options: nosniff\r\n\r\n");
  CHECK(bytes_of({403, "", {}, ""}) ==
        "HTTP/1.1 403 Forbidden\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("A header that would end its line or change the framing is left out") {
  const bot::Response response{
      200,
      "text/plain\r\nX-B: c",
      {{"X-A", "b\r\nSet-Cookie: evil=1"}, {"X A", "1"}, {"", "1"}, {"Content-Length", "9"}, {"connection", "upgrade"}},
      ""};
  CHECK(bytes_of(response) == "HTTP/1.1 200 OK\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("An event has one field a line, and its id and name cannot bring another") {
  std::string out;
  bot::append_event(out, "7\nevent: evil", "reply\rdata: evil", "one\ntwo\r\nthree\r\r");
  CHECK(out == "id: 7\nevent: reply\ndata: one\ndata: two\ndata: three\ndata: \ndata: \n\n");
  out.clear();
  bot::append_event(out, "", "", "");
  CHECK(out == "data: \n\n");
}
