#include "bot/desk/scripts/newest_stories.hpp"

#include <string>
#include <utility>

#include "bot/turns/ticket_form.hpp"

namespace bot::desk {
namespace {

constexpr std::size_t kStoriesMost = 2000;
constexpr std::size_t kPage = 500;

}  // namespace

base::Result<std::vector<tickets::Ticket>> newest_stories(storage::Tickets& tickets) {
  std::vector<tickets::Ticket> stories;
  std::string before;
  for (bool more = true; more && stories.size() < kStoriesMost;) {
    auto page = tickets.list(before, kPage);
    if (!page) return page.error();
    more = page->size() == kPage;
    if (!page->empty()) before = page->back().number;
    for (tickets::Ticket& ticket : *page) {
      if (!ticket.field(kContentField).empty() && stories.size() < kStoriesMost) stories.push_back(std::move(ticket));
    }
  }
  return stories;
}

}  // namespace bot::desk
