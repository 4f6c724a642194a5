#pragma once
// The stand-in's own doors, which no real hotline has: a page for people, its ledger, and faults on demand.
#include <optional>

#include "integrations/twins/book.hpp"
#include "integrations/twins/faults.hpp"
#include "integrations/twins/formats.hpp"
#include "integrations/twins/open311_server.hpp"
#include "integrations/twins/services.hpp"

namespace twins {

/// Thread-safe as its parts are.
class Desk {
 public:
  /// All must outlive the desk.
  Desk(const Catalogue& catalogue, Book& book, Faults& faults) : catalogue_(catalogue), book_(book), faults_(faults) {}

  /// GET /, POST /twin/move, GET /twin/ledger, GET POST DELETE /twin/faults; nullopt: the call is for somebody else.
  std::optional<Answer> handle(const Call& call);

 private:
  Answer page() const;
  Answer move(const Call& call);
  Answer ledger() const;
  Answer faults(const Call& call);
  Answer plan_fault(std::string_view body);
  Answer planned_fault() const;

  const Catalogue& catalogue_;
  Book& book_;
  Faults& faults_;
};

}  // namespace twins
