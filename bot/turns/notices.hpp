#pragma once
// Sentences the shell says by itself: they are texts of the release (kind: notices), never of the program, save one.
#include <string>
#include <string_view>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"

namespace bot {

/// Said when a message was kept but no script could answer it, not even the release's own notice.
inline constexpr std::string_view kLastResort =
    "您的话已经记下来了，系统暂时没法自动答复，会有工作人员联系您。急事请直接拨打 12345。";

/// The notice with its placeholders filled in; kLastResort if the release has none of that name.
std::string notice(const dialogs::Release& release, std::string_view name, const dialogs::Fields& fields = {});

bool has_notice(const dialogs::Release& release, std::string_view name);

}  // namespace bot
