#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/config.hpp"
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

/// The store a command is to read: the one a configuration names, or the SQLite file below a folder.
struct WhichStore {
  std::string config;  // "": `data` decides
  std::string data = "var";
};
/// Adds --config and --data.
void add_store_options(CLI::App& command, WhichStore& which);

/// Opened as the server opens it. Null: the fault was written to standard error.
std::unique_ptr<storage::Store> open_store(const WhichStore& which, const base::Clock& clock, base::Random& random,
                                           base::Log& log);

}  // namespace bot::cli
