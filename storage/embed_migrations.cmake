# Every migrations/NNNN_name.sql becomes one entry of a table in the program: nothing is read at run time, so a program can
# never meet the migrations of another one. Numbers only rise: two branches may each have taken theirs, and land in either order. NNNN_name.postgres.sql beside it is the
# same migration where PostgreSQL needs other words.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
list(SORT migration_files)
list(FILTER migration_files EXCLUDE REGEX "\\.postgres\\.sql$")
set(migration_entries "")
set(migration_last 0)
foreach(migration_file ${migration_files})
  get_filename_component(migration_name ${migration_file} NAME_WE)
  if(NOT migration_name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
    message(FATAL_ERROR "storage/migrations/${migration_name}.sql: a migration is named NNNN_what_it_does.sql")
  endif()
  math(EXPR migration_number "1${CMAKE_MATCH_1} - 10000")
  if(NOT migration_number GREATER migration_last)
    message(FATAL_ERROR "storage/migrations/${migration_name}.sql: number ${migration_number} is taken already")
  endif()
  set(migration_last ${migration_number})
  file(READ ${migration_file} migration_text)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration_file})
  set(migration_dialect_text "${migration_text}")
  set(migration_dialect_file ${CMAKE_CURRENT_SOURCE_DIR}/migrations/${migration_name}.postgres.sql)
  if(EXISTS ${migration_dialect_file})
    file(READ ${migration_dialect_file} migration_dialect_text)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration_dialect_file})
  endif()
  string(APPEND migration_entries "    {${migration_number}, \"${migration_name}\", R\"sql(${migration_text})sql\",\n"
    "     R\"sql(${migration_dialect_text})sql\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migrations.gen.cpp @ONLY CONTENT [=[
// Made by storage/embed_migrations.cmake from storage/migrations/*.sql.
#include "storage/migrations.hpp"

namespace storage {

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all = {
@migration_entries@  };
  return all;
}

}  // namespace storage
]=])
target_sources(storage PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/migrations.gen.cpp)
