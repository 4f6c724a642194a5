#include "tests/storage/contract/engine.hpp"

namespace contract {

const std::vector<EngineMaker>& engines() {
  static const std::vector<EngineMaker> all = {make_sqlite_engine, make_postgres_engine};
  return all;
}

}  // namespace contract
