#include "tickets/ticket.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>

using tickets::Status;

TEST_CASE("ticket: a status has one name, and the name leads back to it", "[tickets]") {
  for (const Status s : {Status::kAccepted, Status::kDispatched, Status::kInHand, Status::kClosed, Status::kRefused,
                         Status::kWithdrawn, Status::kMerged}) {
    REQUIRE(tickets::status_from_name(tickets::to_name(s)) == s);
    REQUIRE_FALSE(tickets::to_chinese(s).empty());
  }
  REQUIRE_FALSE(tickets::status_from_name("Closed"));
}

TEST_CASE("ticket: a ticket moves only forward, a closed one back to the start, a withdrawn or merged one not at all", "[tickets]") {
  //                       to: accepted dispatched in_hand closed refused withdrawn merged
  constexpr std::array<std::array<bool, 7>, 7> kMay{{{false, true, true, true, true, true, true},       // from accepted
                                                     {false, false, true, true, true, true, true},      // dispatched
                                                     {false, false, false, true, true, true, true},     // in_hand
                                                     {true, false, false, false, false, false, false},  // closed
                                                     {false, true, false, true, false, true, true},     // refused
                                                     {false, false, false, false, false, false, false},    // withdrawn
                                                     {false, false, false, false, false, false, false}}};  // merged
  for (std::size_t from = 0; from < 7; ++from) {
    for (std::size_t to = 0; to < 7; ++to) {
      INFO(from << " -> " << to);
      REQUIRE(tickets::may_move(static_cast<Status>(from), static_cast<Status>(to)) == kMay[from][to]);
    }
  }
}

TEST_CASE("ticket: only a closed, withdrawn or merged ticket leaves nothing to be done", "[tickets]") {
  for (const Status s : {Status::kAccepted, Status::kDispatched, Status::kInHand, Status::kRefused}) REQUIRE(tickets::is_open(s));
  for (const Status s : {Status::kClosed, Status::kWithdrawn, Status::kMerged}) REQUIRE_FALSE(tickets::is_open(s));
}

TEST_CASE("ticket: a field that is not in the form reads as empty", "[tickets]") {
  tickets::Ticket ticket;
  ticket.form = {{"plate", "鲁A00000"}};
  REQUIRE(ticket.field("plate") == "鲁A00000");
  REQUIRE(ticket.field("phone").empty());
}
