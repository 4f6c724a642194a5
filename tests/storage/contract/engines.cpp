#include <cstdlib>

#include "tests/storage/contract/engine.hpp"

namespace contract {

const std::vector<EngineMaker>& engines() {
  // The everyday loop (./test --quick) looks at the embedded engine alone; a database's start takes longer than its
  // tests.
  static const bool embedded_alone = std::getenv("XINSHENG_EMBEDDED_ALONE") != nullptr;
  static const std::vector<EngineMaker> all = embedded_alone
                                                  ? std::vector<EngineMaker>{make_sqlite_engine}
                                                  : std::vector<EngineMaker>{make_sqlite_engine, make_postgres_engine};
  return all;
}

}  // namespace contract
