#include "bot/workers/media_keeper.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>
#include <variant>

#include "bot/workers/outbox_rows.hpp"

namespace bot {
namespace {

constexpr base::Millis kRest = base::seconds(1);
// One by one: a call may last as long as its limit, and what waits behind it must not outlive its lease.
constexpr std::size_t kRowsAtOnce = 1;
constexpr std::size_t kTicketsMax = 10'000;  // of one driver: all
constexpr std::size_t kTurnsAtOnce = 500;
// One byte more, so that a file that was cut is seen.
constexpr integrations::CallLimits kLimits{.connect = base::seconds(3), .total = base::seconds(20), .body_bytes_max = kPhotoBytesMax + 1};

std::vector<std::string> ids_of(const storage::ConversationKey& key, const storage::Line& line) {
  if (key.channel == "web") return web_photos_of(line);
  std::vector<std::string> ids;
  for (MediaOrder& order : media_of(line)) ids.push_back(std::move(order.media_id));
  return ids;
}

std::set<std::string, std::less<>> taken_by(const std::vector<tickets::Ticket>& tickets) {
  std::set<std::string, std::less<>> taken;
  for (const tickets::Ticket& ticket : tickets) {
    std::string_view rest = ticket.field("evidence");
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      taken.emplace(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return taken;
}

}  // namespace

base::Millis MediaKeeper::pass() {
  const auto rows = parts_.store.outbox().claim(storage::OutboxKind::kMedia, parts_.target, parts_.clock.now(), parts_.lease, kRowsAtOnce);
  if (!rows || rows->empty()) return kRest;
  for (const storage::OutboxRow& row : *rows) {
    if (!parts_.store.outbox().settle(fetch(row)).ok()) parts_.log.warn("media_not_settled", {{"attempt", row.attempt}});
  }
  return base::Millis{0};
}

storage::Settlement MediaKeeper::fetch(const storage::OutboxRow& row) {
  const auto order = decode_media(row.payload);
  if (!order) return dead(row, "damaged_order");
  if (order->kind == MediaOrder::Kind::kForget) return forget(row);
  if (parts_.channel == nullptr) return dead(row, "no_media");
  const MediaPlace place = place_of(conversation_of(row), order->media_id);
  if (parts_.media.owns(place.owner, place.name) || parts_.media.is_forgotten(place)) return settled(row, storage::OutboxState::kDelivered, place.name, {});
  // One retry with a fresh token, never more: two callers must not knock each other's token out for ever.
  for (int tries = 0; tries < 2; ++tries) {
    const integrations::Token* token = token_.get();
    if (token == nullptr) return later(row, {}, "no_token");
    const auto request = parts_.channel->media_request(order->media_id, *token);
    if (!request) return dead(row, "no_media");
    auto response = parts_.http.call(*request, kLimits);
    if (!response) return later(row, {}, "not_fetched");
    const integrations::MediaAnswer answer = parts_.channel->read_media(std::move(*response));
    if (const auto* file = std::get_if<integrations::MediaFile>(&answer)) return keep(row, order->kind, place, file->bytes);
    if (const auto* wait = std::get_if<integrations::RetryAfter>(&answer)) return later(row, wait->delay, "retry_after");
    if (const auto* no = std::get_if<integrations::Refused>(&answer)) return dead(row, no->code);
    token_.drop();
  }
  return later(row, {}, "token_stale");
}

/// A platform's file may still be under way: its place is closed to it. The web chat's is here, or was never.
bool MediaKeeper::drop(const MediaPlace& place) {
  const bool is_here = parts_.channel != nullptr || parts_.media.owns(place.owner, place.name);
  return !is_here || parts_.media.is_forgotten(place) || parts_.media.forget(place).ok();
}

/// The transcript says what he sent, tickets what they took: both are older than this order, so that it may be carried out again.
storage::Settlement MediaKeeper::forget(const storage::OutboxRow& row) {
  const auto tickets = parts_.store.tickets().of_conversation(row.conversation, kTicketsMax);
  if (!tickets) return later(row, {}, "not_read");
  const std::set<std::string, std::less<>> taken = taken_by(*tickets);
  const storage::ConversationKey key = conversation_of(row);
  for (std::uint64_t after = 0;;) {
    const auto page = parts_.store.turns().transcript(row.conversation, after, kTurnsAtOnce);
    if (!page) return later(row, {}, "not_read");
    if (page->empty()) return settled(row, storage::OutboxState::kDelivered, {}, {});
    for (const storage::Turn& turn : *page) {
      after = turn.sequence;
      if (turn.at > row.created) continue;  // said since
      for (const storage::Line& line : turn.lines) {
        for (const std::string& id : ids_of(key, line)) {
          if (!taken.contains(id) && !drop(place_of(key, id))) return later(row, {}, "not_forgotten");
        }
      }
    }
  }
}

/// The file first, the row afterwards: who dies in between finds the file and settles without another call.
storage::Settlement MediaKeeper::keep(const storage::OutboxRow& row, MediaOrder::Kind kind, const MediaPlace& place, std::string_view bytes) {
  if (bytes.size() > kPhotoBytesMax) return dead(row, "too_large");
  if (kind == MediaOrder::Kind::kPhoto && photo_type(bytes).empty()) return dead(row, "not_a_photo");
  if (kind == MediaOrder::Kind::kVoice && voice_type(bytes).empty()) return dead(row, "not_a_voice");
  if (!parts_.media.keep_as(place, bytes)) return later(row, {}, "not_kept");
  return settled(row, storage::OutboxState::kDelivered, place.name, {});
}

storage::Settlement MediaKeeper::later(const storage::OutboxRow& row, base::Millis delay, std::string code) {
  auto settlement = tried_again(row, delay, code, parts_.random, parts_.clock.now());
  return settlement ? std::move(*settlement) : dead(row, std::move(code));
}

storage::Settlement MediaKeeper::dead(const storage::OutboxRow& row, std::string code) {
  parts_.log.warn("media_not_fetched", {{"account", base::OurWord{parts_.target}}, {"code", base::OurWord{code}}, {"attempt", row.attempt}});
  return settled(row, storage::OutboxState::kDead, {}, std::move(code));
}

}  // namespace bot
