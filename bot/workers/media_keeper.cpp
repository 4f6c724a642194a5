#include "bot/workers/media_keeper.hpp"

#include <utility>
#include <variant>

#include "bot/workers/outbox_rows.hpp"

namespace bot {
namespace {

constexpr base::Millis kRest = base::seconds(1);
// One by one: a call may last as long as its limit, and what waits behind it must not outlive its lease.
constexpr std::size_t kRowsAtOnce = 1;
// One byte more, so that a file that was cut is seen.
constexpr integrations::CallLimits kLimits{.connect = base::seconds(3), .total = base::seconds(20), .body_bytes_max = kPhotoBytesMax + 1};

}  // namespace

base::Millis MediaKeeper::pass() {
  const auto rows = parts_.outbox.claim(storage::OutboxKind::kMedia, parts_.target, parts_.clock.now(), parts_.lease, kRowsAtOnce);
  if (!rows || rows->empty()) return kRest;
  for (const storage::OutboxRow& row : *rows) {
    if (!parts_.outbox.settle(fetch(row)).ok()) parts_.log.warn("media_not_settled", {{"attempt", row.attempt}});
  }
  return base::Millis{0};
}

storage::Settlement MediaKeeper::fetch(const storage::OutboxRow& row) {
  const auto order = decode_media(row.payload);
  if (!order) return dead(row, "damaged_order");
  const MediaPlace place = place_of(conversation_of(row), order->media_id);
  if (parts_.media.owns(place.owner, place.name)) return settled(row, storage::OutboxState::kDelivered, place.name, {});
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
