#include "bot/server/http.hpp"

#include <catch2/catch.hpp>

namespace {

class Ledger final : public bot::Responder::Port {
 public:
  void send(bot::Response response) override { answers.push_back(std::move(response)); }
  std::shared_ptr<bot::EventStream> stream(bot::Response) override { return nullptr; }
  std::vector<bot::Response> answers;
};

}  // namespace

TEST_CASE("A header is found whatever its letters") {
  bot::Request request;
  request.headers = {{"Content-Type", "text/xml"}, {"X-A", "1"}, {"x-a", "2"}};
  CHECK(request.header("content-type") == "text/xml");
  CHECK(request.header("X-a") == "1");
  CHECK(request.header("X-B").empty());
}

TEST_CASE("A cookie is found by its whole name, and one given twice counts as absent") {
  bot::Request request;
  request.headers = {{"Cookie", "visitor=abc; other=1;visitor2=x"}, {"cookie", "late=z=z"}};
  CHECK(request.cookie("visitor") == "abc");
  CHECK(request.cookie("other") == "1");
  CHECK(request.cookie("late") == "z=z");
  CHECK(request.cookie("visit").empty());
  request.headers.emplace_back("Cookie", "visitor=evil");
  CHECK(request.cookie("visitor").empty());
}

TEST_CASE("An error's body is exactly three fields, escaped") {
  const bot::Response response = bot::error_response(400, "bad_thing", "Say \"please\".", "0123456789abcdef");
  CHECK(response.status == 400);
  CHECK(response.content_type == "application/json");
  CHECK(response.body == R"({"error":"bad_thing","message":"Say \"please\".","request_id":"0123456789abcdef"})");
}

TEST_CASE("A responder that is lost answers 503 with Retry-After, one that answered does not") {
  const auto ledger = std::make_shared<Ledger>();
  { const bot::Responder lost(ledger); }
  REQUIRE(ledger->answers.size() == 1);
  CHECK(ledger->answers[0].status == 503);
  CHECK(ledger->answers[0].headers == std::vector<std::pair<std::string, std::string>>{{"Retry-After", "1"}});
  {
    bot::Responder answered(ledger);
    answered.send({});
    const bot::Responder moved = std::move(answered);
  }
  CHECK(ledger->answers.size() == 2);
}

TEST_CASE("Assigning over a responder answers for the one that was there") {
  const auto first = std::make_shared<Ledger>();
  const auto second = std::make_shared<Ledger>();
  bot::Responder responder(first);
  responder = bot::Responder(second);
  CHECK(first->answers.size() == 1);
  CHECK(second->answers.empty());
  responder.send({});
  CHECK(second->answers.size() == 1);
}
