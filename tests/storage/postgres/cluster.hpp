#pragma once
// A PostgreSQL of the test program's own, started with the first test that needs it and gone with the program, however
// it ends.
#include <string>

#include "storage/postgres/postgres_store.hpp"

namespace test {

/// Runs statements as the cluster's superuser in its maintenance database; fails the test if one is refused.
void admin(const std::string& sql);
/// The first column of the first row; "" if there is none.
std::string ask(const std::string& url, const std::string& sql);
/// Stops and starts the whole server. `mode`: fast or immediate, as pg_ctl has them.
void restart_cluster(const std::string& mode);

/// An empty database with our schema.
class PostgresDatabase {
 public:
  PostgresDatabase();
  /// Without our schema.
  static PostgresDatabase empty();
  PostgresDatabase(PostgresDatabase&& other) noexcept;
  PostgresDatabase& operator=(PostgresDatabase&& other) noexcept;
  ~PostgresDatabase();

  const std::string& name() const { return name_; }
  std::string url() const;
  /// It will not be as our program made it: nobody may have it afterwards.
  void spoil() { spoiled_ = true; }
  /// What is committed now, as a database of its own. Every connection to this one is cut meanwhile.
  PostgresDatabase copy() const;

 private:
  explicit PostgresDatabase(std::string name) : name_(std::move(name)) {}
  std::string name_;
  bool spoiled_ = false;
};

}  // namespace test
