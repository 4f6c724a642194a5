// The HTTP edge over any bytes. Claims: what the guard lets in, Beast frames the same way (so does a proxy that reads
// like most); the answers do not depend on how the bytes were cut into packets; handlers see only what the guard
// promises; and nothing is answered behind a refusal.
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "bot/server/connection.hpp"
#include "tests/bot/server/test_connection.hpp"
#include "tests/fuzz/check.hpp"

namespace {

namespace http = boost::beast::http;

constexpr std::size_t kBodyBytesMax = 2'000;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

void check_request(const bot::Request& request, std::size_t body_bytes_max) {
  FUZZ_CHECK(!request.method.empty());
  FUZZ_CHECK(request.path.starts_with('/') && request.path.find('\0') == std::string::npos);
  FUZZ_CHECK(base::is_utf8(request.path) && request.path.find("/../") == std::string::npos &&
             !request.path.ends_with("/.."));
  FUZZ_CHECK(request.body.size() <= body_bytes_max);
  FUZZ_CHECK(request.request_id.size() == 16);
  for (const auto& [name, value] : request.headers) {
    FUZZ_CHECK(!name.empty() && name.find('_') == std::string::npos);
    FUZZ_CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
}

struct Talk {
  Talk() : edge({}, routes()) {}

  std::vector<bot::Route> routes() {
    const auto handler = [this](bot::Request request, bot::Responder responder) {
      check_request(request, kBodyBytesMax);
      std::string echo =
          request.method + " " + std::to_string(request.body.size()) + " " + std::to_string(request.query.size());
      if (request.path == "/later") return late.push_back(std::move(responder));
      responder.send({200, "text/plain", {}, std::move(echo)});
    };
    return {{"GET", "/", handler, kBodyBytesMax, {}, false},
            {"GET", "/later", handler, kBodyBytesMax, {}, false},
            {"POST", "/hook/*", handler, kBodyBytesMax, {}, false},
            {"POST", "/api", handler, kBodyBytesMax, {"application/json"}, false},
            {"POST", "/upload", handler, kBodyBytesMax, {}, true}};
  }

  // Everything that is said to these bytes, fed `step` at a time.
  std::string run(std::string_view bytes, std::size_t step) {
    const auto connection = std::make_shared<TestConnection>(edge, share, "192.0.2.7");
    std::string said;
    while (!bytes.empty() || !late.empty()) {
      std::string_view piece = bytes.substr(0, step), rest;
      said += connection->feed(piece, &rest);
      bytes.remove_prefix(piece.size() - rest.size());
      for (bot::Responder& responder : std::exchange(late, {})) responder.send({200, "text/plain", {}, "late"});
      said += connection->feed("");
      if (connection->phase() == bot::Connection::Phase::kOver) break;
    }
    connection->end();
    late.clear();
    return said;
  }

  bot::Edge edge;
  base::NoLog log;
  bot::Share share{1, log};
  std::vector<bot::Responder> late;
};

std::string without_continue(std::string said) {
  for (std::size_t at = said.find(kContinue); at != std::string::npos; at = said.find(kContinue, at))
    said.erase(at, kContinue.size());
  return said;
}

void check_answers(std::string_view said) {
  if (said.empty()) return;
  FUZZ_CHECK(said.starts_with("HTTP/1.1 "));
  const std::size_t last = said.find("Connection: close\r\n");
  if (last != std::string_view::npos) FUZZ_CHECK(said.find("HTTP/1.1 ", last) == std::string_view::npos);
}

void check_against_beast(std::string_view bytes) {
  const bot::ServerLimits limits;
  bot::HeadScan scan;
  const auto found = scan.look(bytes, limits);
  const auto* end = std::get_if<bot::HeadScan::End>(&found);
  if (end == nullptr) return;
  const std::string_view block = bytes.substr(0, end->bytes);
  const auto said = bot::read_head(block, limits);
  const auto* head = std::get_if<bot::Head>(&said);
  if (head == nullptr) return;
  http::request_parser<http::empty_body> beast;
  beast.header_limit(16 * 1024);
  beast.body_limit(boost::none);
  boost::system::error_code failed;
  beast.put(boost::asio::buffer(block.data(), block.size()), failed);
  if (failed || !beast.is_header_done()) return;
  FUZZ_CHECK(std::string_view(beast.get().method_string().data(), beast.get().method_string().size()) == head->method);
  FUZZ_CHECK(beast.chunked() == (head->framing == bot::Framing::kChunked));
  const auto length = beast.content_length();
  FUZZ_CHECK((length ? *length : 0) == head->content_length);
  if (head->keep_alive) FUZZ_CHECK(beast.get().version() == 11);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t step = data[0] % 64 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_against_beast(bytes);
  Talk whole, cut;
  const std::string said = without_continue(whole.run(bytes, bytes.size()));
  FUZZ_CHECK(said == without_continue(cut.run(bytes, step)));
  check_answers(said);
  return 0;
}
