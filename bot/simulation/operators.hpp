#pragma once
// The people behind the program: they take alerts, end conversations that were handed to them, give orders for tickets, decide about
// forwards, close tasks, publish, and set wrong clocks right.
#include <utility>

#include "bot/simulation/node.hpp"
#include "bot/simulation/orders.hpp"
#include "bot/simulation/world.hpp"

namespace bot::simulation {

class Operators {
 public:
  Operators(World& world, Node& node, Orders::Find hotline) : world_(world), node_(node), orders_(world, node, std::move(hotline)) {}
  void begin(base::UnixMs until);

 private:
  void look();
  void take_alerts(storage::Store& store);
  void end_conversations(storage::Store& store);
  void close_tasks(storage::Store& store);
  void publish();

  World& world_;
  Node& node_;
  Orders orders_;
  base::UnixMs until_{0};
};

}  // namespace bot::simulation
