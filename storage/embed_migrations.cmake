# Every migrations/NNNN_name.sql becomes one entry of a table in the program: nothing is read at run time, so a program can
# never meet the migrations of another one. Numbers must run 1, 2, 3 … without a gap.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
list(SORT migration_files)
set(migration_entries "")
set(migration_expected 1)
foreach(migration_file ${migration_files})
  get_filename_component(migration_name ${migration_file} NAME_WE)
  if(NOT migration_name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
    message(FATAL_ERROR "storage/migrations/${migration_name}.sql: a migration is named NNNN_what_it_does.sql")
  endif()
  math(EXPR migration_number "1${CMAKE_MATCH_1} - 10000")
  if(NOT migration_number EQUAL migration_expected)
    message(FATAL_ERROR "storage/migrations/${migration_name}.sql: number ${migration_expected} is expected here; numbers have no gap")
  endif()
  math(EXPR migration_expected "${migration_expected} + 1")
  file(READ ${migration_file} migration_text)
  string(APPEND migration_entries "    {${migration_number}, \"${migration_name}\", R\"sql(${migration_text})sql\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migration_file})
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migrations.gen.cpp @ONLY CONTENT [=[
// Made by storage/embed_migrations.cmake from storage/migrations/*.sql.
#include "storage/sqlite/migrate.hpp"

namespace storage::sqlite {

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all = {
@migration_entries@  };
  return all;
}

}  // namespace storage::sqlite
]=])
target_sources(storage PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/migrations.gen.cpp)
