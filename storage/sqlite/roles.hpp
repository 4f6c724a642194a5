#pragma once
// The roles of store.hpp over the writer, the overlay and the readers.
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/random.hpp"
#include "storage/sqlite/overlay.hpp"
#include "storage/sqlite/readers.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

class TurnsRole final : public Turns {
 public:
  TurnsRole(Writer& writer, Readers& readers, const Overlay& overlay)
      : writer_(writer), readers_(readers), overlay_(overlay) {}
  base::Result<std::optional<Conversation>> load(const ConversationKey& key) override;
  base::Result<std::optional<Conversation>> load(std::int64_t conversation) override;
  base::Status commit(TurnWrite turn, Done done) override { return writer_.commit(std::move(turn), std::move(done)); }
  void hurry() override { writer_.hurry(); }
  base::Result<std::vector<Turn>> transcript(std::int64_t conversation, std::uint64_t after,
                                             std::size_t turns_max) override;
  base::Result<std::optional<Turn>> find_turn(std::int64_t conversation, std::string_view inbound_key,
                                              base::UnixMs not_before) override;
  base::Result<std::vector<DueTimer>> due_timers(base::UnixMs now, std::size_t timers_max) override;

 private:
  std::optional<Head> head_of(Database& database, std::int64_t conversation) const;
  ConversationKey key_of(Database& database, std::int64_t conversation) const;
  base::Result<std::optional<Conversation>> load_from(Database& database, std::int64_t id) const;

  Writer& writer_;
  Readers& readers_;
  const Overlay& overlay_;
};

class TicketsRole final : public Tickets {
 public:
  TicketsRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Result<std::uint32_t> next_serial(const std::string& day) override;
  base::Result<std::optional<tickets::Ticket>> find(std::string_view number) override;
  base::Result<std::vector<tickets::Ticket>> of_conversation(std::int64_t conversation, std::size_t tickets_max) override;
  base::Result<std::vector<tickets::Ticket>> list(std::string_view before, std::size_t tickets_max) override;
  base::Result<std::optional<tickets::Ticket>> find_external(std::string_view hotline, std::string_view external) override;
  base::Result<std::vector<tickets::TicketEvent>> log(std::string_view number) override;

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t last = -1;  // durably reserved
  };
  Writer& writer_;
  Readers& readers_;
  std::mutex mutex_;
  std::map<std::string, Block> blocks_;  // by day
};

class OutboxRole final : public Outbox {
 public:
  OutboxRole(Writer& writer, Readers& readers, const base::Clock& clock, base::Random& random)
      : writer_(writer), readers_(readers), clock_(clock), random_(random) {}
  base::Result<std::vector<OutboxRow>> claim(OutboxKind kind, std::string_view target, base::UnixMs now, base::Millis lease,
                                             std::size_t rows_max) override;
  base::Status settle(const Settlement& settlement) override;
  base::Result<std::size_t> expire_leases(base::UnixMs now) override;
  base::Result<std::vector<Count>> counts() override;
  base::Result<std::string> cursor(std::string_view name) override;
  base::Status set_cursor(std::string_view name, std::string_view value) override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
  base::Random& random_;  // on the writer thread only
};

class DeskRole final : public Desk {
 public:
  DeskRole(Writer& writer, Readers& readers, const base::Clock& clock) : writer_(writer), readers_(readers), clock_(clock) {}
  base::Result<std::vector<Task>> open_tasks(std::int64_t after, std::size_t tasks_max) override;
  base::Status close_task(std::int64_t id, std::string_view by) override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
};

class ReleasesRole final : public Releases {
 public:
  ReleasesRole(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}
  base::Status publish(const StoredRelease& release) override;
  base::Result<std::optional<StoredRelease>> find(std::string_view id) override;
  base::Result<std::optional<StoredRelease>> current() override;

 private:
  Writer& writer_;
  Readers& readers_;
};

}  // namespace storage::sqlite
