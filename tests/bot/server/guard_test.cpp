// Every way to frame a request that two readers could understand differently, and the one answer to it (reliability
// reference §4 rows 1–12 and 15). A row is bytes and the refusal's status and code; 0 means accepted.
#include "bot/server/guard.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace std::string_literals;

struct Row {
  std::string name;
  std::string bytes;
  int status;
  std::string code;
};

bot::ServerLimits limits_with_host() {
  bot::ServerLimits limits;
  limits.hosts = {"chat.example", "127.0.0.1", "[::1]"};
  return limits;
}

// What the guard says to a whole header block, the way a connection asks it.
std::variant<bot::Head, bot::Refusal> ask(const std::string& bytes, const bot::ServerLimits& limits) {
  bot::HeadScan scan;
  const auto found = scan.look(bytes, limits);
  if (const auto* refusal = std::get_if<bot::Refusal>(&found)) return *refusal;
  if (std::holds_alternative<bot::HeadScan::Need>(found)) return bot::Refusal{0, "incomplete", ""};
  return bot::read_head(std::string_view(bytes).substr(0, std::get<bot::HeadScan::End>(found).bytes), limits);
}

std::string post(const std::string& fields, const std::string& version = "HTTP/1.1") {
  return "POST /upload " + version + "\r\nHost: chat.example\r\n" + fields + "\r\n";
}

std::string many_headers(std::size_t count) {
  std::string text = "GET / HTTP/1.1\r\nHost: chat.example\r\n";
  for (std::size_t i = 1; i < count; ++i) text += "a: b\r\n";
  return text + "\r\n";
}

const std::string kHost = "Host: chat.example\r\n";

std::vector<Row> framings() {
  return {
      {"length and chunked", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"), 400, "bad_framing"},
      {"chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"), 400, "bad_framing"},
      {"length and unknown coding", post("Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n"), 400, "bad_framing"},
      {"xchunked", post("Transfer-Encoding: xchunked\r\n"), 501, "unsupported_transfer_encoding"},
      {"identity", post("Transfer-Encoding: identity\r\n"), 501, "unsupported_transfer_encoding"},
      {"gzip", post("Transfer-Encoding: gzip\r\n"), 501, "unsupported_transfer_encoding"},
      {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n"), 501, "unsupported_transfer_encoding"},
      {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501, "unsupported_transfer_encoding"},
      {"chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n"), 501, "unsupported_transfer_encoding"},
      {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 501,
       "unsupported_transfer_encoding"},
      {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1\r\n"), 501, "unsupported_transfer_encoding"},
      {"quoted chunked", post("Transfer-Encoding: \"chunked\"\r\n"), 501, "unsupported_transfer_encoding"},
      {"empty coding", post("Transfer-Encoding: \r\n"), 501, "unsupported_transfer_encoding"},
      {"vertical tab before chunked",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n"),
       400, "bad_header_value"},
      {"chunked in HTTP/1.0", post("Transfer-Encoding: chunked\r\n", "HTTP/1.0"), 400, "bad_framing"},
      {"space before the colon", post("Transfer-Encoding : chunked\r\n"), 400, "bad_header_name"},
      {"coding on a folded line", post("Transfer-Encoding:\r\n chunked\r\n"), 400, "folded_header"},
      {"folded by a tab", post("X-A: b\r\n\tContent-Length: 4\r\n"), 400, "folded_header"},
      {"length twice, the same", post("Content-Length: 4\r\nContent-Length: 4\r\n"), 400, "bad_content_length"},
      {"length twice, different", post("Content-Length: 4\r\nContent-Length: 5\r\n"), 400, "bad_content_length"},
      {"length as a list", post("Content-Length: 4, 4\r\n"), 400, "bad_content_length"},
      {"length with a sign", post("Content-Length: +4\r\n"), 400, "bad_content_length"},
      {"negative length", post("Content-Length: -1\r\n"), 400, "bad_content_length"},
      {"hexadecimal length", post("Content-Length: 0x4\r\n"), 400, "bad_content_length"},
      {"empty length", post("Content-Length:\r\n"), 400, "bad_content_length"},
      {"length of 2^64", post("Content-Length: 18446744073709551616\r\n"), 400, "bad_content_length"},
      {"length of 2^63", post("Content-Length: 9223372036854775808\r\n"), 400, "bad_content_length"},
      {"length with words", post("Content-Length: 4 bytes\r\n"), 400, "bad_content_length"},
      {"NUL in a value", post("X-A: a\0b\r\n"s), 400, "bad_header_value"},
      {"CR inside a value", post("X-A: a\rContent-Length: 4\r\n"), 400, "bad_header_value"},
      {"LF alone at the end of a header", "POST / HTTP/1.1\r\n" + kHost + "X-A: b\nX-C: d\r\n\r\n", 400,
       "bad_line_end"},
      {"LF alone at the end of the block", "POST / HTTP/1.1\r\n" + kHost + "\n", 400, "bad_line_end"},
      {"header without a name", post(": value\r\n"), 400, "bad_header_name"},
      {"header without a colon", post("Content-Length\r\n"), 400, "bad_header_name"},
      {"NUL in a name", post("Content\0-Length: 4\r\n"s), 400, "bad_header_name"},
      {"letter beyond ASCII in a name", post("Conten\xc5\xa5-Length: 4\r\n"), 400, "bad_header_name"},
      {"type twice", post("Content-Type: text/xml\r\nContent-Type: text/html\r\n"), 400, "duplicate_header"},
  };
}

std::vector<Row> lines_and_hosts() {
  return {
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, "bad_host"},
      {"two Hosts", "GET / HTTP/1.1\r\n" + kHost + kHost + "\r\n", 400, "bad_host"},
      {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\n" + kHost + kHost + "\r\n", 400, "bad_host"},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "bad_host"},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: chat.example/x\r\n\r\n", 400, "bad_host"},
      {"Host with a user", "GET / HTTP/1.1\r\nHost: a@chat.example\r\n\r\n", 400, "bad_host"},
      {"Host as a list", "GET / HTTP/1.1\r\nHost: chat.example, evil.example\r\n\r\n", 400, "bad_host"},
      {"Host of brackets unclosed", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "bad_host"},
      {"foreign Host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "foreign_host"},
      {"foreign Host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421, "foreign_host"},
      {"ours as a prefix", "GET / HTTP/1.1\r\nHost: chat.example.evil\r\n\r\n", 421, "foreign_host"},
      {"absolute form", "GET http://chat.example/ HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_target"},
      {"asterisk form", "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_target"},
      {"CONNECT", "CONNECT chat.example:443 HTTP/1.1\r\n" + kHost + "\r\n", 405, "method_not_allowed"},
      {"CONNECT in origin form", "CONNECT / HTTP/1.1\r\n" + kHost + "\r\n", 405, "method_not_allowed"},
      {"HTTP/2.0", "GET / HTTP/2.0\r\n" + kHost + "\r\n", 505, "version_not_supported"},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505, "version_not_supported"},
      {"HTTP/0.9", "GET / HTTP/0.9\r\n" + kHost + "\r\n", 505, "version_not_supported"},
      {"HTTP/1.2", "GET / HTTP/1.2\r\n" + kHost + "\r\n", 505, "version_not_supported"},
      {"HTTP/1.10", "GET / HTTP/1.10\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"lower-case version", "GET / http/1.1\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"no version", "GET /\r\n\r\n", 400, "bad_request_line"},
      {"two spaces", "GET  / HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_target"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"a space in the target", "GET /a b HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_target"},
      {"a space behind the version", "GET / HTTP/1.1 \r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"an empty line first", "\r\nGET / HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"the hello of TLS", "\x16\x03\x01\x02", 400, "bad_request_line"},
      {"a method of 33 letters", std::string(33, 'A') + " / HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"a method with a bracket", "GE(T / HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad_request_line"},
      {"unknown expectation", post("Expect: 200-ok\r\n"), 417, "unknown_expectation"},
      {"expectation twice", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 417, "unknown_expectation"},
      {"101 headers", many_headers(101), 431, "too_many_headers"},
      {"9 KB of one header", post("X-A: " + std::string(9000, 'a') + "\r\n"), 431, "headers_too_large"},
      {"a URL of 9 KB", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 414, "target_too_long"},
      {"a URL of 2049 bytes", "GET /" + std::string(2048, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 414,
       "target_too_long"},
  };
}

std::vector<Row> accepted() {
  return {
      {"GET", "GET / HTTP/1.1\r\n" + kHost + "\r\n", 0, ""},
      {"port behind the host", "GET / HTTP/1.1\r\nHost: chat.example:8080\r\n\r\n", 0, ""},
      {"upper-case host", "GET / HTTP/1.1\r\nHost: CHAT.example\r\n\r\n", 0, ""},
      {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 0, ""},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0, ""},
      {"HTTP/1.0 with a length", post("Content-Length: 4\r\n", "HTTP/1.0"), 0, ""},
      {"chunked", post("Transfer-Encoding: chunked\r\n"), 0, ""},
      {"Chunked in other letters", post("transfer-encoding:CHUNKED\r\n"), 0, ""},
      {"leading zeros in the length", post("Content-Length: 0004\r\n"), 0, ""},
      {"blanks around a value", post("Content-Length: \t4 \t\r\n"), 0, ""},
      {"100 headers", many_headers(100), 0, ""},
      {"a URL of 2048 bytes", "GET /" + std::string(2047, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 0, ""},
      {"bytes above 127 in a value", post("X-A: \xe4\xbd\xa0\r\n"), 0, ""},
      {"unknown method", "FOO / HTTP/1.1\r\n" + kHost + "\r\n", 0, ""},
      {"expecting in HTTP/1.0", post("Expect: anything\r\n", "HTTP/1.0"), 0, ""},
  };
}

void check(const std::vector<Row>& rows) {
  const bot::ServerLimits limits = limits_with_host();
  for (const Row& row : rows) {
    INFO(row.name);
    const auto said = ask(row.bytes, limits);
    const auto* refusal = std::get_if<bot::Refusal>(&said);
    CHECK((refusal == nullptr ? 0 : refusal->status) == row.status);
    CHECK((refusal == nullptr ? "" : std::string(refusal->code)) == row.code);
    if (refusal != nullptr) CHECK_FALSE(refusal->message.empty());
  }
}

bot::Head head_of(const std::string& bytes) {
  auto said = ask(bytes, limits_with_host());
  REQUIRE(std::holds_alternative<bot::Head>(said));
  return std::get<bot::Head>(said);
}

}  // namespace

TEST_CASE("Each framing that two readers could understand differently is refused") {
  REQUIRE(framings().size() >= 33);
  check(framings());
}

TEST_CASE("Request lines, hosts and sizes outside the rules are refused") { check(lines_and_hosts()); }

TEST_CASE("What ordinary clients send is accepted") { check(accepted()); }

TEST_CASE("The guard says the same however the bytes arrive") {
  for (const auto& rows : {framings(), lines_and_hosts(), accepted()}) {
    for (const Row& row : rows) {
      INFO(row.name);
      const bot::ServerLimits limits = limits_with_host();
      bot::HeadScan scan;
      std::size_t arrived = 1;
      auto found = scan.look(std::string_view(row.bytes).substr(0, arrived), limits);
      while (std::holds_alternative<bot::HeadScan::Need>(found) && arrived < row.bytes.size()) {
        found = scan.look(std::string_view(row.bytes).substr(0, ++arrived), limits);
      }
      int status = 0;
      if (const auto* refusal = std::get_if<bot::Refusal>(&found)) {
        status = refusal->status;
      } else {
        REQUIRE(std::holds_alternative<bot::HeadScan::End>(found));
        const auto said = bot::read_head(std::string_view(row.bytes).substr(0, arrived), limits);
        if (const auto* late = std::get_if<bot::Refusal>(&said)) status = late->status;
      }
      CHECK(status == row.status);
    }
  }
}

TEST_CASE("A header block that never ends is refused at its bound, before its end is seen") {
  const bot::ServerLimits limits;
  bot::HeadScan line;
  CHECK(std::get<bot::Refusal>(line.look("GET /" + std::string(4096, 'a'), limits)).status == 414);
  bot::HeadScan block;
  const std::string start = "GET / HTTP/1.1\r\nX-A: ";
  CHECK(std::holds_alternative<bot::HeadScan::Need>(block.look(start + std::string(4000, 'a'), limits)));
  CHECK(std::get<bot::Refusal>(block.look(start + std::string(8192, 'a'), limits)).status == 431);
}

TEST_CASE("A head holds what was sent, decoded once") {
  const bot::Head head = head_of(
      "POST /hook/wechat/demo?signature=ab%2Bc&nonce=a+b&empty=&flag HTTP/1.1\r\nHost: chat.example\r\n"
      "Content-Length: 12\r\nX-Thing:  two  words \r\nExpect: 100-Continue\r\n\r\n");
  CHECK(head.method == "POST");
  CHECK(head.path == "/hook/wechat/demo");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(head.query == Pairs{{"signature", "ab+c"}, {"nonce", "a b"}, {"empty", ""}, {"flag", ""}});
  REQUIRE(head.headers.size() == 4);
  CHECK(head.headers[2] == std::pair<std::string, std::string>{"X-Thing", "two  words"});
  CHECK(head.framing == bot::Framing::kLength);
  CHECK(head.content_length == 12);
  CHECK(head.expects_continue);
  CHECK(head.keep_alive);
  CHECK_FALSE(head.encoded);
}

TEST_CASE("Headers with an underscore are dropped, because a proxy may read it as a hyphen") {
  const bot::Head head = head_of(post("X_Role: admin\r\nContent_Length: 9\r\nX-Role: driver\r\n"));
  REQUIRE(head.headers.size() == 2);
  CHECK(head.headers[1].second == "driver");
  CHECK(head.framing == bot::Framing::kNone);
}

TEST_CASE("A connection is kept for HTTP/1.1 alone, and not when the peer says close") {
  CHECK(head_of(post("")).keep_alive);
  CHECK(head_of(post("Connection: keep-alive\r\n")).keep_alive);
  CHECK_FALSE(head_of(post("Connection: close\r\n")).keep_alive);
  CHECK_FALSE(head_of(post("Connection: TE, Close\r\n")).keep_alive);
  CHECK_FALSE(head_of(post("", "HTTP/1.0")).keep_alive);
  CHECK_FALSE(head_of(post("Connection: keep-alive\r\n", "HTTP/1.0")).keep_alive);
}

TEST_CASE("A compressed body is noticed, an identity one is not") {
  CHECK(head_of(post("Content-Encoding: gzip\r\n")).encoded);
  CHECK(head_of(post("Content-Encoding: identity, br\r\n")).encoded);
  CHECK_FALSE(head_of(post("Content-Encoding: Identity\r\n")).encoded);
}

TEST_CASE("A length of nothing is no body") {
  CHECK(head_of(post("Content-Length: 0\r\n")).framing == bot::Framing::kNone);
  CHECK_FALSE(head_of(post("Content-Length: 0\r\nExpect: 100-continue\r\n")).expects_continue);
}
