#include "bot/turns/ticket_choice.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/utf8.hpp"
#include "dialogs/text/extract.hpp"
#include "dialogs/text/normal.hpp"

namespace bot {
namespace {

constexpr std::size_t kTailDigits = 4;         // what is shown of a number
constexpr std::size_t kTailDigitsMin = 3;      // fewer are an accident
constexpr std::size_t kShownTitlePoints = 16;  // a line of a phone's screen

// Runs of at least kTailDigitsMin digits, without blanks and dashes between them.
std::vector<std::string> digit_runs(std::string_view folded) {
  std::vector<std::string> runs;
  std::string run;
  for (std::size_t i = 0; i <= folded.size(); ++i) {
    const char c = i < folded.size() ? folded[i] : '\0';
    if (c >= '0' && c <= '9') {
      run.push_back(c);
    } else if (c != ' ' && c != '-') {
      if (run.size() >= kTailDigitsMin) runs.push_back(run);
      run.clear();
    }
  }
  return runs;
}

// Pairs of neighbouring characters: Chinese words without a dictionary.
std::set<std::string> pairs_of(std::string_view text) {
  std::set<std::string> pairs;
  const std::string folded = dialogs::normalise(text).folded;
  std::string before;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::string point(base::prefix_of_points(rest, 1));
    rest.remove_prefix(point.size());
    if (!before.empty()) pairs.insert(before + point);
    before = point;
  }
  return pairs;
}

// "2", "第二个", and of a matter 第二件, of a ticket 第二张.
std::optional<int> place_in_list(std::string_view words) {
  for (const std::string_view counter : {"件", "张"}) {
    if (words.starts_with("第") && words.ends_with(counter)) words.remove_suffix(counter.size());
  }
  return dialogs::whole_message_ordinal(words);
}

template <class Fits>
std::optional<std::size_t> only_one(const std::vector<tickets::Ticket>& tickets, const Fits& fits) {
  std::optional<std::size_t> only;
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    if (!fits(tickets[i])) continue;
    if (only) return std::nullopt;
    only = i;
  }
  return only;
}

}  // namespace

std::string list_for_choice(const std::vector<tickets::Ticket>& tickets) {
  std::string list;
  for (std::size_t i = 0; i < tickets.size() && i < kTicketsShownMax; ++i) {
    const tickets::Ticket& ticket = tickets[i];
    if (!list.empty()) list += '\n';
    list += std::to_string(i + 1) + " 尾号" + ticket.number.substr(ticket.number.size() - std::min(kTailDigits, ticket.number.size()));
    list += " " + std::string(base::prefix_of_points(ticket.title, kShownTitlePoints));
    list += "（" + std::string(tickets::to_chinese(ticket.status)) + "）";
  }
  return list;
}

std::optional<std::size_t> choose_by_number(const std::vector<tickets::Ticket>& tickets, std::string_view words) {
  for (const std::string& run : digit_runs(dialogs::normalise(words).folded)) {
    const auto found = only_one(tickets, [&](const tickets::Ticket& ticket) { return ticket.number.ends_with(run); });
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<std::size_t> choose_ticket(const std::vector<tickets::Ticket>& tickets, std::string_view words) {
  if (const std::optional<int> place = place_in_list(words)) {
    const auto index = static_cast<std::size_t>(std::max(*place, 1)) - 1;
    if (*place >= 1 && index < std::min(tickets.size(), kTicketsShownMax)) return index;
  }
  // A number that fits none is not overruled by a word.
  if (!digit_runs(dialogs::normalise(words).folded).empty()) return choose_by_number(tickets, words);
  const std::set<std::string> said = pairs_of(words);
  std::vector<std::size_t> shared(tickets.size());
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    for (const std::string& pair : pairs_of(tickets[i].title)) shared[i] += said.contains(pair) ? 1 : 0;
  }
  const auto most = std::max_element(shared.begin(), shared.end());
  if (most == shared.end() || *most == 0 || std::count(shared.begin(), shared.end(), *most) > 1) return std::nullopt;
  return static_cast<std::size_t>(most - shared.begin());
}

}  // namespace bot
