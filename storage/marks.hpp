#pragma once
// A conversation's recent inbound keys, two bytes each, newest last: carried from turn to turn, so that a new key is
// known to be new without reading the turns before it. Two keys may share a mark (one in 65,536): a match is a
// question, not an answer.
#include <string>
#include <string_view>

namespace storage {

/// False: none of the last kRecentKeys keys was this one. True: look at the turns themselves.
bool may_hold(std::string_view marks, std::string_view inbound_key);
/// `marks` with this key at the end, cut to the last kRecentKeys. An empty key leaves no mark.
std::string with_mark(std::string_view marks, std::string_view inbound_key);

}  // namespace storage
