#include <catch2/catch.hpp>

#include <string>

#include "base/random.hpp"
#include "dialogs/engine/state.hpp"

namespace dialogs {
namespace {

// Every field of every structure holds something that is not its default.
State full_state() {
  State state = new_state("c:\"1\"\\\n\x01", "wechat");
  state.language = "en";
  state.sequence = 18'446'744'073'709'551'615ULL;
  state.frames_started = 7;
  state.seen = {0, 1, 18'446'744'073'709'551'615ULL, 0x8000000000000000ULL};
  Frame frame;
  frame.dialog = "complaint";
  frame.number = 3;
  frame.release = "abc";
  frame.facts = {{"channel", "wechat"}, {"lang", "zh"}};
  frame.slots = {{"车牌号", {"鲁A00000", {}, Source::kCorrected, {-5}, false, false}},
                 {"证据", {"", {"m1", "m2"}, Source::kHeard, {9}, false, true}},
                 {"公司", {"", {}, Source::kAsked, {0}, true, false}}};
  frame.marks = {{"s0", {1, "", "", {}, {0}}}, {"submit", {42, "c:3:submit:ff", "ok", {"车牌号", "证据"}, {77}}}};
  frame.tries = {{"发生时间", 2}};
  frame.counters = {{"edit:check", -1}};
  frame.order = {"事情经过", "车牌号"};
  frame.wait = {Wait::Kind::kEdit, "车牌号", "check"};
  frame.started = {1'741'572'000'000};
  state.frames = {frame, Frame{}};
  state.pending = {Pending::Kind::kLate, "槽", "值", "legal", {"m3"}, "SX1", "说的话"};
  state.human = HumanMode{{1}, {2}, "原因"};
  state.held = {"快点", ""};
  state.recent = {{"SX1", "complaint", {3}}};
  state.starts = {{"revisit", {{"工单号", "SX1"}}, {4}, 5}};
  state.draft = Draft{{frame}, {6}, true};
  state.profile = {{"phone", "13000000000"}};
  state.timer = {Timer::Kind::kHuman, {7}, 8};
  state.active = {9};
  state.last_user = {-10};
  state.out = 11;
  state.reminded = 12;
  state.menu = 13;
  state.ended = "expired";
  state.append_slot = "事情经过";
  state.append_until = {14};
  state.unsettled = {{"e", "submit_ticket", "SX2", {15}}};
  state.kept = {{"m4", {16}}};
  return state;
}

}  // namespace

TEST_CASE("a state with every field set survives its stored form", "[state]") {
  const State state = full_state();
  const auto read = decode_state(encode_state(state));
  REQUIRE(read.ok());
  CHECK(*read == state);
}

TEST_CASE("an empty state survives its stored form and is small", "[state]") {
  CHECK(encode_state(State{}) == R"({"schema":1})");
  const auto read = decode_state(R"( {"schema" : 1} )");
  REQUIRE(read.ok());
  CHECK(*read == State{});
}

TEST_CASE("unknown keys of a stored state are passed over, whatever they hold", "[state]") {
  const auto read = decode_state(
      R"({"new":{"a":[1,-2.5e3,true,false,null,"\ud83d\ude00",{}]},"schema":1,"frames":[{"dialog":"d","x":[]}],"y":0})");
  REQUIRE(read.ok());
  REQUIRE(read->frames.size() == 1);
  CHECK(read->frames[0].dialog == "d");
}

TEST_CASE("what is not a state is refused", "[state]") {
  const std::string bad = GENERATE(
      as<std::string>{}, "", "{", "{}", "[]", "null", R"({"schema":0})", R"({"schema":2})", R"({"schema":1)",
      R"({"schema":1}x)", R"({"schema":1,})", R"({"schema":"1"})", R"({"schema":1,"seq":-1})",
      R"({"schema":1,"seq":18446744073709551616})", R"({"schema":1,"out":3000000000})", R"({"schema":1,"out":1.5})",
      R"({"schema":1,"seen":"AAAA"})", R"({"schema":1,"seen":"AAAAAAAAAA*"})", R"({"schema":1,"seen":"AAAAAAAAAAQ"})",
      R"({"schema":1,"ended":"\ud800"})", R"({"schema":1,"ended":"\x"})", "{\"schema\":1,\"ended\":\"a\nb\"}",
      R"({"schema":1,"timer":{"k":"lunch"}})", R"({"schema":1,"z":tru})", R"({"schema":1 "z":1})", R"({schema:1})",
      R"({"schema":1,"held":["a",]})", R"({"schema":1,"frames":{}})");
  CAPTURE(bad);
  CHECK_FALSE(decode_state(bad).ok());
}

TEST_CASE("a stored state that is nested too deep is refused, not followed", "[state]") {
  const auto nested = [](std::size_t depth) {
    return R"({"schema":1,"z":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(decode_state(nested(20)).ok());
  CHECK_FALSE(decode_state(nested(40)).ok());
  CHECK_FALSE(decode_state(R"({"schema":1,"z":)" + std::string(1'000'000, '[')).ok());
}

TEST_CASE("any damage to a stored state is either refused or read as some state", "[state]") {
  const std::string good = encode_state(full_state());
  base::SeededRandom random(20250310);
  for (int round = 0; round < 20'000; ++round) {
    std::string bad = good;
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      const auto at = static_cast<std::size_t>(random.below(bad.size()));
      switch (random.below(4)) {
        case 0:
          bad[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          bad.erase(at, 1 + random.below(8));
          break;
        case 2:
          bad.insert(at, 1, R"({}[]",:\u0)"[random.below(11)]);
          break;
        default:
          bad.resize(at + 1);
      }
      if (bad.empty()) bad = "{";
    }
    const auto read = decode_state(bad);
    if (!read.ok()) continue;
    const auto again = decode_state(encode_state(*read));
    REQUIRE(again.ok());
    REQUIRE(*again == *read);
  }
}

}  // namespace dialogs
