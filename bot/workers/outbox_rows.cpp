#include "bot/workers/outbox_rows.hpp"

#include <utility>

#include "integrations/hotlines/retry.hpp"

namespace bot {

storage::ConversationKey conversation_of(const storage::OutboxRow& row) {
  const std::size_t slash = row.target.find('/');
  return {.channel = row.target.substr(0, slash), .account = row.target.substr(slash + 1), .driver = row.driver};
}

storage::Settlement settled(const storage::OutboxRow& row, storage::OutboxState to, std::string receipt, std::string code) {
  return {.id = row.id,
          .lease_token = row.lease_token,
          .to = to,
          .due = {},
          .receipt = std::move(receipt),
          .error_code = std::move(code),
          .ticket_changes = {},
          .tasks = {}};
}

std::optional<storage::Settlement> tried_again(const storage::OutboxRow& row, base::Millis delay, std::string code, base::Random& random,
                                               base::UnixMs now) {
  const auto due = integrations::next_attempt({.attempt = row.attempt,
                                               .server_delay = delay,
                                               .random = random.next_u64(),
                                               .now = now,
                                               .deadline = row.created + integrations::kRetryFor});
  if (!due) return std::nullopt;
  storage::Settlement settlement = settled(row, storage::OutboxState::kPending, {}, std::move(code));
  settlement.due = *due;
  return settlement;
}

}  // namespace bot
