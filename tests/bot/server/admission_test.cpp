#include "bot/server/admission.hpp"

#include <catch2/catch.hpp>

using Place = bot::Admission::Place;

TEST_CASE("Connections are bounded in all and for each peer, and places are given back") {
  bot::ServerLimits limits;
  limits.connections_max = 3;
  limits.connections_per_peer_max = 2;
  bot::Admission admission(limits);
  CHECK(admission.enter("192.0.2.1", false) == Place::kServed);
  CHECK(admission.enter("192.0.2.1", false) == Place::kServed);
  CHECK(admission.enter("192.0.2.1", false) == Place::kRefused);
  CHECK(admission.enter("192.0.2.2", false) == Place::kServed);
  CHECK(admission.enter("192.0.2.3", false) == Place::kRefused);
  CHECK(admission.open() == 5);
  admission.leave(Place::kServed, "192.0.2.1", false);
  admission.leave(Place::kRefused, "192.0.2.1", false);
  CHECK(admission.enter("192.0.2.1", false) == Place::kServed);
  CHECK(admission.open() == 4);
}

TEST_CASE("The loopback is not counted as a peer while it is trusted, because the proxy sits there") {
  bot::ServerLimits limits;
  limits.connections_per_peer_max = 1;
  bot::Admission trusting(limits);
  CHECK(trusting.enter("127.0.0.1", true) == Place::kServed);
  CHECK(trusting.enter("127.0.0.1", true) == Place::kServed);
  limits.trust_loopback = false;
  bot::Admission wary(limits);
  CHECK(wary.enter("127.0.0.1", true) == Place::kServed);
  CHECK(wary.enter("127.0.0.1", true) == Place::kRefused);
}

TEST_CASE("Even refusals are bounded") {
  bot::ServerLimits limits;
  limits.connections_max = 0;
  bot::Admission admission(limits);
  for (std::size_t i = 0; i < bot::Admission::kRefusalsMax; ++i)
    REQUIRE(admission.enter("192.0.2.1", false) == Place::kRefused);
  CHECK(admission.enter("192.0.2.1", false) == Place::kNone);
}
