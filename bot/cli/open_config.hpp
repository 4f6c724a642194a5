#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/config.hpp"
#include "storage/open.hpp"
#include "storage/store.hpp"

namespace CLI {
class App;
}

namespace bot::cli {

struct OpenedConfig {
  bool ok = false;
  int exit_code = 0;  // when not ok: the faults have been written to standard error
  Config config;
};
OpenedConfig open_config(const std::string& path);

/// Writes each fault to standard error and returns kExitConfig.
int report_faults(const std::vector<std::string>& faults);

/// Which store a command is about: a data folder's file, or whatever a configuration names.
struct StoreChoice {
  std::string data = "var";
  std::string config;
};
/// Adds --data and --config.
void add_store_options(CLI::App& command, StoreChoice& choice);
/// Where it is and whose it must be, as the server has it. nullopt: the faults were written to standard error.
std::optional<storage::StoreOptions> options_of(const StoreChoice& choice);
/// Opens it as the server does. Null: the fault was written to standard error.
std::unique_ptr<storage::Store> open_store(const StoreChoice& choice, const base::Clock& clock, base::Random& random,
                                           base::Log& log);
/// Null: the fault was written to standard error.
std::unique_ptr<storage::Store> open_store_at(const storage::StoreOptions& options, const base::Clock& clock,
                                              base::Random& random, base::Log& log);

}  // namespace bot::cli
