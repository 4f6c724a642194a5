#include "tests/storage/postgres/cluster.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/postgres/connection.hpp"

namespace test {

namespace {

using storage::postgres::Connection;

constexpr char kTemplate[] = "xinsheng_ready";

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  INFO(command);
  REQUIRE(::pclose(pipe) == 0);
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

class Cluster {
 public:
  Cluster() : folder_(std::filesystem::temp_directory_path() / ("xinsheng-postgres-" + std::to_string(::getpid()))) {
    url_ = output_of(script() + " start " + folder_);
    // The shell waits for the end of its input, which is the end of this program, and clears up.
    keeper_ = ::popen(("read -r _; " + script() + " stop " + folder_ + " immediate; rm -rf " + folder_).c_str(), "w");
    Connection connection(url_);
    // What a test proves about crashes is about our processes, not about the server's disk.
    for (const char* setting : {"fsync = off", "full_page_writes = off", "autovacuum = off"}) {
      connection.script(std::string("ALTER SYSTEM SET ") + setting);
    }
    connection.script("SELECT pg_reload_conf()");
    connection.script(std::string("CREATE DATABASE ") + kTemplate);
    const base::ManualClock clock(base::UnixMs{1'768'442'531'000});
    base::SeededRandom random(1);
    base::NoLog log;
    storage::PostgresOptions options;
    options.url = url_of(kTemplate);
    options.keep_clock = true;
    auto store = storage::open_postgres(options, clock, random, log);
    if (!store) FAIL(store.error().text);
  }
  ~Cluster() { ::pclose(keeper_); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  const std::string& url() const { return url_; }
  std::string url_of(const std::string& database) const { return url_.substr(0, url_.rfind('/') + 1) + database; }
  void restart(const std::string& mode) const {
    (void)output_of(script() + " stop " + folder_ + " " + mode);
    (void)output_of(script() + " start " + folder_);
  }

 private:
  static std::string script() { return std::string(XINSHENG_SOURCE_DIR) + "/scripts/private_postgres"; }
  std::string folder_;
  std::string url_;
  FILE* keeper_ = nullptr;
};

const Cluster& cluster() {
  static const Cluster the_one;
  return the_one;
}

/// Databases with our schema that no test uses; making one takes ten times as long as emptying one.
std::vector<std::string>& idle() {
  static std::vector<std::string> names;
  return names;
}

constexpr char kEmpty[] =
    "TRUNCATE exchanges, turns, conversations, heads, serials, tickets, ticket_events, outbox, cursors, tasks, releases, commits, "
    "publications, release_drafts, attended, saved_views, accounts, desk_sessions, desk_requests, audit RESTART "
    "IDENTITY;"
    "ALTER SEQUENCE turn_numbers RESTART; UPDATE audit_head SET number = 0, hash = ''; DELETE FROM meta WHERE name <> 'application'";

std::string new_name() {
  static int made = 0;
  return "t" + std::to_string(++made);
}

}  // namespace

void admin(const std::string& sql) {
  Connection connection(cluster().url());
  connection.script(sql);
}

std::string ask(const std::string& url, const std::string& sql) {
  Connection connection(url);
  auto rows = connection.query(sql.c_str());
  return rows.next() ? rows.text(0) : "";
}

void restart_cluster(const std::string& mode) { cluster().restart(mode); }

PostgresDatabase::PostgresDatabase() {
  if (idle().empty()) {
    name_ = new_name();
    admin("CREATE DATABASE " + name_ + " TEMPLATE " + kTemplate);
  } else {
    name_ = std::move(idle().back());
    idle().pop_back();
    Connection(url()).script(kEmpty);
  }
}

PostgresDatabase PostgresDatabase::empty() {
  PostgresDatabase database(new_name());
  database.spoiled_ = true;
  admin("CREATE DATABASE " + database.name_);
  return database;
}

PostgresDatabase::PostgresDatabase(PostgresDatabase&& other) noexcept
    : name_(std::exchange(other.name_, "")), spoiled_(other.spoiled_) {}

PostgresDatabase& PostgresDatabase::operator=(PostgresDatabase&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(spoiled_, other.spoiled_);
  return *this;
}

PostgresDatabase::~PostgresDatabase() {
  if (name_.empty()) return;
  if (spoiled_) {
    admin("DROP DATABASE " + name_ + " WITH (FORCE)");
  } else {
    idle().push_back(std::move(name_));
  }
}

std::string PostgresDatabase::url() const { return cluster().url_of(name_); }

PostgresDatabase PostgresDatabase::copy() const {
  PostgresDatabase copied(new_name());
  admin("ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS false");
  admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
  admin("CREATE DATABASE " + copied.name_ + " TEMPLATE " + name_);
  admin("ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS true");
  return copied;
}

}  // namespace test
