#include <catch2/catch.hpp>
#include <string>

#include "bot/server/guard.hpp"

namespace {

struct Outcome {
  std::string body;
  std::size_t used = 0;
  bool done = false;
  int status = 0;
};

// Fed `step` bytes at a time.
Outcome read(std::string_view bytes, std::size_t body_bytes_max, std::size_t step) {
  bot::ChunkedBody chunks(body_bytes_max);
  Outcome outcome;
  while (outcome.used < bytes.size()) {
    std::size_t used = 0;
    const auto result = chunks.feed(bytes.substr(outcome.used, step), outcome.body, used);
    outcome.used += used;
    if (const auto* refusal = std::get_if<bot::Refusal>(&result)) {
      outcome.status = refusal->status;
      break;
    }
    if (std::get<bot::ChunkedBody::State>(result) == bot::ChunkedBody::State::kDone) {
      outcome.done = true;
      break;
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("Chunks are put together, however they arrive, and what follows is left alone") {
  const std::string wire = "5\r\nhello\r\nB\r\n, drivers!!\r\n0\r\n\r\nGET / HTTP/1.1\r\n";
  for (std::size_t step = 1; step <= wire.size(); ++step) {
    const Outcome outcome = read(wire, 64, step);
    CHECK(outcome.done);
    CHECK(outcome.body == "hello, drivers!!");
    CHECK(wire.substr(outcome.used) == "GET / HTTP/1.1\r\n");
  }
}

TEST_CASE("Chunked framing that another reader could understand differently is refused") {
  struct Row {
    std::string wire;
    int status;
  };
  const std::vector<Row> rows = {
      {"ffffffffffffffff\r\n", 400},
      {"12345678901234567\r\n", 400},
      {"000000005\r\nhello\r\n", 400},
      {"\r\n", 400},
      {"g\r\n", 400},
      {"0x5\r\nhello\r\n", 400},
      {"+5\r\nhello\r\n", 400},
      {" 5\r\nhello\r\n", 400},
      {"5 \r\nhello\r\n", 400},
      {"5\nhello\r\n", 400},
      {"5;name=value\r\nhello\r\n", 400},
      {"5;" + std::string(9000, 'a'), 400},
      {"5;a\nb\r\nhello\r\n", 400},
      {"5\r\rhello\r\n", 400},
      {"5\r\nhello\n", 400},
      {"5\r\nhelloX\r\n", 400},
      {"5\r\nhello\r5\r\n", 400},
      {"0\r\nX-Role: admin\r\n\r\n", 400},
      {"0\r\nContent-Length: 5\r\n\r\n", 400},
      {"0\r\nX: " + std::string(9000, 'a') + "\r\n\r\n", 400},
      {"0\r\n\n", 400},
      {"0\r\n\rX", 400},
      {"41\r\n", 413},  // 65 bytes into 64, before the first of them
      {"ffffffff\r\n", 413},
      {"40\r\n" + std::string(64, 'a') + "\r\n1\r\n", 413},
  };
  for (const Row& row : rows) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, row.wire.size()}) {
      INFO(row.wire.substr(0, 40) << " by " << step);
      const Outcome outcome = read(row.wire, 64, step);
      CHECK(outcome.status == row.status);
      CHECK_FALSE(outcome.done);
    }
  }
}

TEST_CASE("Framing that outweighs its body is refused") {
  std::string wire;
  for (int i = 0; i < 1000; ++i) wire += "1\r\na\r\n";  // 6 bytes each for one
  const Outcome outcome = read(wire + "0\r\n\r\n", 1000, 512);
  CHECK(outcome.status == 413);
  CHECK(outcome.body.size() < 300);
}

TEST_CASE("A body that fills its bound exactly is taken") {
  const Outcome outcome = read("40\r\n" + std::string(64, 'a') + "\r\n0\r\n\r\n", 64, 7);
  CHECK(outcome.done);
  CHECK(outcome.body.size() == 64);
}
