// What a connection answers to the bad inputs of the reliability reference (§4 rows 1–18), byte for byte, without a
// socket.
#include "bot/server/connection.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "tests/bot/server/test_connection.hpp"

namespace {

using Phase = bot::Connection::Phase;

struct Bench {
  explicit Bench(bot::ServerLimits limits = {}) : edge(with_host(std::move(limits)), routes()) {}

  static bot::ServerLimits with_host(bot::ServerLimits limits) {
    limits.hosts = {"chat.example"};
    return limits;
  }
  std::vector<bot::Route> routes() {
    const auto echo = [this](bot::Request request, bot::Responder responder) {
      seen.push_back(request);
      responder.send({200, "text/plain", {}, request.method + " " + request.path + " " + request.body});
    };
    const auto keep = [this](bot::Request request, bot::Responder responder) {
      seen.push_back(std::move(request));
      kept.push_back(std::move(responder));
    };
    const auto lose = [](bot::Request, bot::Responder) {};
    const auto fail = [](bot::Request, bot::Responder) { throw std::runtime_error("broken"); };
    const auto stream = [this](bot::Request, bot::Responder responder) { events = responder.stream(); };
    return {{"GET", "/", echo, 1024, {}, false},
            {"POST", "/hook/*", echo, 64 * 1024, {}, false},
            {"POST", "/api", echo, 1024, {"application/json"}, false},
            {"POST", "/upload", echo, 128 * 1024, {}, true},
            {"GET", "/keep", keep, 1024, {}, false},
            {"GET", "/lose", lose, 1024, {}, false},
            {"GET", "/fail", fail, 1024, {}, false},
            {"GET", "/events", stream, 1024, {}, false}};
  }
  std::shared_ptr<TestConnection> connect() { return std::make_shared<TestConnection>(edge, share, "192.0.2.7"); }

  bot::Edge edge;
  base::NoLog log;
  bot::Share share{42, log};
  std::vector<bot::Request> seen;
  std::vector<bot::Responder> kept;
  std::shared_ptr<bot::EventStream> events;
};

std::string refusal(const std::string& status, const std::string& code, const std::string& message,
                    const std::string& more = "", bool closes = true) {
  const std::string body =
      R"({"error":")" + code + R"(","message":")" + message + R"(","request_id":"################"})";
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + (closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n") +
         body;
}

// The id alone differs from one answer to the next.
std::string without_id(std::string said) {
  const std::string_view mark = R"("request_id":")";
  for (std::size_t at = said.find(mark); at != std::string::npos; at = said.find(mark, at + 1)) {
    const std::size_t start = at + mark.size();
    if (said.find_first_not_of("0123456789abcdef", start) == start + 16) said.replace(start, 16, 16, '#');
  }
  return said;
}

std::string ok(const std::string& body, bool closes = false) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nContent-Length: " +
         std::to_string(body.size()) + (closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n") + body;
}

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: chat.example\r\n\r\n"; }

std::string post(const std::string& path, const std::string& fields, const std::string& body = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: chat.example\r\n" + fields + "\r\n" + body;
}

const std::string kLater = get("/");  // must never be answered behind a refusal

}  // namespace

TEST_CASE("Bad framing is answered byte for byte, and nothing behind it is parsed") {
  struct Row {
    std::string bytes, answer;
  };
  const std::string close = "Use a method that the Allow header names.";
  const std::vector<Row> rows = {
      {post("/hook/a", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       refusal("400 Bad Request", "bad_framing", "Send either Content-Length or Transfer-Encoding, not both.")},
      {post("/hook/a", "Transfer-Encoding: xchunked\r\n"),
       refusal("501 Not Implemented", "unsupported_transfer_encoding",
               "Send Content-Length instead of this transfer coding.")},
      {post("/hook/a", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
       refusal("411 Length Required", "length_required", "Send Content-Length instead of Transfer-Encoding.")},
      {post("/hook/a", "Content-Length: 4\r\nContent-Length: 4\r\n", "aaaa"),
       refusal("400 Bad Request", "bad_content_length",
               "Content-Length is the body's bytes in decimal digits, sent once.")},
      {post("/hook/a", "Content-Length: 10000000\r\n"),
       refusal("413 Payload Too Large", "body_too_large", "Send a smaller body.")},
      {post("/upload", "Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"),
       refusal("400 Bad Request", "bad_chunk", "Send chunks as SIZE CR LF bytes CR LF, without extensions.")},
      {post("/upload", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nX-Role: admin\r\n\r\n"),
       refusal("400 Bad Request", "trailers_refused", "Send no trailers after the last chunk.")},
      {"GET / HTTP/1.1\r\n\r\n",
       refusal("400 Bad Request", "bad_host", "Send exactly one Host header with a host name.")},
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
       refusal("421 Misdirected Request", "foreign_host", "This host name is not served here.")},
      {"GET / HTTP/1.1\nHost: chat.example\n\n",
       refusal("400 Bad Request", "bad_line_end", "End every header line with CR LF.")},
      {"GET / HTTP/3.0\r\nHost: chat.example\r\n\r\n",
       refusal("505 HTTP Version Not Supported", "version_not_supported", "Use HTTP/1.1.")},
      {"CONNECT chat.example:443 HTTP/1.1\r\nHost: chat.example\r\n\r\n",
       refusal("405 Method Not Allowed", "method_not_allowed", "This server is not a proxy.",
               "Allow: GET, HEAD, POST\r\n")},
      {post("/hook/a", "Expect: 200-maybe\r\nContent-Length: 4\r\n", "aaaa"),
       refusal("417 Expectation Failed", "unknown_expectation", "Remove the Expect header.")},
      {post("/hook/a", "Content-Encoding: gzip\r\nContent-Length: 4\r\n", "aaaa"),
       refusal("415 Unsupported Media Type", "unsupported_content_encoding",
               "Send the body uncompressed, without Content-Encoding.")},
      {post("/api", "Content-Type: text/html\r\nContent-Length: 4\r\n", "aaaa"),
       refusal("415 Unsupported Media Type", "unsupported_content_type", "Send the Content-Type this address takes.")},
      {post("/api", "Content-Length: 4\r\n", "aaaa"),
       refusal("415 Unsupported Media Type", "unsupported_content_type", "Send the Content-Type this address takes.")},
      {post("/nothing", "Content-Length: 4\r\n", "aaaa"),
       refusal("404 Not Found", "not_found", "Nothing is served at this address.")},
      {post("/", "Content-Length: 4\r\n", "aaaa"),
       refusal("405 Method Not Allowed", "method_not_allowed", close, "Allow: GET, HEAD\r\n")},
  };
  for (const Row& row : rows) {
    INFO(row.bytes.substr(0, 120));
    for (const bool by_byte : {false, true}) {
      Bench bench;
      const auto connection = bench.connect();
      std::string said;
      const std::string all = row.bytes + kLater;
      if (by_byte) {
        for (const char& byte : all) said += connection->feed({&byte, 1});
      } else {
        said = connection->feed(all);
      }
      CHECK(without_id(said) == row.answer);
      CHECK(connection->phase() == Phase::kLinger);
      CHECK(bench.seen.empty());
      CHECK(bench.share.refused == 1);
    }
  }
}

TEST_CASE("An unknown path or method without a body is answered and the connection goes on") {
  Bench bench;
  const auto connection = bench.connect();
  CHECK(without_id(connection->feed(get("/nothing"))) ==
        refusal("404 Not Found", "not_found", "Nothing is served at this address.", "", false));
  CHECK(without_id(connection->feed("TRACE /api HTTP/1.1\r\nHost: chat.example\r\n\r\n")) ==
        refusal("405 Method Not Allowed", "method_not_allowed", "Use a method that the Allow header names.",
                "Allow: POST\r\n", false));
  CHECK(connection->feed(get("/")) == ok("GET / "));
}

TEST_CASE("Requests split at every byte are answered the same") {
  const std::string bytes = post("/hook/a", "Content-Length: 5\r\n", "hello") + get("/") +
                            post("/upload", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n2\r\n..\r\n0\r\n\r\n");
  const std::string answers = ok("POST /hook/a hello") + ok("GET / ") + ok("POST /upload hello..");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Bench bench;
    const auto connection = bench.connect();
    std::string said = connection->feed(std::string_view(bytes).substr(0, cut));
    said += connection->feed(std::string_view(bytes).substr(cut));
    REQUIRE(said == answers);
  }
}

TEST_CASE("A handler sees the request as it was sent, with an id of ours and the peer's address") {
  Bench bench;
  bench.connect()->feed(
      post("/hook/a%20b?x=1", "Content-Length: 3\r\nX-Forwarded-For: 203.0.113.9\r\nX_Role: admin\r\n", "a\r\n"));
  REQUIRE(bench.seen.size() == 1);
  const bot::Request& request = bench.seen[0];
  CHECK(request.method == "POST");
  CHECK(request.path == "/hook/a b");
  CHECK(request.query.at(0).second == "1");
  CHECK(request.body == "a\r\n");
  CHECK(request.peer == "192.0.2.7");
  CHECK(request.header("x_role").empty());
  CHECK(request.request_id.size() == 16);
  CHECK(request.request_id.find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("A pipelined request waits for the answer before it, and is not read before that") {
  Bench bench;
  const auto connection = bench.connect();
  CHECK(connection->feed(get("/keep") + get("/")).empty());
  CHECK(connection->phase() == Phase::kRunning);
  CHECK_FALSE(connection->wants_input());
  REQUIRE(bench.kept.size() == 1);
  bench.kept[0].send({200, "text/plain", {}, "first"});
  CHECK(connection->feed("") == ok("first") + ok("GET / "));
}

TEST_CASE("An answer that comes while the one before it is on its way is not lost") {
  Bench bench;
  const auto connection = bench.connect();
  const std::string requests = get("/") + "GET /keep HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n";
  const std::span<char> free = connection->room();
  REQUIRE(free.size() >= requests.size());
  requests.copy(free.data(), requests.size());
  connection->arrived(requests.size());
  connection->consume();
  const std::string sending = std::exchange(connection->output(), {});
  CHECK(sending == ok("GET / "));
  bench.kept.at(0).send({200, "text/plain", {}, "second"});
  connection->output_sent();  // of the first
  CHECK(connection->phase() == Phase::kLast);
  CHECK(connection->output() == ok("second", true));
  connection->output().clear();
  connection->output_sent();
  CHECK(connection->phase() == Phase::kLinger);
}

TEST_CASE("HEAD has the length of GET's body and no body") {
  Bench bench;
  const auto connection = bench.connect();
  const std::string head = "HEAD / HTTP/1.1\r\nHost: chat.example\r\n\r\n";
  const std::string whole = ok("HEAD / ");
  CHECK(connection->feed(head) == whole.substr(0, whole.size() - 7));
  CHECK(connection->feed(get("/")) == ok("GET / "));
}

TEST_CASE("HTTP/1.0 and Connection: close end the connection after the answer") {
  for (const char* bytes : {"GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                            "GET / HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n"}) {
    Bench bench;
    const auto connection = bench.connect();
    CHECK(connection->feed(bytes + kLater) == ok("GET / ", true));
    CHECK(connection->phase() == Phase::kLinger);
  }
}

TEST_CASE("100 Continue is said once the head is accepted, and only to who waits for it") {
  Bench bench;
  const std::string head = post("/hook/a", "Content-Length: 5\r\nExpect: 100-continue\r\n");
  const auto waiting = bench.connect();
  CHECK(waiting->feed(head) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(waiting->feed("hello") == ok("POST /hook/a hello"));
  CHECK(bench.connect()->feed(head + "hello") == ok("POST /hook/a hello"));
  const std::string large = post("/hook/a", "Content-Length: 70000\r\nExpect: 100-continue\r\n");
  CHECK(bench.connect()->feed(large).starts_with("HTTP/1.1 413 "));
}

TEST_CASE("Phases have one deadline each, which a dripping peer does not move") {
  const std::string slow =
      refusal("408 Request Timeout", "request_timeout", "Send the whole request at once, then try again.");
  SECTION("header") {
    Bench bench;
    const auto connection = bench.connect();
    std::string said;
    for (std::size_t sweep = 0; sweep < 28 && said.empty(); ++sweep) {
      if (sweep % 4 == 0) said = connection->feed(std::string_view("GET / HTTP").substr(sweep / 4, 1));
      said += connection->pass(bench.share, bench.edge, 0);
    }
    CHECK(without_id(said) == slow);
    CHECK(bench.share.now * bench.edge.sweep_ms <= 5'250);
  }
  SECTION("body") {
    Bench bench;
    const auto connection = bench.connect();
    connection->feed(post("/hook/a", "Content-Length: 5\r\n", "hell"));
    CHECK(connection->pass(bench.share, bench.edge, 9'000).empty());
    CHECK(without_id(connection->pass(bench.share, bench.edge, 1'500)) == slow);
  }
  SECTION("a body that was announced by Expect and never came") {
    Bench bench;
    const auto connection = bench.connect();
    connection->feed(post("/hook/a", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
    CHECK(without_id(connection->pass(bench.share, bench.edge, 10'500)) == slow);
  }
  SECTION("an idle connection is closed without a word") {
    Bench bench;
    const auto connection = bench.connect();
    connection->feed(get("/"));
    connection->pass(bench.share, bench.edge, 14'000);
    CHECK(connection->phase() == Phase::kWaiting);
    CHECK(connection->pass(bench.share, bench.edge, 1'500).empty());
    CHECK(connection->phase() == Phase::kOver);
  }
  SECTION("a connection that never says anything") {
    Bench bench;
    const auto connection = bench.connect();
    CHECK(connection->pass(bench.share, bench.edge, 5'500).empty());
    CHECK(connection->phase() == Phase::kOver);
  }
  SECTION("a peer that keeps its side open after a refusal") {
    Bench bench;
    const auto connection = bench.connect();
    connection->feed("GET / HTTP/9.9\r\n\r\n");
    CHECK(connection->phase() == Phase::kLinger);
    connection->pass(bench.share, bench.edge, 2'500);
    CHECK(connection->phase() == Phase::kOver);
  }
}

TEST_CASE("A long body over a slow network may take longer, while it comes at 8 KiB a second") {
  Bench bench;
  const auto connection = bench.connect();
  connection->feed(post("/upload", "Content-Length: 131072\r\n"));
  const std::string second_of_bytes(10'000, 'a');
  std::string said;
  for (int i = 0; i < 13; ++i) {
    said += connection->feed(second_of_bytes);
    said += connection->pass(bench.share, bench.edge, 750);
  }
  CHECK(said.empty());
  CHECK(connection->feed(std::string(1'072, 'a')).starts_with("HTTP/1.1 200 OK"));

  const auto slower = bench.connect();
  slower->feed(post("/upload", "Content-Length: 131072\r\n"));
  for (int i = 0; i < 13 && said.empty(); ++i) {
    said += slower->feed(std::string(4'000, 'a'));
    said += slower->pass(bench.share, bench.edge, 1'000);
  }
  CHECK(said.starts_with("HTTP/1.1 408 "));
}

TEST_CASE("A request that its handler forgot is answered 503, and so is one whose handler failed") {
  Bench bench;
  const auto connection = bench.connect();
  const std::string answer =
      refusal("503 Service Unavailable", "unanswered", "Try again in a moment.", "Retry-After: 1\r\n", false);
  CHECK(without_id(connection->feed(get("/lose"))) == answer);
  CHECK(without_id(connection->feed(get("/fail"))) == answer);
  CHECK(connection->feed(get("/")) == ok("GET / "));
}

TEST_CASE("A handler that never answers is answered for, and its late answer goes nowhere") {
  Bench bench;
  const auto connection = bench.connect();
  connection->feed(get("/keep"));
  const std::string said = connection->pass(bench.share, bench.edge, 30'500);
  CHECK(without_id(said) ==
        refusal("503 Service Unavailable", "unanswered", "Try again in a moment.", "Retry-After: 1\r\n"));
  bench.kept[0].send({200, "text/plain", {}, "late"});
  CHECK(connection->output().empty());
}

TEST_CASE("An event stream sends what it is given, a comment every 15 s, and ends when it is closed") {
  Bench bench;
  const auto connection = bench.connect();
  CHECK(connection->feed(get("/events")) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Content-Type-Options: nosniff\r\nCache-Control: "
        "no-store\r\n"
        "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
  bench.events->send("1", "reply", "hello");
  CHECK(connection->feed("") == "id: 1\nevent: reply\ndata: hello\n\n");
  CHECK(connection->feed("the client should not speak").empty());
  CHECK(connection->pass(bench.share, bench.edge, 31'000) == ":\n\n:\n\n");
  bool ended = false;
  bench.events->on_close([&] { ended = true; });
  bench.events->close();
  connection->feed("");
  CHECK(connection->phase() == Phase::kLinger);
  connection->end();
  CHECK(ended);
}

TEST_CASE("HEAD of an event stream is its head alone") {
  Bench bench;
  const auto connection = bench.connect();
  CHECK(connection->feed("HEAD /events HTTP/1.1\r\nHost: chat.example\r\n\r\n").ends_with("Connection: close\r\n\r\n"));
  CHECK(connection->phase() == Phase::kLinger);
  CHECK_FALSE(bench.events->is_open());
}

TEST_CASE("Draining answers what has begun and nothing after it") {
  Bench bench;
  const auto idle = bench.connect();
  const auto begun = bench.connect();
  const auto running = bench.connect();
  const auto streaming = bench.connect();
  begun->feed("GET / HTTP/1.1\r\nHost: chat");
  running->feed(get("/keep"));
  streaming->feed(get("/events"));
  bench.share.draining = true;
  for (const auto& connection : {idle, begun, running, streaming}) connection->drain();
  CHECK(idle->feed("").empty());
  CHECK(idle->phase() == Phase::kLinger);
  CHECK(begun->feed(".example\r\n\r\n" + kLater) == ok("GET / ", true));
  bench.kept[0].send({200, "text/plain", {}, "done"});
  CHECK(running->feed(kLater) == ok("done", true));
  CHECK(streaming->feed("").empty());
  CHECK(streaming->phase() == Phase::kLinger);
}

TEST_CASE("A peer that drowns a refused connection is cut off") {
  Bench bench;
  const auto connection = bench.connect();
  connection->feed(post("/hook/a", "Content-Length: 10000000\r\n"));
  REQUIRE(connection->phase() == Phase::kLinger);
  std::string_view rest;
  const std::string flood(2'000'000, 'a');
  connection->feed(flood, &rest);
  CHECK(connection->phase() == Phase::kOver);
  CHECK(rest.size() > 900'000);
}
