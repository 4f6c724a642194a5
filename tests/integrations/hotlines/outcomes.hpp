#pragma once
// Outcomes as one line of text, so that a table of bytes can say what it expects.
#include <string>
#include <variant>

#include "integrations/hotlines/hotline.hpp"

namespace hotline_tests {

inline std::string show(const integrations::SubmitOutcome& outcome) {
  using namespace integrations;
  struct Show {
    std::string operator()(const Accepted& o) const { return "accepted " + o.external_number; }
    std::string operator()(const TryLater& o) const { return "later " + std::to_string(o.delay.count) + " " + o.code; }
    std::string operator()(const Rejected& o) const { return "rejected " + o.code + " " + o.text; }
    std::string operator()(const Misconfigured& o) const { return "misconfigured " + o.code; }
    std::string operator()(const OutcomeUnknown& o) const { return "unknown " + o.code; }
  };
  return std::visit(Show{}, outcome);
}

inline std::string show(const integrations::LookupOutcome& outcome) {
  using namespace integrations;
  struct Show {
    std::string operator()(const LookupFound& o) const { return "found " + o.external_number; }
    std::string operator()(const LookupAbsent&) const { return "absent"; }
    std::string operator()(const LookupFailed& o) const { return "failed " + o.code; }
  };
  return std::visit(Show{}, outcome);
}

}  // namespace hotline_tests
