#pragma once
// What the desk shows of drivers' personal data without asking why: nothing that tells who somebody is. Every hidden character
// becomes one "＊", so that places in a text stay what they were (marks of rules stand on them); what leaves the house is masked by
// tickets/contents/mask.hpp, shorter. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/engine/state.hpp"
#include "dialogs/language/release.hpp"
#include "tickets/ticket.hpp"

namespace bot::desk {

/// Personal data that are known as such: what dialogs and tickets hold of a driver. Any text in which one of them stands hides it.
class Masking {
 public:
  Masking() = default;
  /// `numbers`: the hotlines' own of his tickets. They look like an identity number and are nobody's.
  explicit Masking(std::vector<std::string> known, std::vector<std::string> numbers = {});

  /// Phones, identity and bank numbers, plates, and what is known. Numbers of tickets stay.
  std::string hide(std::string_view text) const;

 private:
  std::vector<std::string> known_;  // longest first
  std::vector<std::string> numbers_;
};

/// A field of a dialog or of a ticket's form that tells who somebody is or where they live.
bool is_personal(std::string_view field);
/// The value as it is shown: its last character, or the last four of a phone, remain.
std::string hide_value(std::string_view value);

/// What a conversation and its tickets hold of its driver.
std::vector<std::string> personal_values(const dialogs::State& state, const dialogs::Release& release,
                                         const std::vector<tickets::Ticket>& tickets);
/// The hotlines' own numbers of tickets.
std::vector<std::string> external_numbers(const std::vector<tickets::Ticket>& tickets);

}  // namespace bot::desk
