#pragma once
// Takes the operator's promise files anew when they were changed. Files with faults change nothing; the log says so, once, with the
// first fault, and the old promises stay.
#include <string>
#include <vector>

#include "base/log.hpp"
#include "bot/promises/book.hpp"
#include "bot/workers/worker.hpp"

namespace bot {

class PromiseFilesKeeper final : public Worker {
 public:
  PromiseFilesKeeper(PromiseBook& promises, PromiseFiles files, base::Log& log);
  base::Millis pass() override;

 private:
  std::string text() const;

  PromiseBook& promises_;
  const PromiseFiles files_;
  base::Log& log_;
  std::string seen_;    // what the last look found
  std::string judged_;  // what was taken or refused last
};

}  // namespace bot
