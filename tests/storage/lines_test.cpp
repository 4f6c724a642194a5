#include <catch2/catch.hpp>

#include "storage/lines.hpp"
#include "storage/marks.hpp"
#include "storage/names.hpp"

using namespace storage;

TEST_CASE("Lines come back as they were, whatever bytes they hold") {
  const std::vector<Line> lines = {{Speaker::kDriver, std::string("\0\x80\xFF", 3), ""},
                                   {Speaker::kBot, std::string(127, 'a'), std::string(128, 'b')},
                                   {Speaker::kOperator, std::string(16383, 'c'), ""},
                                   {Speaker::kSystem, "", std::string(16384, 'd')}};
  const auto decoded = decode_lines(encode_lines(lines));
  REQUIRE(decoded.has_value());
  REQUIRE(decoded->size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK((*decoded)[i].speaker == lines[i].speaker);
    CHECK((*decoded)[i].text == lines[i].text);
    CHECK((*decoded)[i].extra == lines[i].extra);
  }
}

TEST_CASE("Every cut of an encoded turn is refused or is a shorter list, never a crash") {
  const std::string bytes = encode_lines({{Speaker::kDriver, "一二三", "{}"}, {Speaker::kBot, std::string(300, 'x'), ""}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decode_lines(bytes.substr(0, size));
    if (decoded) CHECK(decoded->size() < 2);
  }
}

TEST_CASE("Lines of another version, of an unknown speaker or with a length beyond all bounds are refused") {
  CHECK_FALSE(decode_lines("").has_value());
  CHECK_FALSE(decode_lines("\x02").has_value());
  CHECK_FALSE(decode_lines(std::string("\x01x\x00\x00", 4)).has_value());
  CHECK_FALSE(decode_lines("\x01" "d\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF").has_value());
  CHECK_FALSE(decode_lines("\x01" "d\x05" "abc").has_value());
}

TEST_CASE("A form keeps the order of its fields") {
  const Form form = {{"plate", "鲁A0I00O"}, {"empty", ""}, {"", "nameless"}};
  CHECK(decode_form(encode_form(form)) == form);
  CHECK(decode_form(encode_form({})) == Form{});
  CHECK_FALSE(decode_form(encode_form(form).substr(0, 5)).has_value());
}

TEST_CASE("Marks know each of the last 64 keys and forget the one before them") {
  std::string marks;
  for (std::size_t i = 0; i < kRecentKeys; ++i) marks = with_mark(marks, "key-" + std::to_string(i));
  for (std::size_t i = 0; i < kRecentKeys; ++i) CHECK(may_hold(marks, "key-" + std::to_string(i)));
  CHECK(marks.size() == 2 * kRecentKeys);
  marks = with_mark(marks, "one-more");
  CHECK(marks.size() == 2 * kRecentKeys);
  CHECK(may_hold(marks, "one-more"));
  CHECK(may_hold(marks, "key-1"));
  CHECK_FALSE(may_hold(marks, "key-0"));
}

TEST_CASE("A key that was never marked is nearly always known to be new") {
  std::string marks;
  for (std::size_t i = 0; i < kRecentKeys; ++i) marks = with_mark(marks, "key-" + std::to_string(i));
  int mistaken = 0;
  for (int i = 0; i < 10'000; ++i) mistaken += may_hold(marks, "new-" + std::to_string(i)) ? 1 : 0;
  CHECK(mistaken < 40);  // 64 of 65,536 would be 10
}

TEST_CASE("No key leaves no mark and is never held") {
  CHECK(with_mark("ab", "") == "ab");
  CHECK_FALSE(may_hold(with_mark("", "a"), ""));
}

TEST_CASE("Every stored name of an enumeration leads back to its value") {
  for (const TurnKind kind : {TurnKind::kMessage, TurnKind::kTimer, TurnKind::kHotline, TurnKind::kOperator, TurnKind::kSystem,
                              TurnKind::kLimited, TurnKind::kQuarantined}) {
    CHECK(turn_kind_from_name(to_name(kind)) == kind);
  }
  for (const OutboxKind kind : {OutboxKind::kForward, OutboxKind::kMessage, OutboxKind::kAlert, OutboxKind::kTemplate, OutboxKind::kMedia}) {
    CHECK(outbox_kind_from_name(to_name(kind)) == kind);
  }
  for (const OutboxState state : {OutboxState::kPending, OutboxState::kSending, OutboxState::kDelivered,
                                  OutboxState::kUnknown, OutboxState::kParked, OutboxState::kDead}) {
    CHECK(outbox_state_from_name(to_name(state)) == state);
  }
  CHECK_FALSE(turn_kind_from_name("nonsense").has_value());
  CHECK_FALSE(outbox_kind_from_name("").has_value());
  CHECK_FALSE(outbox_state_from_name("Pending").has_value());
}
