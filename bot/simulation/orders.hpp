#pragma once
// What operators do to tickets, sensible or not, and to forwards that wait for a person: they ring the hotline up, type its number
// back, send again, close, or send the ticket elsewhere.
#include <functional>
#include <string>
#include <vector>

#include "bot/simulation/hotline.hpp"
#include "bot/simulation/node.hpp"
#include "bot/simulation/world.hpp"
#include "bot/turns/ticket_orders.hpp"

namespace bot::simulation {

class Orders {
 public:
  /// "" : no such hotline.
  using Find = std::function<StandIn*(const std::string& hotline)>;
  Orders(World& world, Node& node, Find hotline) : world_(world), node_(node), hotline_(std::move(hotline)) {}

  /// A few orders for tickets of late. Requires that the program runs; it may be dead afterwards.
  void give();
  /// Likewise, about forwards.
  void decide();

 private:
  TicketOrder think_of(const std::vector<tickets::Ticket>& tickets);
  void send(const TicketOrder& order);
  void decide_about(const storage::Forward& forward);
  void confirm(const storage::Forward& forward, const std::string& number);

  World& world_;
  Node& node_;
  Find hotline_;
};

}  // namespace bot::simulation
