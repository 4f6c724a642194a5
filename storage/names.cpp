#include "storage/names.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace storage {

namespace {

template <class Enum, std::size_t N>
using Table = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Table<TurnKind, 7> kTurnKinds{{{TurnKind::kMessage, "message"},
                                         {TurnKind::kTimer, "timer"},
                                         {TurnKind::kHotline, "hotline"},
                                         {TurnKind::kOperator, "operator"},
                                         {TurnKind::kSystem, "system"},
                                         {TurnKind::kLimited, "limited"},
                                         {TurnKind::kQuarantined, "quarantined"}}};
constexpr Table<OutboxKind, 5> kOutboxKinds{{{OutboxKind::kForward, "forward"},
                                             {OutboxKind::kMessage, "message"},
                                             {OutboxKind::kAlert, "alert"},
                                             {OutboxKind::kTemplate, "template"},
                                             {OutboxKind::kMedia, "media"}}};
constexpr Table<OutboxState, 6> kOutboxStates{{{OutboxState::kPending, "pending"},
                                               {OutboxState::kSending, "sending"},
                                               {OutboxState::kDelivered, "delivered"},
                                               {OutboxState::kUnknown, "unknown"},
                                               {OutboxState::kParked, "parked"},
                                               {OutboxState::kDead, "dead"}}};

constexpr Table<PublicationKind, 3> kPublicationKinds{{{PublicationKind::kStart, "start"},
                                                       {PublicationKind::kPublish, "publish"},
                                                       {PublicationKind::kRollback, "rollback"}}};

template <class Enum, std::size_t N>
std::string_view name_in(const Table<Enum, N>& table, Enum value) {
  for (const auto& [entry, name] : table) {
    if (entry == value) return name;
  }
  return "";
}

template <class Enum, std::size_t N>
std::optional<Enum> value_in(const Table<Enum, N>& table, std::string_view name) {
  for (const auto& [entry, entry_name] : table) {
    if (entry_name == name) return entry;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_name(TurnKind kind) { return name_in(kTurnKinds, kind); }
std::optional<TurnKind> turn_kind_from_name(std::string_view name) { return value_in(kTurnKinds, name); }
std::string_view to_name(OutboxKind kind) { return name_in(kOutboxKinds, kind); }
std::optional<OutboxKind> outbox_kind_from_name(std::string_view name) { return value_in(kOutboxKinds, name); }
std::string_view to_name(OutboxState state) { return name_in(kOutboxStates, state); }
std::optional<OutboxState> outbox_state_from_name(std::string_view name) { return value_in(kOutboxStates, name); }
std::string_view to_name(PublicationKind kind) { return name_in(kPublicationKinds, kind); }
std::optional<PublicationKind> publication_kind_from_name(std::string_view name) {
  return value_in(kPublicationKinds, name);
}

}  // namespace storage
