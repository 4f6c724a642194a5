#include "tests/storage/sqlite/sqlite_folder.hpp"

#include <sqlite3.h>

#include <catch2/catch.hpp>

namespace test {

namespace {

using Connection = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Connection connect(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open(path.c_str(), &handle);
  Connection connection(handle, sqlite3_close);
  REQUIRE(code == SQLITE_OK);
  return connection;
}

int append_row(void* out, int columns, char** values, char**) {
  std::string& text = *static_cast<std::string*>(out);
  for (int i = 0; i < columns; ++i) text += (i > 0 ? "|" : "") + std::string(values[i] == nullptr ? "NULL" : values[i]);
  text += "\n";
  return 0;
}

}  // namespace

SqliteFolder::SqliteFolder() { options.path = folder.path("store.db"); }

base::Result<std::unique_ptr<storage::Store>> SqliteFolder::open() {
  return storage::open_sqlite(options, clock, random, log);
}

std::unique_ptr<storage::Store> SqliteFolder::must_open() {
  auto store = open();
  if (!store) FAIL(store.error().text);
  return std::move(*store);
}

std::string SqliteFolder::refusal() {
  auto store = open();
  return store ? "" : store.error().text;
}

void SqliteFolder::sql(const std::string& text) {
  const Connection connection = connect(options.path);
  char* problem = nullptr;
  const int code = sqlite3_exec(connection.get(), text.c_str(), nullptr, nullptr, &problem);
  const std::string told = problem == nullptr ? "" : problem;
  sqlite3_free(problem);
  INFO(text << ": " << told);
  REQUIRE(code == SQLITE_OK);
}

std::string SqliteFolder::rows(const std::string& query) {
  const Connection connection = connect(options.path);
  std::string text;
  REQUIRE(sqlite3_exec(connection.get(), query.c_str(), append_row, &text, nullptr) == SQLITE_OK);
  return text;
}

}  // namespace test
