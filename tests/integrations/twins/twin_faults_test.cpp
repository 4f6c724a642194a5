// Our Open311 client against the real stand-in program, through the real HTTP client: what each misbehaviour is taken
// for, and what then stands in the ledger.
#include <catch2/catch.hpp>

#include "integrations/hotlines/open311/open311.hpp"
#include "tests/integrations/hotlines/outcomes.hpp"
#include "tests/integrations/twins/twin_process.hpp"

using namespace integrations;
using hotline_tests::show;
using twin_tests::Scratch;
using twin_tests::Twin;

namespace {

constexpr CallLimits kGenerous{base::seconds(30), base::seconds(60), 64 * 1024};
constexpr CallLimits kShort{base::seconds(30), base::Millis{700}, 64 * 1024};

/// Our side of one hotline.
class Caller {
 public:
  explicit Caller(const Twin& twin, std::string api_key = "xinsheng-demo-key") : http_(make_http_client({})) {
    auto made = make_open311({twin.url(), std::move(api_key), "", Ability::kKey});
    REQUIRE(made.ok());
    hotline_ = std::move(*made);
  }

  std::string submit(const Submission& submission, const CallLimits& limits = kGenerous) const {
    return show(hotline_->read_submit(http_->call(hotline_->submit(submission), limits)));
  }
  std::string look(std::string_view ticket) const {
    return show(hotline_->read_lookup({.ticket = ticket}, http_->call(*hotline_->lookup(ticket), kGenerous)));
  }
  base::Result<std::vector<HotlineUpdate>> updates() const {
    const base::UnixMs from{0};
    const base::UnixMs until{base::days(36'500).count};
    return hotline_->read_updates(http_->call(*hotline_->updates(from, until), kGenerous));
  }

 private:
  std::unique_ptr<HttpOut> http_;
  std::unique_ptr<Hotline> hotline_;
};

Submission submission(const std::string& number) {
  Submission s;
  s.ticket = "JN26011500" + number;
  s.key = "key-" + number;
  s.service_code = "freight";
  s.title = "货主拖欠运费";
  s.description = "货已签收,\n\"三日内付款\"至今未付 <8300元>";
  s.phone = "13000000001";
  s.name = "张师傅";
  s.attributes = {{"group", "货车"}, {"appeal_type", "03"}, {"region", "370112"}, {"biz_class", "投诉举报"}, {"domain", "03"},
                  {"plate", "鲁A0I00O"}, {"anonymity", "2"}};
  return s;
}

std::string number_of(const std::string& shown) {
  REQUIRE(shown.starts_with("accepted "));
  return shown.substr(9);
}

}  // namespace

TEST_CASE("A submission is registered once under its key and found by our ticket number") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  const std::string number = number_of(caller.submit(submission("01")));
  CHECK(number.size() == 18);
  CHECK(caller.submit(submission("01")) == "accepted " + number);
  CHECK(twin.ledger().size() == 1);
  CHECK(caller.look("JN2601150001") == "found " + number);
  CHECK(caller.look("JN2601150002") == "absent");
  CHECK(number_of(caller.submit(submission("02"))) != number);
  CHECK(twin.ledger().size() == 2);
}

TEST_CASE("What never took effect is absent, what took effect unseen is found, and the same key never doubles it") {
  struct Row {
    const char* fault;
    const char* outcome;
    bool effect;
    bool short_limits;
  };
  const Row rows[] = {
      {R"({"mode":"drop_before"})", "unknown connection_lost", false, false},
      {R"({"mode":"drop_after"})", "unknown connection_lost", true, false},
      {R"({"mode":"status_500_before"})", "unknown http_500", false, false},
      {R"({"mode":"status_500_after"})", "unknown http_500", true, false},
      {R"({"mode":"status_503"})", "later 0 http_503", false, false},
      {R"({"mode":"status_503","ms":1500})", "later 2000 http_503", false, false},
      {R"({"mode":"junk"})", "unknown answer_not_understood", true, false},
      {R"({"mode":"reject"})", "rejected http_400 诉求内容不符合受理条件", false, false},
      {R"({"mode":"redirect"})", "later 0 redirect", false, false},
      {R"({"mode":"drip","ms":50})", "unknown timeout", true, true},
      {R"({"mode":"delay","ms":600000})", "unknown timeout", true, true},
  };
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  int at = 10;
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    const Submission s = submission(std::to_string(++at));
    const std::size_t before = twin.ledger().size();
    twin.misbehave(row.fault);
    CHECK(caller.submit(s, row.short_limits ? kShort : kGenerous) == row.outcome);
    CHECK(twin.ledger().size() == before + (row.effect ? 1 : 0));
    const std::string found = caller.look(s.ticket);
    CHECK(found.starts_with(row.effect ? "found " : "absent"));
    const std::string again = caller.submit(s);
    CHECK(again.starts_with("accepted "));
    if (row.effect) CHECK(again.substr(9) == found.substr(6));
    CHECK(twin.ledger().size() == before + 1);
  }
}

TEST_CASE("A short delay is only a delay") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  twin.misbehave(R"({"mode":"delay","ms":50})");
  CHECK(Caller(twin).submit(submission("01")).starts_with("accepted "));
}

TEST_CASE("Faults of look-ups and of updates are failures, not answers") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  twin.misbehave(R"({"mode":"status_500_after","on":"lookup"})");
  CHECK(caller.look("JN2601150001") == "failed http_500");
  twin.misbehave(R"({"mode":"junk","on":"lookup"})");
  CHECK(caller.look("JN2601150001") == "failed answer_not_understood");
  twin.misbehave(R"({"mode":"drop_before","on":"updates","count":1})");
  CHECK_FALSE(caller.updates().ok());
  CHECK(caller.updates().ok());
}

TEST_CASE("A wrong key pauses the hotline and leaves nothing in its ledger") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  CHECK(Caller(twin, "wrong").submit(submission("01")) == "misconfigured http_403");
  CHECK(twin.ledger().empty());
}

TEST_CASE("A submission that the definition refuses is refused with every reason") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  Submission s = submission("01");
  s.attributes = {{"appeal_type", "3"},  {"region", "历城"},      {"biz_class", "投诉举报"},
                  {"domain", "03"},      {"anonymity", "9"},      {"accepted_at", "昨天"},
                  {"plate", std::string(21, '0')}};
  CHECK(caller.submit(s) ==
        "rejected http_400 attribute[group] is missing; attribute[appeal_type] is not one of its values; "
        "attribute[region] is not a number of 6 digits; attribute[anonymity] is not one of its values; "
        "attribute[accepted_at] is not a date and time; attribute[plate] is longer than 20 characters");
  s = submission("02");
  s.service_code = "legal_advice";
  CHECK(caller.submit(s) == "misconfigured http_404");
  CHECK(twin.ledger().empty());
}

TEST_CASE("A key that comes with another ticket is refused") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  caller.submit(submission("01"));
  Submission s = submission("02");
  s.key = "key-01";
  CHECK(caller.submit(s).starts_with("rejected http_422"));
  CHECK(twin.ledger().size() == 1);
}

TEST_CASE("A change of state at the hotline is seen as an update, in order, with its words") {
  const Scratch scratch;
  const Twin twin(scratch.file("ledger.jsonl"));
  const Caller caller(twin);
  const std::string number = number_of(caller.submit(submission("01")));
  const std::string form = "api_key=xinsheng-demo-key&service_request_id=" + number;
  CHECK(twin.post("servicerequestupdates.json", form + "&status=IN_PROGRESS&description=" + percent_encode("在办"))
            ->status == 200);
  CHECK(twin.post("twin/move", "id=" + number + "&status=closed")->status == 303);
  const auto updates = caller.updates();
  REQUIRE(updates.ok());
  REQUIRE(updates->size() == 2);
  CHECK((*updates)[0].status == HotlineStatus::kInProgress);
  CHECK((*updates)[0].external_number == number);
  CHECK((*updates)[0].text == "在办");
  CHECK((*updates)[1].status == HotlineStatus::kClosed);
  CHECK((*updates)[0].update_id != (*updates)[1].update_id);
  CHECK((*updates)[0].at.count > 0);
}

TEST_CASE("A twin killed at once knows all it answered, and its numbers go on") {
  const Scratch scratch;
  const std::string file = scratch.file("ledger.jsonl");
  std::string first;
  {
    Twin twin(file);
    first = number_of(Caller(twin).submit(submission("01")));
    CHECK(twin.post("twin/move", "id=" + first + "&status=closed")->status == 303);
    twin.misbehave(R"({"mode":"drop_after"})");
    CHECK(Caller(twin).submit(submission("02")) == "unknown connection_lost");
    twin.kill_hard();
  }
  const Twin twin(file);
  const Caller caller(twin);
  CHECK(twin.ledger().size() == 3);
  CHECK(caller.submit(submission("01")) == "accepted " + first);
  CHECK(caller.look("JN2601150002").starts_with("found "));
  CHECK(caller.updates()->size() == 1);
  const std::string third = number_of(caller.submit(submission("03")));
  CHECK(caller.look("JN2601150003") == "found " + third);
  CHECK(twin.ledger().size() == 4);
}
