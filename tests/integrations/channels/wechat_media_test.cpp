// Photos and voices as the platform gives them out (channels reference §1.10): the call as bytes, each kind of answer as what it leads to.
#include "integrations/channels/wechat/media.hpp"

#include <catch2/catch.hpp>

#include "tests/integrations/channels/wechat_call.hpp"

using namespace integrations;
using namespace channel_test;

namespace {

WechatAccount active_account() {
  WechatAccount made = account(false);
  made.app_secret = "test-secret";
  made.api_base = "https://api.example";
  return made;
}

std::string answered(std::string body, int status = 200, Headers headers = {}) {
  const MediaAnswer answer = channel(active_account())->read_media({status, std::move(headers), std::move(body)});
  if (const auto* file = std::get_if<MediaFile>(&answer)) return "file " + file->bytes;
  if (const auto* later = std::get_if<RetryAfter>(&answer)) return "later " + std::to_string(later->delay.count);
  if (const auto* refused = std::get_if<Refused>(&answer)) return "refused " + refused->code;
  return "stale";
}

std::string fault(const std::string& code) { return answered("{\"errcode\":" + code + ",\"errmsg\":\"x\"}"); }

}  // namespace

TEST_CASE("A file is asked of the platform's own host by its id, whatever signs stand in it") {
  const auto request = channel(active_account())->media_request("A1_-?x=1&y#/../\r\nHost: evil", {"a+b", kNow});
  REQUIRE(request);
  CHECK(request->method == "GET");
  CHECK(request->url == "https://api.example/cgi-bin/media/get?access_token=a%2Bb&media_id=A1_-%3Fx%3D1%26y%23%2F..%2F%0D%0AHost%3A%20evil");
  CHECK(request->body.empty());
}

TEST_CASE("An account without a secret fetches nothing") {
  CHECK(channel(active_account())->has_media());
  const auto passive = channel(account());
  CHECK_FALSE(passive->has_media());
  CHECK_FALSE(passive->media_request("A1", {"t", kNow}));
}

TEST_CASE("What is not JSON is the file, whatever type the answer claims") {
  const std::string jpeg("\xFF\xD8\xFF\x00{\"errcode\":40007}", 21);
  CHECK(answered(jpeg) == "file " + jpeg);
  CHECK(answered("#!AMR\n\x01", 200, {{"Content-Type", "text/plain"}}) == "file #!AMR\n\x01");
  CHECK(answered("<html>", 200, {{"Content-Type", "image/jpeg"}}) == "file <html>");  // what it is, is looked at by whoever keeps it
}

TEST_CASE("A fault is read whatever type and status the answer claims, and leads to what helps") {
  CHECK(answered(R"({"errcode":40007,"errmsg":"invalid media_id"})", 200, {{"Content-Type", "image/jpeg"}}) == "refused 40007");
  CHECK(answered("\xEF\xBB\xBF \n{\"errcode\":40007}") == "refused 40007");
  CHECK(fault("40007") == "refused 40007");
  CHECK(fault("40004") == "refused 40004");
  for (const char* code : {"40001", "40014", "41001", "42001"}) CHECK(fault(code) == "stale");
  CHECK(fault("-1") == "later 0");
  CHECK(fault("45009") == "later 3600000");
  CHECK(fault("45011") == "later 60000");
  for (const char* code : {"40013", "40164", "48001"}) CHECK(fault(code) == "later 600000");  // the operator mends it, the file is not lost
  CHECK(fault("99999") == "later 0");
}

TEST_CASE("A film's answer, an address on another host, is never followed") {
  CHECK(answered(R"({"video_url":"http://evil.example/film.mp4"})") == "refused not_a_file");
  CHECK(answered(R"({"errcode":0,"errmsg":"ok"})") == "refused not_a_file");
  CHECK(answered("", 302, {{"Location", "http://evil.example/"}}) == "later 0");
}

TEST_CASE("An answer that is no answer of the platform's is asked for again") {
  CHECK(answered("") == "later 0");
  CHECK(answered("{\"errcode\":4000") == "later 0");  // broken off: nothing is lost on a guess
  CHECK(answered("{\"errcode\":\"gone\"}") == "later 0");
  CHECK(answered("busy", 503, {{"Retry-After", "7"}}) == "later 7000");
  CHECK(answered("\xFF\xD8\xFFphoto", 500) == "later 0");
}
