// The server over real sockets. Limits are short where a deadline must come; outcomes are asserted, never durations.
#include "bot/server/http_server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/log.hpp"
#include "base/random.hpp"
#include "tests/bot/server/raw_client.hpp"

namespace {

/// Answers and streams that handlers put aside for the test.
class Shelf {
 public:
  void put(bot::Responder responder) {
    const std::lock_guard lock(mutex_);
    responders_.push_back(std::move(responder));
    changed_.notify_all();
  }
  void put(std::shared_ptr<bot::EventStream> stream) {
    const std::lock_guard lock(mutex_);
    streams_.push_back(std::move(stream));
    changed_.notify_all();
  }
  bot::Responder take_responder() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return !responders_.empty(); });
    bot::Responder first = std::move(responders_.at(0));
    responders_.erase(responders_.begin());
    return first;
  }
  std::shared_ptr<bot::EventStream> take_stream() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return !streams_.empty(); });
    const auto first = streams_.at(0);
    streams_.erase(streams_.begin());
    return first;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bot::Responder> responders_;
  std::vector<std::shared_ptr<bot::EventStream>> streams_;
};

/// Set once, waited for from another thread.
class Flag {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [this] { return set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

struct Bench {
  explicit Bench(bot::ServerLimits limits = {}, int threads = 1) {
    bot::ServerOptions options;
    options.limits = std::move(limits);
    options.threads = threads;
    auto started = bot::start_http_server(options, routes(), random, log);
    REQUIRE(started.ok());
    server = std::move(started).value();
  }

  std::vector<bot::Route> routes() {
    const auto echo = [](bot::Request request, bot::Responder responder) {
      responder.send({200, "text/plain", {}, request.body.empty() ? request.path : request.body});
    };
    const auto keep = [this](bot::Request, bot::Responder responder) { shelf.put(std::move(responder)); };
    const auto lose = [](bot::Request, bot::Responder) {};
    const auto large = [](bot::Request, bot::Responder responder) {
      responder.send({200, "text/plain", {}, std::string(32 * 1024 * 1024, 'a')});
    };
    const auto events = [this](bot::Request, bot::Responder responder) { shelf.put(responder.stream()); };
    return {{"GET", "/", echo, 1024, {}, false},          {"POST", "/hook/*", echo, 64 * 1024, {}, false},
            {"POST", "/upload", echo, 1 << 20, {}, true}, {"GET", "/keep", keep, 1024, {}, false},
            {"GET", "/lose", lose, 1024, {}, false},      {"GET", "/large", large, 1024, {}, false},
            {"GET", "/events", events, 1024, {}, false}};
  }
  RawClient connect(int receive_buffer_bytes = 0) const { return RawClient(server->port(), receive_buffer_bytes); }
  /// Waits until nothing is connected any more. False: it did not come to that.
  bool becomes_empty() const {
    for (int i = 0; i < 20'000'000 && server->counts().open_connections > 0; ++i) std::this_thread::yield();
    return server->counts().open_connections == 0;
  }

  base::SeededRandom random{7};
  base::NoLog log;
  Shelf shelf;
  std::unique_ptr<bot::HttpServer> server;
};

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

std::string ok(const std::string& body, bool closes = false) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nContent-Length: " +
         std::to_string(body.size()) + (closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n") + body;
}

bot::ServerLimits short_limits() {
  bot::ServerLimits limits;
  limits.header_ms = limits.body_ms = limits.write_ms = limits.idle_ms = 60;
  return limits;
}

}  // namespace

TEST_CASE("A server that cannot bind does not live, and says why") {
  const Bench bench;
  base::SeededRandom random{1};
  base::NoLog log;
  bot::ServerOptions options;
  options.port = bench.server->port();
  const auto second = bot::start_http_server(options, {}, random, log);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().text.find("cannot listen on 127.0.0.1:") == 0);
  options.address = "nowhere";
  CHECK_FALSE(bot::start_http_server(options, {}, random, log).ok());
}

TEST_CASE("One connection carries many requests, together or byte by byte") {
  const Bench bench;
  RawClient client = bench.connect();
  for (int i = 0; i < 3; ++i) {
    REQUIRE(client.send(get("/")));
    CHECK(client.read_answer() == ok("/"));
  }
  const std::string body_request = "POST /hook/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  for (const char& byte : body_request) REQUIRE(client.send({&byte, 1}));
  CHECK(client.read_answer() == ok("hello"));
  const std::string chunked =
      "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  REQUIRE(client.send(get("/") + body_request + chunked + get("/")));
  CHECK(client.read_answers(4) == ok("/") + ok("hello") + ok("hello") + ok("/"));
  CHECK(bench.server->counts().requests == 8);
  CHECK(bench.server->counts().connections == 1);
}

TEST_CASE("A request is answered whichever way it was cut in two") {
  const Bench bench;
  RawClient client = bench.connect();
  const std::string bytes = "POST /hook/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    REQUIRE(client.send(bytes.substr(0, cut)));
    REQUIRE(client.send(bytes.substr(cut)));
    REQUIRE(client.read_answer() == ok("hello"));
  }
}

TEST_CASE("Pipelined requests are answered in order while the first one waits for its answer") {
  Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/keep") + get("/keep") + get("/")));
  bench.shelf.take_responder().send({200, "text/plain", {}, "first"});
  bench.shelf.take_responder().send({200, "text/plain", {}, "second"});
  CHECK(client.read_answers(3) == ok("first") + ok("second") + ok("/"));
}

TEST_CASE("A refusal reaches a peer that is still sending, and the connection ends") {
  const Bench bench;
  RawClient client = bench.connect();
  REQUIRE(
      client.send("POST /hook/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n" + std::string(200'000, 'a')));
  const std::string said = client.read_all();
  CHECK(said.starts_with("HTTP/1.1 413 "));
  CHECK(said.find("Connection: close\r\n") != std::string::npos);
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("Chunk trailers are refused over a socket too") {
  const Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(
      "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Role: admin\r\n\r\n" +
      get("/")));
  const std::string said = client.read_all();
  CHECK(said.starts_with("HTTP/1.1 400 "));
  CHECK(said.find("trailers_refused") != std::string::npos);
  CHECK(said.find("HTTP/1.1", 1) == std::string::npos);
  CHECK(bench.server->counts().requests == 0);
  CHECK(bench.server->counts().refused == 1);
}

TEST_CASE("A slow header and a stalled body are answered 408 and closed, an idle connection is closed in silence") {
  const Bench bench(short_limits());
  RawClient head = bench.connect();
  RawClient body = bench.connect();
  RawClient idle = bench.connect();
  REQUIRE(head.send("GET / HT"));
  REQUIRE(body.send("POST /hook/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell"));
  CHECK(head.read_all().starts_with("HTTP/1.1 408 "));
  CHECK(body.read_all().starts_with("HTTP/1.1 408 "));
  CHECK(idle.read_all().empty());
}

TEST_CASE("A peer that does not read its answer is cut off") {
  const Bench bench(short_limits());
  RawClient client = bench.connect(4096);
  REQUIRE(client.send(get("/large")));
  CHECK(bench.becomes_empty());
  CHECK(client.read_all().size() < 32 * 1024 * 1024);
}

TEST_CASE("A long answer arrives whole") {
  const Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/large") + get("/")));
  CHECK(client.read_answer() == ok(std::string(32 * 1024 * 1024, 'a')));
  CHECK(client.read_answer() == ok("/"));
}

TEST_CASE("A responder that is forgotten, here or on another thread, is answered 503") {
  Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/lose")));
  CHECK(client.read_answer().find("\r\nRetry-After: 1\r\n") != std::string::npos);
  REQUIRE(client.send(get("/keep")));
  { const bot::Responder forgotten = bench.shelf.take_responder(); }
  CHECK(client.read_answer().starts_with("HTTP/1.1 503 "));
  REQUIRE(client.send(get("/")));
  CHECK(client.read_answer() == ok("/"));
}

TEST_CASE("A client that closed its sending side still gets its answer") {
  Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/keep")));
  client.finish_sending();
  bench.shelf.take_responder().send({200, "text/plain", {}, "late"});
  CHECK(client.read_all() == ok("late"));
}

TEST_CASE("Events arrive in order from another thread, and both sides may end the stream") {
  Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(client.read_until("\r\n\r\n").find("Content-Type: text/event-stream\r\n") != std::string::npos);
  const auto stream = bench.shelf.take_stream();
  Flag closed;
  stream->on_close([&] { closed.set(); });
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(stream->send(std::to_string(i), "reply", "hello"));
    expected += "id: " + std::to_string(i) + "\nevent: reply\ndata: hello\n\n";
  }
  CHECK(client.read(expected.size()) == expected);
  SECTION("the server closes") {
    stream->send("", "", "last");
    stream->close();
    CHECK(client.read_all() == "data: last\n\n");
  }
  SECTION("the client closes") { client.finish_sending(); }
  CHECK(closed.wait());
  CHECK_FALSE(stream->send("", "", "nobody hears"));
  CHECK_FALSE(stream->is_open());
}

TEST_CASE("A stream whose client does not read is closed") {
  bot::ServerLimits limits;
  limits.write_ms = 60;
  Bench bench(limits);
  RawClient client = bench.connect(4096);
  REQUIRE(client.send(get("/events")));
  const auto stream = bench.shelf.take_stream();
  Flag closed;
  stream->on_close([&] { closed.set(); });
  const std::string long_text(1 << 20, 'a');
  for (int i = 0; i < 64 && stream->send("", "", long_text); ++i) {
  }
  CHECK(closed.wait());
}

TEST_CASE("A comment keeps a silent stream alive") {
  bot::ServerLimits limits;
  limits.heartbeat_ms = 20;
  limits.idle_ms = 40;
  Bench bench(limits);
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/events")));
  client.read_until("\r\n\r\n");
  CHECK(client.read(12) == ":\n\n:\n\n:\n\n:\n\n");
}

TEST_CASE("Connections above the bound are told 503 and closed, and a freed place is given again") {
  bot::ServerLimits limits;
  limits.connections_max = 2;
  const Bench bench(limits);
  RawClient first = bench.connect();
  {
    RawClient second = bench.connect();
    REQUIRE(first.send(get("/")));
    REQUIRE(second.send(get("/")));
    CHECK(first.read_answer() == ok("/"));
    CHECK(second.read_answer() == ok("/"));
    RawClient third = bench.connect();
    const std::string said = third.read_all();
    CHECK(said.starts_with("HTTP/1.1 503 "));
    CHECK(said.find("\r\nRetry-After: 1\r\n") != std::string::npos);
    CHECK(said.find("too_many_connections") != std::string::npos);
  }
  while (bench.server->counts().open_connections > 1) std::this_thread::yield();
  RawClient fourth = bench.connect();
  REQUIRE(fourth.send(get("/")));
  CHECK(fourth.read_answer() == ok("/"));
}

TEST_CASE("A server that ran out of descriptors waits, and is not deaf afterwards") {
  const Bench bench;
  std::vector<RawClient> warm;
  warm.push_back(bench.connect());  // everything the client side needs is open before descriptors run out
  REQUIRE(warm[0].send(get("/")));
  REQUIRE(warm[0].read_answer() == ok("/"));
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/")));
  REQUIRE(client.read_answer() == ok("/"));
  const int next = dup(0);
  REQUIRE(next >= 0);
  close(next);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(next) + 1;  // one more: the client's own end
  REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
  std::optional<RawClient> starved;
  bool connected = true;
  try {
    starved.emplace(bench.server->port());
  } catch (const std::exception&) {
    connected = false;
  }
  while (connected && bench.server->counts().accept_errors == 0) std::this_thread::yield();
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  REQUIRE(connected);
  REQUIRE(starved->send(get("/")));
  CHECK(starved->read_answer() == ok("/"));
}

TEST_CASE("Draining answers what was begun, closes the rest without a reset, and refuses newcomers") {
  Bench bench;
  const std::uint16_t port = bench.server->port();
  RawClient idle = bench.connect();
  RawClient running = bench.connect();
  RawClient streaming = bench.connect();
  REQUIRE(idle.send(get("/")));
  CHECK(idle.read_answer() == ok("/"));
  REQUIRE(streaming.send(get("/events")));
  streaming.read_until("\r\n\r\n");
  REQUIRE(running.send(get("/keep")));
  bot::Responder responder = bench.shelf.take_responder();
  std::size_t cut = 99;
  std::thread drainer([&] { cut = bench.server->drain(20'000); });
  CHECK(idle.read_all().empty());
  CHECK_FALSE(idle.was_reset());
  CHECK(streaming.read_all().empty());
  CHECK_THROWS(RawClient(port));
  responder.send({200, "text/plain", {}, "done"});
  CHECK(running.read_all() == ok("done", true));
  drainer.join();
  CHECK(cut == 0);
  CHECK(bench.server->drain(0) == 0);
}

TEST_CASE("Draining counts what it had to cut, and late answers find nobody") {
  Bench bench;
  RawClient client = bench.connect();
  REQUIRE(client.send(get("/keep")));
  bot::Responder answered_late = bench.shelf.take_responder();
  RawClient other = bench.connect();
  REQUIRE(other.send(get("/keep")));
  bot::Responder streamed_late = bench.shelf.take_responder();
  CHECK(bench.server->drain(0) == 2);
  CHECK(client.read_all().empty());
  answered_late.send({200, "text/plain", {}, "too late"});
  const auto stream = streamed_late.stream();
  CHECK_FALSE(stream->is_open());
  bench.server.reset();
  CHECK_FALSE(stream->send("", "", "x"));
}

TEST_CASE("A posted task runs behind the handlers that were ready, and may answer for all of them") {
  base::SeededRandom random{1};
  base::NoLog log;
  std::vector<bot::Responder> waiting;  // touched by the server's one thread alone
  bot::HttpServer* server = nullptr;
  std::vector<bot::Route> routes;
  routes.push_back({"GET",
                    "/batch",
                    [&](bot::Request, bot::Responder responder) {
                      waiting.push_back(std::move(responder));
                      if (waiting.size() > 1) return;
                      server->post([&] {
                        const std::string size = std::to_string(waiting.size());
                        for (bot::Responder& one : waiting) one.send({200, "text/plain", {}, size});
                        waiting.clear();
                      });
                    },
                    1024,
                    {},
                    false});
  Flag entered, released;
  routes.push_back({"GET",
                    "/block",
                    [&](bot::Request, bot::Responder responder) {
                      entered.set();
                      released.wait();
                      responder.send({200, "text/plain", {}, "free"});
                    },
                    1024,
                    {},
                    false});
  auto started = bot::start_http_server({}, std::move(routes), random, log);
  REQUIRE(started.ok());
  server = started.value().get();
  RawClient blocker(server->port());
  std::vector<RawClient> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back(server->port());
  for (RawClient& client : clients) {  // connected and known to the server before the thread is held up
    REQUIRE(client.send(get("/nothing")));
    REQUIRE(client.read_answer().starts_with("HTTP/1.1 404 "));
  }
  REQUIRE(blocker.send(get("/block")));
  REQUIRE(entered.wait());
  for (RawClient& client : clients) REQUIRE(client.send(get("/batch")));
  released.set();
  CHECK(blocker.read_answer() == ok("free"));
  for (RawClient& client : clients) CHECK(client.read_answer() == ok("8"));
}

TEST_CASE("Tasks run on the server's threads, now or later, and one that throws takes no other with it") {
  Bench bench({}, 2);
  Flag ran, ran_later;
  bench.server->post([] { throw std::runtime_error("broken"); });
  bench.server->post([] { throw std::runtime_error("broken"); });
  bench.server->post([&] { ran.set(); });
  bench.server->post_after(1, [&] { ran_later.set(); });
  bench.server->post_after(1'000'000, [] { FAIL("must be dropped"); });
  CHECK(ran.wait());
  CHECK(ran_later.wait());
  bench.server->drain(0);
  bench.server->post([] { FAIL("must be dropped"); });
}

TEST_CASE("Several threads serve several connections, answered from yet another thread") {
  Bench bench({}, 3);
  std::vector<RawClient> clients;
  for (int i = 0; i < 12; ++i) clients.push_back(bench.connect());
  for (int round = 0; round < 20; ++round) {
    for (RawClient& client : clients) REQUIRE(client.send(get("/keep")));
    for (std::size_t i = 0; i < clients.size(); ++i) bench.shelf.take_responder().send({200, "text/plain", {}, "x"});
    for (RawClient& client : clients) REQUIRE(client.read_answer() == ok("x"));
  }
  CHECK(bench.server->counts().requests == 240);
}
