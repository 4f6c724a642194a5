#include "integrations/hotlines/signed_call.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "integrations/signing.hpp"

namespace {

using integrations::SignedCall;

// The example of the Standard Webhooks specification, and of its libraries' tests.
constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SignedCall kExample{.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                          .timestamp = "1614265330",
                          .signatures = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                          .body = R"({"test": 2432232314})"};
constexpr base::UnixMs kThen{1'614'265'330'000};

std::string why_refused(const SignedCall& call, base::UnixMs now = kThen, bool clock_in_doubt = false) {
  const base::Status status = integrations::check_signed_call(call, kSecret, now, clock_in_doubt);
  return status ? "" : status.error().text;
}

}  // namespace

TEST_CASE("signed call: the specification's own example is believed") { CHECK(why_refused(kExample).empty()); }

TEST_CASE("signed call: what is missing, changed, old or signed by another is refused by name") {
  SignedCall call = kExample;
  base::UnixMs now = kThen;
  std::string expected = "signature";
  SECTION("no id") { call.id = ""; expected = "unsigned"; }
  SECTION("no signature") { call.signatures = ""; expected = "unsigned"; }
  SECTION("no time") { call.timestamp = ""; expected = "unsigned"; }
  SECTION("a time that is none") { call.timestamp = "1614265330x"; expected = "unsigned"; }
  SECTION("a time before 1970") { call.timestamp = "-1"; expected = "unsigned"; }
  SECTION("a time that overflows") { call.timestamp = "9223372036854775807"; expected = "unsigned"; }
  SECTION("another body") { call.body = R"({"test": 2432232315})"; }
  SECTION("another id") { call.id = "msg_other"; }
  SECTION("another time") { call.timestamp = "1614265331"; }
  SECTION("another version of signatures") { call.signatures = "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; }
  SECTION("half a signature") { call.signatures = "v1,g0hM9SsE+OTPJTGt"; }
  SECTION("only spaces") { call.signatures = "   "; }
  SECTION("five minutes and a second late") { now = kThen + base::seconds(301); expected = "timestamp"; }
  SECTION("five minutes and a second early") { now = kThen + base::seconds(-301); expected = "timestamp"; }
  CHECK(why_refused(call, now) == expected);
}

TEST_CASE("signed call: one right signature among several is enough, also while a key is being changed") {
  SignedCall call = kExample;
  const std::string both = "v1,AAAA " + std::string(kExample.signatures);
  call.signatures = both;
  CHECK(why_refused(call).empty());
}

TEST_CASE("signed call: a clock in doubt refuses nobody for his time, only for his signature") {
  CHECK(why_refused(kExample, kThen + base::days(3), true).empty());
  SignedCall forged = kExample;
  forged.body = "{}";
  CHECK(why_refused(forged, kThen + base::days(3), true) == "signature");
}

TEST_CASE("signed call: a secret that is written as it is is the key itself") {
  const std::string signature = "v1," + integrations::base64_encode(integrations::hmac_sha256("a secret of one hotline", "7.1614265330.[]"));
  CHECK(integrations::check_signed_call({.id = "7", .timestamp = "1614265330", .signatures = signature, .body = "[]"},
                                        "a secret of one hotline", kThen, false)
            .ok());
}
