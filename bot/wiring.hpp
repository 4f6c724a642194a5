#pragma once
// Builds the program out of its rooms: the one place that knows them all.
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/config.hpp"
#include "bot/scripts.hpp"

namespace bot {

/// Exit codes, as sysexits.h names them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitNegative = 1;    // the answer is no: a test failed, a fault was found
inline constexpr int kExitUsage = 64;
inline constexpr int kExitNoInput = 66;
inline constexpr int kExitInternal = 70;   // stopped itself rather than acknowledge what it could not keep
inline constexpr int kExitConfig = 78;     // configuration, scripts, schema or port: all faults were listed

/// The whole server, started. Destroying it drains it.
class Server {
 public:
  virtual ~Server() = default;
  virtual std::string address() const = 0;  // http://127.0.0.1:8080
  /// "" while all is well, else a code: the caller should end the process with kExitInternal.
  virtual std::string fatal_problem() = 0;
  /// Stops workers, lets running requests end within grace_ms, stops. Idempotent.
  virtual void drain(std::int64_t grace_ms) = 0;
};

/// Everything the start needs from outside the process, so that it is the same in tests.
struct Surroundings {
  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
};

/// Faults are complete sentences, one per entry, for standard error.
struct Started {
  std::unique_ptr<Server> server;  // null: see faults
  std::vector<std::string> faults;
  std::vector<std::string> remarks;  // what the operator should know although the server runs
};
Started start_server(const Config& config, const Surroundings& surroundings);

}  // namespace bot
