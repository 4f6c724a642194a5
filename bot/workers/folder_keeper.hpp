#pragma once
// With `publish: on_change`: looks at the folder of scripts and publishes what was saved there, once it is free of faults and
// its tests pass. A broken folder changes nothing; the log says why, once. For trying out; where drivers write, operators
// publish by command.
#include <string>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/releases.hpp"
#include "bot/workers/worker.hpp"

namespace bot {

class FolderKeeper final : public Worker {
 public:
  FolderKeeper(ReleaseBook& releases, std::string folder, const base::Clock& clock, base::Log& log)
      : releases_(releases), folder_(std::move(folder)), clock_(clock), log_(log) {}
  base::Millis pass() override;

 private:
  void take(std::vector<dialogs::SourceFile> files);

  ReleaseBook& releases_;
  std::string folder_;
  const base::Clock& clock_;
  base::Log& log_;
  std::string seen_;    // what the last look found
  std::string judged_;  // what was published or refused last
};

}  // namespace bot
