#pragma once
// The people behind the program: they take alerts, end conversations that were handed to them, close tasks, and set wrong clocks
// right.
#include "bot/simulation/drivers.hpp"
#include "bot/simulation/node.hpp"
#include "bot/simulation/world.hpp"

namespace bot::simulation {

class Operators {
 public:
  Operators(World& world, Node& node) : world_(world), node_(node) {}
  void begin(base::UnixMs until);

 private:
  void look();
  void take_alerts(storage::Store& store);
  void end_conversations(storage::Store& store);
  void close_tasks(storage::Store& store);
  void publish();

  World& world_;
  Node& node_;
  base::UnixMs until_{0};
};

}  // namespace bot::simulation
