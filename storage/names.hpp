#pragma once
// What enumerations are called on disk. Names, not positions, are stored; never renamed.
#include <optional>
#include <string_view>

#include "storage/store.hpp"

namespace storage {

std::string_view to_name(TurnKind kind);
std::optional<TurnKind> turn_kind_from_name(std::string_view name);
std::string_view to_name(OutboxKind kind);
std::optional<OutboxKind> outbox_kind_from_name(std::string_view name);
std::string_view to_name(OutboxState state);
std::optional<OutboxState> outbox_state_from_name(std::string_view name);
std::string_view to_name(PublicationKind kind);
std::optional<PublicationKind> publication_kind_from_name(std::string_view name);

}  // namespace storage
