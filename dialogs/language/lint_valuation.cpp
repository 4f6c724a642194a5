#include "dialogs/language/lint_valuation.hpp"

namespace dialogs {
namespace {

const std::string kEmpty;

}  // namespace

LazyValuation::LazyValuation(const std::vector<Domain>& domains, std::size_t slots)
    : domain_of_(slots, nullptr), choice_of_(slots, std::string::npos) {
  for (const Domain& domain : domains) domain_of_[domain.slot] = &domain;
}

const std::string& LazyValuation::value(std::size_t slot) {
  const Domain* domain = domain_of_[slot];
  if (domain == nullptr) return kEmpty;
  if (choice_of_[slot] == std::string::npos) {
    choice_of_[slot] = choices_.size();
    choices_.push_back({slot, 0});
  }
  const std::size_t pick = choices_[choice_of_[slot]].pick;
  return pick < domain->values.size() ? domain->values[pick] : kEmpty;
}

// The last choice that can still change changes and those after it are forgotten: up to it the next walk repeats this
// one, so it asks for the same slots in the same order.
bool LazyValuation::next() {
  while (!choices_.empty()) {
    Choice& last = choices_.back();
    if (++last.pick < domain_of_[last.slot]->size()) return true;
    choice_of_[last.slot] = std::string::npos;
    choices_.pop_back();
  }
  return false;
}

}  // namespace dialogs
