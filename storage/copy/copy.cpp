#include "storage/copy.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "dialogs/language/canonical_json.hpp"
#include "storage/copy/archive.hpp"
#include "storage/copy/engines.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/url.hpp"
#include "storage/postgres/values.hpp"
#include "storage/roles/installation.hpp"
#include "storage/sqlite/database.hpp"

namespace storage {
namespace {

using copy::Archive;
using copy::Kind;
using copy::Row;
using copy::Table;
using copy::TurnRecord;

constexpr std::size_t kTurnsAtOnce = 1000;
constexpr std::size_t kRowsAtOnce = 2000;
constexpr std::string_view kSqlite = "sqlite:";
constexpr char kTurnsName[] = "turns";
// What a store says of itself that is as true of its copy.
constexpr std::array kMovingMeta{kInstallation, copy::kKeptFrom};

base::Error refusal(std::string text) { return {base::ErrorCode::kInvalid, "storage: " + std::move(text)}; }

/// How a store is called in messages and in the mark of a copy: without a password.
base::Result<std::string> place_of(const std::string& url) {
  if (url.starts_with(kSqlite)) return url;
  return postgres::place_of(url);
}

base::Result<std::unique_ptr<Archive>> open_archive(const std::string& url, const base::Clock& clock, base::Log& log) {
  if (url.starts_with(kSqlite)) return copy::open_sqlite_archive(url.substr(kSqlite.size()), clock, log);
  return copy::open_postgres_archive(url, clock, log);
}

/// A sum of the rows' SHA-256, so that the order in which a store gives them does not matter.
class RowsHash {
 public:
  void add(const std::string& row) {
    const std::string digest = dialogs::sha256_hex(row);
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      std::uint64_t number = 0;
      std::from_chars(digest.data() + lane * 16, digest.data() + lane * 16 + 16, number, 16);
      lanes_[lane] += number;
    }
    ++rows_;
  }
  CopiedTable of(const char* table) const {
    static constexpr char kDigits[] = "0123456789abcdef";
    CopiedTable copied{table, rows_, {}};
    for (const std::uint64_t lane : lanes_) {
      for (int shift = 60; shift >= 0; shift -= 4) copied.hash += kDigits[lane >> shift & 15];
    }
    return copied;
  }

 private:
  std::array<std::uint64_t, 4> lanes_{};
  std::int64_t rows_ = 0;
};

void append(std::string& row, std::string_view field) {
  row += std::to_string(field.size());
  row += ':';
  row += field;
}

/// PostgreSQL holds no zeros and no broken UTF-8 in text: what became of them there is what is compared.
void append_text(std::string& row, std::string_view field) {
  const auto repaired = postgres::repaired_text(field);
  append(row, repaired ? std::string_view(*repaired) : field);
}

std::string canonical(const TurnRecord& turn) {
  std::string row;
  for (const std::int64_t number : {turn.conversation, turn.sequence, turn.at.count,
                                    turn.timer_due ? turn.timer_due->count : -1, std::int64_t{turn.newest}}) {
    append(row, std::to_string(number));
  }
  for (const std::string* text :
       {&turn.kind, &turn.inbound_key, &turn.release, &turn.key.channel, &turn.key.account, &turn.key.driver}) {
    append_text(row, *text);
  }
  for (const std::string* bytes : {&turn.answer, &turn.lines, &turn.state, &turn.owed}) append(row, *bytes);
  return row;
}

std::string canonical(const Table& table, const Row& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    switch (table.columns[i]) {
      case Kind::kOwn:
        break;
      case Kind::kText:
        append_text(row, cells[i]);
        break;
      case Kind::kNumber:
      case Kind::kBytes:
        append(row, cells[i]);
        break;
    }
  }
  return row;
}

CopiedTable hash_of_turns(Archive& archive) {
  RowsHash hash;
  archive.begin_turns(0);
  for (;;) {
    const std::vector<TurnRecord> turns = archive.next_turns(kTurnsAtOnce);
    if (turns.empty()) return hash.of(kTurnsName);
    for (const TurnRecord& turn : turns) hash.add(canonical(turn));
  }
}

CopiedTable hash_of(Archive& archive, const Table& table) {
  RowsHash hash;
  for (std::int64_t passed = 0;;) {
    const std::vector<Row> rows = archive.rows(table, passed, kRowsAtOnce);
    if (rows.empty()) return hash.of(table.name);
    for (const Row& row : rows) hash.add(canonical(table, row));
    passed += static_cast<std::int64_t>(rows.size());
  }
}

class Copy {
 public:
  Copy(Archive& from, Archive& to, base::UnixMs now, const CopyProgress& progress)
      : from_(from), to_(to), now_(now), progress_(progress) {}

  base::Result<std::vector<CopiedTable>> run(const std::string& source) {
    if (const std::string mark = from_.meta(copy::kCopying); !mark.empty()) {
      return refusal("the source is itself the unfinished target of a copy from " + mark + "; finish that one first");
    }
    if (base::Status free = claim(source); !free) return free.error();
    to_.begin_writing({from_.count(copy::kFirstTurnAt)}, now_);
    put_table(copy::tables().front());  // conversations: turns and everything else name them
    put_turns();
    for (std::size_t i = 1; i < copy::tables().size(); ++i) put_table(copy::tables()[i]);
    for (const char* name : kMovingMeta) {
      if (const std::string value = from_.meta(name); !value.empty()) to_.put_meta(name, value);
    }
    to_.finish();
    auto compared = compare();
    if (compared) to_.put_meta(copy::kCopying, "");
    return compared;
  }

 private:
  /// The target is empty, or what an earlier copy from the same source left.
  base::Status claim(const std::string& source) {
    const std::string mark = to_.meta(copy::kCopying);
    if (mark == source) return {};
    if (!mark.empty())
      return refusal("the target holds an unfinished copy from " + mark + "; finish that one, or name an empty store");
    std::int64_t rows = to_.count(copy::kCountTurns);
    for (const Table& table : copy::tables()) rows += to_.count(table.count);
    if (rows != 0) return refusal("the target is not empty; name an empty store");
    to_.put_meta(copy::kCopying, source);
    return {};
  }

  void put_turns() {
    std::int64_t written = to_.count(copy::kCountTurns);
    from_.begin_turns(written);
    for (;;) {
      const std::vector<TurnRecord> turns = from_.next_turns(kTurnsAtOnce);
      if (turns.empty()) break;
      to_.put_turns(turns);
      written += static_cast<std::int64_t>(turns.size());
      progress_(kTurnsName, written);
    }
  }

  void put_table(const Table& table) {
    std::int64_t written = to_.count(table.count);
    for (;;) {
      const std::vector<Row> rows = from_.rows(table, written, kRowsAtOnce);
      if (rows.empty()) break;
      to_.put_rows(table, rows);
      written += static_cast<std::int64_t>(rows.size());
      progress_(table.name, written);
    }
  }

  base::Result<std::vector<CopiedTable>> compare() {
    std::vector<CopiedTable> compared;
    const auto same = [&](const CopiedTable& there, CopiedTable here) -> base::Status {
      if (there.rows != here.rows || there.hash != here.hash) {
        return refusal("table " + here.table + " differs after the copy (" + std::to_string(there.rows) +
                       " rows in the source, " + std::to_string(here.rows) +
                       " in the target); was something still writing? Empty the target and copy again");
      }
      compared.push_back(std::move(here));
      return {};
    };
    if (auto turns = same(hash_of_turns(from_), hash_of_turns(to_)); !turns) return turns.error();
    for (const Table& table : copy::tables()) {
      if (auto rows = same(hash_of(from_, table), hash_of(to_, table)); !rows) return rows.error();
    }
    return compared;
  }

  Archive& from_;
  Archive& to_;
  base::UnixMs now_;
  const CopyProgress& progress_;
};

}  // namespace

base::Result<std::vector<CopiedTable>> copy_store(const std::string& from, const std::string& to,
                                                  const base::Clock& clock, base::Log& log,
                                                  const CopyProgress& progress) {
  const auto source = place_of(from);
  if (!source) return source.error();
  const auto target = place_of(to);
  if (!target) return target.error();
  if (*source == *target) return refusal("source and target are the same store");
  try {
    auto reading = open_archive(from, clock, log);
    if (!reading) return reading.error();
    auto writing = open_archive(to, clock, log);
    if (!writing) return writing.error();
    return Copy(**reading, **writing, clock.now(), progress).run(*source);
  } catch (const sqlite::SqlFailure& failure) {
    return sqlite::to_error(failure);
  } catch (const postgres::PgFailure& failure) {
    return postgres::to_error(failure);
  }
}

}  // namespace storage
