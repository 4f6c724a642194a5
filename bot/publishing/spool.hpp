#pragma once
// The door through which a command reaches the server that has the store open: a folder only the program's user may enter.
// A command leaves NAME.request; the server takes it by renaming it (nobody else can take it again) and leaves NAME.answer.
// A command that waited in vain takes its request back the same way, so it always knows whether the server has it.
#include <functional>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/workers/worker.hpp"

namespace bot {

/// The spool of the server on this data folder.
std::string spool_of(const std::string& data_folder);

/// Asks and waits. kUnreached: no server took it within `patience`, nothing happened. kUnknown: it was taken, and no answer
/// came within ten times `patience`; it may have been carried out. kStorage: the folder cannot be used.
base::Result<std::string> ask_server(const std::string& spool, const std::string& request, base::Random& random,
                                     base::Millis patience);

/// The server's side: answers what lies in the spool.
class SpoolKeeper final : public Worker {
 public:
  using Answer = std::function<std::string(const std::string& request)>;
  SpoolKeeper(std::string spool, Answer answer, base::Log& log);
  base::Millis pass() override;

 private:
  void clear();

  std::string spool_;
  Answer answer_;
  base::Log& log_;
};

}  // namespace bot
