#include "bot/desk/totp.hpp"

#include <catch2/catch.hpp>

using namespace bot::desk;

// RFC 6238 appendix B, SHA-1; the last six of its eight digits.
TEST_CASE("One-time codes are those of RFC 6238") {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                                                          {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : vectors) {
    CHECK(totp_code(secret, seconds / 30) == code);
    CHECK(totp_step(secret, code, base::UnixMs{seconds * 1000}) == seconds / 30);
  }
}

TEST_CASE("A code holds one step longer and one step earlier, and no more") {
  const std::string secret = "12345678901234567890";
  const std::string code = totp_code(secret, 1000);
  CHECK(totp_step(secret, code, base::UnixMs{1001 * kTotpStepMs}));
  CHECK(totp_step(secret, code, base::UnixMs{999 * kTotpStepMs}));
  CHECK_FALSE(totp_step(secret, code, base::UnixMs{1002 * kTotpStepMs}));
  CHECK_FALSE(totp_step(secret, "", base::UnixMs{1000 * kTotpStepMs}));
  CHECK_FALSE(totp_step(secret, code + "0", base::UnixMs{1000 * kTotpStepMs}));
}

TEST_CASE("Base32 is that of RFC 4648, and what is none is refused") {
  CHECK(to_base32("foobar") == "MZXW6YTBOI");
  CHECK(from_base32("mzxw 6ytb oi") == "foobar");
  CHECK_FALSE(from_base32("MZXW1"));
}
