#pragma once
// The chain of what was exchanged with hotlines: appending to it, reading it, checking it. Each function is a part of a
// transaction that the caller owns. `Database` is a connection of either engine.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dialogs/language/canonical_json.hpp"
#include "storage/blob.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

/// The hash of this exchange on top of the one before it; "" before the first. Reads every field but chain and bytes.
inline std::string chain_of(std::string_view before, const KeptExchange& kept) {
  const Exchange& e = kept.exchange;
  std::string text;
  for (const std::string_view part :
       {before, std::string_view(kept.ticket), std::string_view(e.act), std::string_view(e.hotline),
        std::string_view(e.outcome), std::string_view(e.number), std::string_view(e.by), std::string_view(e.note),
        std::string_view(kept.sent_digest), std::string_view(kept.answer_digest)}) {
    text += std::to_string(part.size()) + ":";
    text += part;
  }
  for (const std::int64_t number :
       {kept.sequence, kept.forward, e.began.count, e.ended.count, static_cast<std::int64_t>(e.status)}) {
    text += ";" + std::to_string(number);
  }
  return dialogs::sha256_hex(text);
}

/// The exchange becomes the newest of its ticket and the evidence of its forward.
template <class Database>
void append_exchange(Database& database, std::int64_t forward, std::string_view ticket, const Exchange& exchange) {
  KeptExchange kept;
  kept.ticket = ticket;
  kept.sequence = 1;
  kept.forward = forward;
  kept.exchange = exchange;
  kept.sent_digest = dialogs::sha256_hex(exchange.sent);
  kept.answer_digest = dialogs::sha256_hex(exchange.answer);
  std::string before;
  {
    auto last = database.query(sql::kLastExchange, ticket);
    if (last.next()) {
      kept.sequence = last.integer(0) + 1;
      before = last.text(1);
    }
  }
  kept.chain = chain_of(before, kept);
  database.run(sql::kInsertExchange, kept.ticket, kept.sequence, kept.forward, exchange.act, exchange.hotline,
               exchange.began, exchange.ended, exchange.status, exchange.outcome, exchange.number, exchange.by,
               exchange.note, kept.sent_digest, kept.answer_digest, kept.chain, Blob{exchange.sent},
               Blob{exchange.answer});
  database.run(sql::kPutEvidence, kept.chain, forward);
}

/// False: the hotline's number is another ticket's receipt.
template <class Database>
bool is_free(Database& database, std::string_view hotline, std::string_view number, std::string_view ticket) {
  for (const char* const statement : {sql::kHolderOfNumber, sql::kHolderOfReceipt}) {
    auto holder = database.query(statement, hotline, number);
    if (holder.next() && holder.text(0) != ticket) return false;
  }
  return true;
}

/// Of the columns of sql::kExchanges.
template <class Query>
KeptExchange exchange_of(const Query& row) {
  KeptExchange kept;
  kept.ticket = row.text(0);
  kept.sequence = row.integer(1);
  kept.forward = row.integer(2);
  kept.exchange = {.act = row.text(3),
                   .hotline = row.text(4),
                   .began = row.instant(5),
                   .ended = row.instant(6),
                   .status = static_cast<int>(row.integer(7)),
                   .outcome = row.text(8),
                   .number = row.text(9),
                   .by = row.text(10),
                   .note = row.text(11),
                   .sent = row.text(15),
                   .answer = row.text(16)};
  kept.sent_digest = row.text(12);
  kept.answer_digest = row.text(13);
  kept.chain = row.text(14);
  return kept;
}

/// "" or what is wrong with it behind the one before. Bytes that were erased prove nothing and break nothing.
inline std::string fault_of(const KeptExchange& kept, std::int64_t sequence_before, std::string_view chain_before) {
  if (kept.sequence != sequence_before + 1) return "an exchange is missing";
  if (!kept.exchange.sent.empty() && dialogs::sha256_hex(kept.exchange.sent) != kept.sent_digest) {
    return "what was sent is not what its digest says";
  }
  if (!kept.exchange.answer.empty() && dialogs::sha256_hex(kept.exchange.answer) != kept.answer_digest) {
    return "what was answered is not what its digest says";
  }
  return chain_of(chain_before, kept) == kept.chain ? "" : "the chain is broken";
}

}  // namespace storage
