#pragma once
// The program as it is simulated: the real webhook routes, mailboxes, turn maker, workers and store, in one thread. A machine
// keeps its disk and its clock when the program on it dies; the program keeps nothing.
//
// Two sets of mailboxes serve the one store, as two nodes would: that a turn made from an old state is refused and made anew is
// part of every run.
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "bot/clock_watch.hpp"
#include "bot/duty/roster.hpp"
#include "bot/ingress/forgeries.hpp"
#include "bot/ingress/quarantine.hpp"
#include "bot/promises/book.hpp"
#include "bot/releases.hpp"
#include "bot/server/http.hpp"
#include "bot/simulation/editions.hpp"
#include "bot/simulation/plants.hpp"
#include "bot/simulation/watch.hpp"
#include "bot/simulation/world.hpp"
#include "bot/turns/executor.hpp"
#include "bot/turns/forward_acts.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "integrations/http_client.hpp"
#include "storage/sqlite/faulty_disk.hpp"

namespace bot::simulation {

/// Tasks run when somebody lets them; between two of them the program may die.
class StepExecutor final : public Executor {
 public:
  StepExecutor(World& world, std::function<void()> may_die) : world_(world), may_die_(std::move(may_die)) {}
  void post(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
  /// Called by whoever waits for a letter: with nothing left to run it would wait for ever.
  bool run_one() override;
  void run_all();

 private:
  void run();
  World& world_;
  std::function<void()> may_die_;
  std::deque<std::function<void()>> tasks_;
};

struct SimulatedHotline {
  std::string name;
  integrations::Ability ability = integrations::Ability::kNone;
  bool is_manual = false;  // nobody is called: a person types the ticket in, and its number back
};

/// With which this hotline signs its own calls.
inline std::string report_secret_of(const std::string& hotline) { return "simulated-secret-of-" + hotline; }

struct Machine {
  World& world;
  storage::sqlite::FaultyDisk& disk;
  Books& books;
  integrations::HttpOut& network;
  const std::vector<Edition>& editions;  // the first is published at the start
  std::shared_ptr<KnownReleases> known;  // all of them
  std::shared_ptr<const Promises> promises;
  std::vector<SimulatedHotline> hotlines;
  Plant bug = Plant::kNone;
  bool has_templates = false;     // the account has templates for results and revisits
  std::uint64_t dies_one_in = 0;  // tasks and calls; 0: never in the middle of something
  Registered registered;
  Forgotten forgotten;
};

class Node final : public Passes {
 public:
  explicit Node(Machine machine);
  ~Node() override;

  /// False: the program could not start, or died while it did.
  bool start();
  /// What is in memory is gone. The disk is as the kill or the power cut left it, ready for the next start.
  void die();
  bool runs() const { return program_ != nullptr; }

  /// A request at the door; false: nobody listens. `answered` is called once, or never if the program dies.
  bool knock(Request request, std::function<void(const Response&)> answered);
  void deliver(Letter letter);
  /// Throws ProcessDied if the program is to die now: killed, without power, or by its own decision after its store failed.
  void may_die();

  void stir(const std::string& topic, base::UnixMs due);
  /// The clock was set: whatever waits looks at it anew.
  void stir_everything();
  std::optional<base::UnixMs> next() override;
  void pass() override;

  /// A person says that the clock is right.
  void confirm_clock();
  /// Somebody publishes another edition; only what the store has decides. Requires runs().
  void publish(const Edition& edition, const std::string& by);
  const std::vector<Edition>& editions() const { return machine_.editions; }
  /// What is stored, past all stand-ins. Requires runs().
  storage::Store& store();
  /// What persons do with forwards, through the program. Requires runs().
  ForwardActs forward_acts();

 private:
  struct Program;
  struct Job {
    std::string topic;
    std::unique_ptr<Worker> worker;
    base::UnixMs last{0};      // world's time of the newest pass
    base::Millis rest{0};
    base::UnixMs next{0};      // world's time
    bool is_running = false;
    std::optional<base::UnixMs> stirred;  // while it ran
  };

  void add_workers(Program& program);
  void add(const std::string& topic, std::unique_ptr<Worker> worker);
  void plan(Job& job, base::UnixMs wake);
  base::UnixMs due(const Job& job) const;
  void wait_for_throttle(Job& job);
  void remember_what_waits();
  void look_at_health();

  Machine machine_;
  std::map<std::string, std::set<std::int64_t>> agenda_;  // by topic: instants of the machine's clock
  std::vector<std::unique_ptr<Job>> jobs_;
  int passes_without_rest_ = 0;
  std::unique_ptr<Program> program_;
};

}  // namespace bot::simulation
