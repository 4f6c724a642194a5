// The client against peers on real sockets: reliability reference §4 rows 54–55, threat model rows 20–21. Every wait of
// these tests is ended by the behaviour under test; limits are short, and no test measures time.
#include "integrations/http_client.hpp"

#include <catch2/catch.hpp>

#include "tests/integrations/http_client/raw_peer.hpp"

using namespace integrations;
using http_tests::PeerSide;
using http_tests::RawPeer;

namespace {

constexpr CallLimits kGenerous{base::seconds(30), base::seconds(60), 64 * 1024};
constexpr CallLimits kShort{base::Millis{300}, base::Millis{600}, 64 * 1024};

base::Result<HttpResponse> call(const HttpRequest& request, const CallLimits& limits = kGenerous) {
  static const std::unique_ptr<HttpOut> client = make_http_client({});
  return client->call(request, limits);
}

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

HttpRequest post(std::string url) {
  HttpRequest request;
  request.method = "POST";
  request.url = std::move(url);
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Idempotency-Key", "k1"}};
  request.body = "a=b";
  return request;
}

std::string show(const base::Result<HttpResponse>& answer) {
  if (answer && answer->body == std::string(answer->body.size(), 'x') && answer->body.size() > 10) {
    return std::to_string(answer->status) + " x*" + std::to_string(answer->body.size());
  }
  if (answer) return std::to_string(answer->status) + " " + answer->body;
  switch (answer.error().code) {
    case base::ErrorCode::kUnreached:
      return "unreached " + answer.error().text;
    case base::ErrorCode::kTimeout:
      return "timeout";
    case base::ErrorCode::kUnknown:
      return "unknown";
    case base::ErrorCode::kInvalid:
      return "invalid";
    default:
      return "other";
  }
}

/// What comes back when the peer reads the request and answers with these bytes.
std::string answered(const std::string& bytes, const CallLimits& limits = kGenerous) {
  RawPeer peer([&bytes](PeerSide& side) {
    side.read_request();
    side.send(bytes);
  });
  return show(call(post(peer.url()), limits));
}

}  // namespace

TEST_CASE("A request arrives as it was asked for and the answer comes back whole") {
  std::string seen;
  HttpResponse answer;
  std::uint16_t port = 0;
  {
    RawPeer peer([&seen](PeerSide& side) {
      seen = side.read_request();
      side.send("HTTP/1.1 201 Created\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nok");
    });
    port = peer.port();
    const auto got = call(post(peer.url("/v2/requests.json?x=%E9%B2%81+1&y=[a]")));
    REQUIRE(got.ok());
    answer = *got;
  }
  CHECK(answer.status == 201);
  CHECK(answer.body == "ok");
  CHECK(answer.header("retry-after") == "7");
  CHECK(seen.starts_with("POST /v2/requests.json?x=%E9%B2%81+1&y=[a] HTTP/1.1\r\n"));
  CHECK(seen.find("\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n") != std::string::npos);
  CHECK(seen.find("\r\nIdempotency-Key: k1\r\n") != std::string::npos);
  CHECK(seen.find("\r\nContent-Length: 3\r\n") != std::string::npos);
  CHECK(seen.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(seen.ends_with("\r\n\r\na=b"));
}

TEST_CASE("Every framing an honest peer uses is understood") {
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") == "200 ok");
  CHECK(answered("HTTP/1.1 200 OK\r\n\r\nok") == "200 ok");
  CHECK(answered("HTTP/1.0 200 OK\r\n\r\nok") == "200 ok");
  CHECK(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n") == "200 ok");
  CHECK(answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") == "200 ok");
  CHECK(answered("HTTP/1.1 204 No Content\r\n\r\n") == "204 ");
  CHECK(answered("HTTP/1.1 500 Oops\r\nContent-Length: 1\r\n\r\nx") == "500 x");
}

TEST_CASE("A refused connection did not happen") {
  const std::string url = "http://127.0.0.1:" + std::to_string(http_tests::free_port()) + "/";
  CHECK(show(call(post(url))) == "unreached connect_failed");
}

TEST_CASE("A name nobody has did not happen") {
  const std::string shown = show(call(post("http://no-such-host.invalid/"), kShort));
  CHECK((shown == "unreached name_unknown" || shown == "unreached name_timeout"));
}

TEST_CASE("A peer that takes the request and never answers is a timeout") {
  RawPeer peer([](PeerSide& side) { side.hold(); });
  CHECK(show(call(post(peer.url()), kShort)) == "timeout");
}

TEST_CASE("A peer that drips its head is left at the total deadline") {
  RawPeer peer([](PeerSide& side) {
    side.read_request();
    side.drip("HTTP/1.1 200 OK\r\nX: " + std::string(10'000, 'x'), 20);
  });
  CHECK(show(call(post(peer.url()), kShort)) == "timeout");
}

TEST_CASE("A peer that drips its body is left at the total deadline") {
  RawPeer peer([](PeerSide& side) {
    side.read_request();
    side.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
    side.drip(std::string(10'000, 'x'), 20);
  });
  CHECK(show(call(post(peer.url()), kShort)) == "timeout");
}

TEST_CASE("A peer that drips without pause is left at the total deadline too") {
  RawPeer peer([](PeerSide& side) {
    side.read_request();
    side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (side.send("1\r\nx\r\n")) side.drip(" ", 1);
  });
  const std::string shown = show(call(post(peer.url()), kShort));
  CHECK((shown == "timeout" || shown == "unknown"));
}

TEST_CASE("A peer that closes after the request leaves the outcome unknown") {
  RawPeer peer([](PeerSide& side) { side.read_request(); });
  CHECK(show(call(post(peer.url()))) == "unknown");
  CHECK(peer.connections() == 1);  // never sent again by itself
}

TEST_CASE("An answer that breaks off is no answer") {
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok") == "unknown");
  CHECK(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok") == "unknown");
  CHECK(answered("HTTP/1.1 200 OK\r\nA: b\r\n") == "unknown");
  CHECK(answered("HTTP/1.1 20") == "unknown");
}

TEST_CASE("Junk is an unknown outcome and nothing worse") {
  CHECK(answered("hello\r\n\r\n") == "unknown");
  CHECK(answered(std::string("\x16\x03\x01\x00\x02\x01\x00", 7)) == "unknown");
  CHECK(answered("SSH-2.0-OpenSSH\r\n") == "unknown");
  CHECK(answered(std::string(100'000, '\n')) == "unknown");
  CHECK(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n") == "unknown");
}

TEST_CASE("A head beyond its limits is an unknown outcome, not a crash in the library below") {
  CHECK(answered("HTTP/1.1 200 " + std::string(300'000, 'a') + "\r\n\r\n") == "unknown");
  CHECK(answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 " + std::string(300'000, 'a') + "\r\n\r\n") == "unknown");
  CHECK(answered("HTTP/1.1 200 OK\r\nA: " + std::string(1'000'000, 'b') + "\r\n\r\nok") == "unknown");
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 100'000; ++i) many += "A: b\r\n";
  CHECK(answered(many + "\r\nok") == "unknown");
}

TEST_CASE("A status line just within its limit is read") {
  CHECK(answered("HTTP/1.1 200 " + std::string(499, 'a') + "\r\nContent-Length: 2\r\n\r\nok") == "200 ok");
}

TEST_CASE("A redirect is an answer and is not followed") {
  RawPeer other([](PeerSide& side) { side.read_request(); });
  const std::string bytes = "HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n";
  CHECK(answered(bytes) == "302 ");
  CHECK(other.connections() == 0);
}

TEST_CASE("A long body is cut at its limit, whatever its framing says") {
  CallLimits limits = kGenerous;
  limits.body_bytes_max = 1000;
  const std::string whole = "200 x*1000";
  const std::string much(100'000, 'x');
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + much, limits) == whole);
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n" + much, limits) == whole);
  CHECK(answered("HTTP/1.1 200 OK\r\n\r\n" + much, limits) == whole);
  CHECK(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186A0\r\n" + much + "\r\n0\r\n\r\n", limits) ==
        whole);
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'), limits) == whole);
}

TEST_CASE("Endless framing without a body ends at a limit of its own") {
  CallLimits limits = kGenerous;
  limits.body_bytes_max = 1000;
  const std::string extension = "1;" + std::string(100'000, 'e') + "\r\nx\r\n0\r\n\r\n";
  CHECK(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + extension, limits) == "unknown");
}

TEST_CASE("A packed body is not unpacked") {
  const std::string packed("\x1f\x8b\x08\x00\x00", 5);
  CHECK(answered("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n" + packed) == "200 " + packed);
}

TEST_CASE("What is no request never leaves") {
  const char* const urls[] = {"",
                              "blackhole:",
                              "ftp://127.0.0.1/",
                              "http://",
                              "http:///",
                              "http://a b/",
                              "http://127.0.0.1:0/",
                              "http://127.0.0.1:99999/",
                              "http://x:",
                              "http://u:p@x/",
                              "http://127.0.0.1:8x/",
                              "http://[::1/",
                              "//x/",
                              "http://x\r\nA: b/",
                              "http://鲁/"};
  for (const char* url : urls) {
    CAPTURE(url);
    CHECK(show(call(get(url))) == "invalid");
  }
  HttpRequest request = get("http://127.0.0.1:9/");
  request.headers = {{"A", "b\r\nC: d"}};
  CHECK(show(call(request)) == "invalid");
  request.headers.clear();
  request.method = "GET / HTTP/1.1\r\n";
  CHECK(show(call(request)) == "invalid");
}

TEST_CASE("TLS against a peer that speaks none did not happen, and one that is silent ends at the deadline") {
  RawPeer junk([](PeerSide& side) { side.send("hello, this is not TLS at all\r\n"); });
  CHECK(show(call(post("https://127.0.0.1:" + std::to_string(junk.port()) + "/"))) == "unreached tls_handshake");
  RawPeer silent([](PeerSide& side) { side.hold(); });
  CHECK(show(call(post("https://127.0.0.1:" + std::to_string(silent.port()) + "/"), kShort)) ==
        "unreached tls_timeout");
}

TEST_CASE("A file of certificates that cannot be read stops TLS calls only") {
  const auto client = make_http_client({"/nonexistent/ca.pem"});
  CHECK(show(client->call(post("https://127.0.0.1:9/"), kShort)) == "unreached tls_certificate");
  RawPeer peer([](PeerSide& side) {
    side.read_request();
    side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  CHECK(show(client->call(post(peer.url()), kGenerous)) == "200 ok");
}

TEST_CASE("Calls of many threads do not disturb each other") {
  RawPeer peer([](PeerSide& side) {
    const std::string request = side.read_request();
    const std::string path = request.substr(5, request.find(" HTTP", 5) - 5);
    side.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path);
  });
  const auto client = make_http_client({});
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
        if (show(client->call(post(peer.url(path)), kGenerous)) == "200 " + path) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 40);
}
