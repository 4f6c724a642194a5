#include "integrations/hotlines/registry.hpp"

#include <catch2/catch.hpp>

#include "tests/integrations/hotlines/outcomes.hpp"

using namespace integrations;
using hotline_tests::show;

TEST_CASE("Every registered protocol makes a hotline of its own name") {
  for (const std::string_view name : hotline_protocols()) {
    CAPTURE(name);
    const auto made = make_hotline(name, {"http://h/", "key", "", Ability::kQuery});
    REQUIRE(made.ok());
    CHECK((*made)->protocol() == name);
  }
  CHECK(hotline_protocols().size() == 3);
}

TEST_CASE("An unknown protocol is refused with the known ones named") {
  const auto made = make_hotline("fax", {});
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == base::ErrorCode::kNotFound);
  CHECK(made.error().text.find("open311") != std::string::npos);
}

TEST_CASE("Abilities have three names") {
  CHECK(ability_from_name("key") == Ability::kKey);
  CHECK(ability_from_name("query") == Ability::kQuery);
  CHECK(ability_from_name("none") == Ability::kNone);
  CHECK_FALSE(ability_from_name("KEY"));
}

TEST_CASE("A manual hotline gives a person the form, never calls, and keeps nothing of ours secret") {
  const auto made = make_hotline("manual", {});
  REQUIRE(made.ok());
  const integrations::Hotline& manual = **made;
  CHECK_FALSE(manual.is_called());
  integrations::Submission submission;
  submission.ticket = "JN2601150000427";
  submission.title = "货主拖欠运费";
  submission.description = "货已签收，至今未付";
  submission.attributes = {{"ticket_no", "JN2601150000427"}, {"group", "货车"}};
  CHECK(manual.for_person(submission) ==
        "工单编号：JN2601150000427\n标题：货主拖欠运费\n内容：货已签收，至今未付\ngroup：货车\n");
}

TEST_CASE("The blackhole takes nothing, whatever the network says, and reports nothing") {
  const auto made = make_hotline("blackhole", {});
  REQUIRE(made.ok());
  const Hotline& hole = **made;
  CHECK(show(hole.read_submit(HttpResponse{200, {}, R"([{"service_request_id":"1"}])"})) == "later 7200000 blackhole");
  CHECK(show(hole.read_submit(base::Error{base::ErrorCode::kInvalid, ""})) == "later 7200000 blackhole");
  CHECK_FALSE(hole.submit({}).url.starts_with("http"));
  CHECK_FALSE(hole.updates({0}, {1}));
  CHECK_FALSE(hole.lookup("JN1"));
}
