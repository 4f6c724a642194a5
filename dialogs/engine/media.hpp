#pragma once
// Photos, recordings and places that come without a text (dialog language §4.9). Nothing a driver sends is dropped
// without a word.
#include <string>
#include <vector>

#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

void on_media(Turn& turn, const MediaEvent& event);
void on_location(Turn& turn, const LocationEvent& event);
/// 好了 / 没了 while photos are being sent: closes the slot. The caller walks on.
bool ends_photos(Turn& turn, const Message& message);
/// Keeps what no slot took, for a day and at most kKeptMax.
void keep_media(Turn& turn, const std::vector<std::string>& media);

}  // namespace dialogs::engine
