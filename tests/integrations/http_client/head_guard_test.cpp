#include "integrations/http_head_guard.hpp"

#include <catch2/catch.hpp>
#include <string>

using integrations::HeadGuard;

namespace {

bool admits(const std::string& bytes) { return HeadGuard().admit(bytes); }

bool admits_bytewise(const std::string& bytes) {
  HeadGuard guard;
  bool admitted = true;
  for (const char c : bytes) admitted = guard.admit({&c, 1});
  return admitted;
}

}  // namespace

TEST_CASE("An ordinary head passes and the body is nobody's business here") {
  const std::string head = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
  CHECK(admits(head));
  CHECK(admits(head + std::string(200'000, 'x')));
  CHECK(admits_bytewise(head + std::string(200'000, 'x')));
}

TEST_CASE("A status line has a limit, with and without an end") {
  const std::string most = "HTTP/1.1 200 " + std::string(HeadGuard::kStatusLineBytesMax - 13, 'a');
  CHECK(admits(most + "\r\n\r\n"));
  CHECK_FALSE(admits(most + "a\r\n\r\n"));
  CHECK_FALSE(admits(std::string(100'000, 'a')));
  CHECK_FALSE(admits_bytewise(most + "a"));
}

TEST_CASE("A head has a limit, in one line or in many") {
  CHECK_FALSE(admits("HTTP/1.1 200 OK\r\nA: " + std::string(HeadGuard::kHeadBytesMax, 'b')));
  std::string many = "HTTP/1.1 200 OK\r\n";
  while (many.size() <= HeadGuard::kHeadBytesMax) many += "A: b\r\n";
  CHECK_FALSE(admits(many));
}

TEST_CASE("The status line behind an interim answer has the same limit") {
  const std::string interim = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n";
  CHECK(admits(interim + "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x')));
  CHECK_FALSE(admits(interim + "HTTP/1.1 200 " + std::string(1000, 'a')));
  CHECK_FALSE(admits(interim + interim + "HTTP/1.1 200 " + std::string(1000, 'a')));
  std::string endless;
  while (endless.size() <= HeadGuard::kHeadBytesMax) endless += interim;
  CHECK_FALSE(admits(endless));
}

TEST_CASE("What was refused stays refused") {
  HeadGuard guard;
  CHECK_FALSE(guard.admit(std::string(1000, 'a')));
  CHECK_FALSE(guard.admit("\r\n\r\n"));
}
